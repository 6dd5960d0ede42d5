"""Rules that need a guest or a tree that the cases do not have."""

from __future__ import annotations

from collections.abc import Mapping

from cpregscan.facts.model import Guest
from cpregscan.findings.assess import assess
from cpregscan.findings.model import Assessment, Direction, Verdict
from cpregscan.findings.settings import Settings
from tests.cases.trees import base_tree, changes, facts_with

REGISTERS = "target/arm/control_regs.c"


def _assessed(old: Mapping[str, bytes], new: Mapping[str, bytes], *guests: Guest) -> Assessment:
    return assess(facts_with(dict(old), guests), facts_with(dict(new), guests), Settings())


def _base(path: str) -> bytes:
    return base_tree().read(path) or b""


def test_a_property_that_differs_on_a_released_machine() -> None:
    guests = (Guest("tiny-v7", "virt-0.9"), Guest("tiny-v7", "virt"), Guest("tiny-v7", "none"))
    found = _assessed({}, changes("property-default-changed"), *guests).findings
    (one,) = (finding for finding in found if finding.rule == "property-default")
    assert "'revision' of the CPU was 0, now 1" in one.message
    assert '{ TYPE_ARM_CPU, "revision", "0" }' in one.help
    assert {reach.guest.machine for reach in one.reaches} == {"virt-0.9"}


def test_a_property_with_an_entry_for_old_machines_is_silent() -> None:
    board = _base("hw/arm/virt.c").replace(
        b'{ TYPE_ARM_CPU, "counter-hz"',
        b'{ TYPE_ARM_CPU, "revision", "0" },\n    { TYPE_ARM_CPU, "counter-hz"',
    )
    new = {**changes("property-default-changed"), "hw/arm/virt.c": board}
    assert not _assessed({}, new, Guest("tiny-v7", "virt-0.9")).findings


def test_a_bit_that_guests_clear_and_the_destination_forces() -> None:
    """One at reset at both ends, so that nothing fails before a guest writes."""
    old = _base(REGISTERS).replace(
        b".fieldoffset = SYS(table_control),", b".fieldoffset = SYS(table_control), .resetvalue = BIT(31),"
    )
    found = _assessed({REGISTERS: old}, changes("raw-write-forces-bit"), Guest("tiny-v8", "none"))
    assert {finding.rule for finding in found.findings} == {"bits-forced"}
    verdicts = {one.direction: one.verdict for one in found.judgements}
    assert verdicts == {Direction.FORWARD: Verdict.FAILS_FOR_SOME_STATE, Direction.BACKWARD: Verdict.LOADS}


def test_a_bit_that_no_guest_clears_may_be_forced() -> None:
    """The guest's own write sets it as well."""
    old = _base(REGISTERS).replace(
        b".fieldoffset = SYS(table_control),", b".fieldoffset = SYS(table_control), .resetvalue = BIT(31),"
    )
    old = old.replace(b"value & 0x7fffffff)", b"value & 0x7fffffff | BIT(31))")
    found = _assessed({REGISTERS: old}, changes("raw-write-forces-bit"), Guest("tiny-v8", "none"))
    assert not found.findings
