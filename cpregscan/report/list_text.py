"""The registers of each guest as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.facts.model import CpuFacts, Facts, Register
from cpregscan.report.coverage import coverage_line, remarks
from cpregscan.report.guests import guest_name
from cpregscan.report.style import Style
from cpregscan.report.values import aligned, value_text

COLUMNS = ("INDEX", "NAME", "ENCODING", "BANK", "VALUE", "FLAGS", "PLACE")


def render(facts: Facts, style: Style) -> Iterator[str]:
    """A section for each guest, then what was refused or undecided, then the coverage."""
    for cpu in facts.cpus:
        yield from _section(cpu, style)
        yield ""
    yield from remarks(facts, style)
    yield coverage_line(facts)


def _section(cpu: CpuFacts, style: Style) -> Iterator[str]:
    name = guest_name(cpu.guest)
    if cpu.refusal is not None:
        yield style.heading(f"{name}: refused by QEMU") + f" ({printable(cpu.refusal)})"
    elif not cpu.registers:
        yield style.heading(f"{name}: no cpregs")
    else:
        count = len(cpu.registers)
        yield style.heading(f"{name}: {count} {'cpreg' if count == 1 else 'cpregs'}")
        heading, *rows = aligned([COLUMNS, *map(_row, cpu.registers)])
        yield style.quiet(heading)
        yield from rows


def _row(register: Register) -> tuple[str, ...]:
    return (
        f"{register.index:#018x}",
        printable(register.name),
        str(register.encoding),
        register.bank,
        value_text([register]),
        printable(" ".join(register.flags)),
        printable(str(register.origin.place)),
    )
