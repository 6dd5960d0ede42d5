"""Which guests are reached, and which of their registers: one guest a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts
from cpregscan.report.guests import guest_name
from cpregscan.report.style import Style


def render(facts: Facts, style: Style) -> Iterator[str]:
    """A line for each guest that has any of the registers."""
    for cpu in facts.cpus:
        if cpu.registers:
            names = " ".join(printable(register.name) for register in cpu.registers)
            yield f"{style.heading(guest_name(cpu.guest))}: {names}"
