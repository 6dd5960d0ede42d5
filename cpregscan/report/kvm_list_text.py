"""KVM's register list as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.kvm.conditions import NEVER
from cpregscan.kvm.findings import rule_text
from cpregscan.kvm.model import KernelList, Kind, KvmRegister
from cpregscan.kvm.profile import Profile
from cpregscan.report.style import Style
from cpregscan.report.values import aligned

COLUMNS = ("INDEX", "NAME", "KIND", "ENCODING", "LISTED", "WHY", "WRITE", "ENTRY", "PLACE")

SCOPE = "not covered: pKVM's protected VMs, the vGIC's and ITS's state, and values that the host's hardware decides"
"""What KVM_GET_REG_LIST, and so every report about it, says nothing of."""


def render(listed: KernelList, profile: Profile | None, style: Style) -> Iterator[str]:
    """A row for each register, with the condition that the profile leaves; then the counts."""
    registers = [register for register in listed.registers if condition_text(register, profile)]
    heading, *rows = aligned([COLUMNS, *(_row(register, profile) for register in registers)])
    yield style.quiet(heading)
    yield from rows
    yield ""
    yield coverage_text(listed, registers)
    yield style.quiet(SCOPE)


def condition_text(register: KvmRegister, profile: Profile | None) -> str:
    """The condition as far as the profile leaves it open; "" if the register is not listed under it."""
    condition = register.condition
    if profile is not None:
        condition = condition.given(profile.values(condition.leaves))
    return "" if condition == NEVER else condition.text


def coverage_text(listed: KernelList, registers: list[KvmRegister]) -> str:
    """How many registers of each kind there are, and how many leaves they hang on."""
    counts = Counter(register.kind for register in registers)
    kinds = ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind if counts[kind])
    return (
        f"{printable(listed.tree)} (Linux {printable(listed.version)}): {len(registers)} registers ({kinds}), "
        f"{len(listed.leaves)} leaf predicates, nothing undecided{_masked(listed)}"
    )


def _masked(listed: KernelList) -> str:
    if not listed.masked:
        return ""
    return f"; this kernel never shows a VM {', '.join(map(printable, listed.masked))}"


def _row(register: KvmRegister, profile: Profile | None) -> tuple[str, ...]:
    return (
        f"{register.index:#018x}",
        printable(register.name),
        register.kind.value,
        register.encoding,
        printable(condition_text(register, profile)),
        printable(register.export),
        printable(rule_text(register)) if register.write.setter else "",
        printable(register.entry),
        printable(str(register.place)),
    )
