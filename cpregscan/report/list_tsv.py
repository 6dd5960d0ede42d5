"""The registers as tab-separated text: a header line, then one register a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import field
from cpregscan.facts.model import Facts
from cpregscan.report.style import Style
from cpregscan.report.values import hex64

COLUMNS = ("cpu", "machine", "index", "name", "const", "reset", "flags", "place")


def render(facts: Facts, _style: Style) -> Iterator[str]:
    """Sorted by guest and index; ``flags`` are separated by commas, unknown values are empty."""
    yield "\t".join(COLUMNS)
    for cpu in facts.cpus:
        guest = f"{field(cpu.cpu)}\t{field(cpu.machine)}"
        for register in cpu.registers:
            fields = (
                guest,
                f"{register.index:#018x}",
                field(register.name),
                hex64(register.const) or "",
                hex64(register.reset) or "",
                field(",".join(register.flags)),
                field(str(register.origin.place)),
            )
            yield "\t".join(fields)
