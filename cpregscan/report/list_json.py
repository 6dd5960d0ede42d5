"""The registers of each guest as JSON, one register a line, with call chains and guards."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.model import CpuFacts, Facts, Register
from cpregscan.report.jsonparts import (
    Json,
    Rows,
    cpu_part,
    json_lines,
    name_part,
    trail_part,
    tree_part,
    value_part,
)
from cpregscan.report.style import Style

FORMAT = "cpregscan-list-1"


def render(facts: Facts, _style: Style) -> Iterator[str]:
    """The lines of one JSON object."""
    document = {
        "format": FORMAT,
        **tree_part(facts),
        "arch": facts.arch,
        "cpus": Rows(_cpu(cpu) for cpu in facts.cpus),
    }
    return json_lines(document)


def _cpu(cpu: CpuFacts) -> Json:
    return {**cpu_part(cpu), "registers": Rows(map(_register, cpu.registers))}


def _register(register: Register) -> Json:
    return {
        **name_part(register),
        "key": f"{register.key:#010x}",
        **value_part(register),
        **trail_part(register.origin),
    }
