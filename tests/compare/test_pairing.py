"""Pairing: what is in one tree only, which constants differ, and what must stay silent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from cpregscan.compare.grouping import exactly, groups, in_cause, spreads
from cpregscan.compare.pairing import Change, ChangeKind, compare
from cpregscan.facts.model import CpuFacts, Facts, Guest, Register
from tests.facts.sample import any_facts, cpus, new_facts, old_facts, sysreg

A53, A57 = Guest("cortex-a53", "none"), Guest("cortex-a57", "none")


def _facts(**cpus: tuple[Register, ...]) -> Facts:
    made = tuple(CpuFacts(cpu, "none", registers) for cpu, registers in sorted(cpus.items()))
    return replace(old_facts(), cpus=made)


def _only(old: Register | None, new: Register | None) -> list[Change]:
    diff = compare(
        _facts(cpu=(old,) if old else ()),
        _facts(cpu=(new,) if new else ()),
    )
    return list(diff.guests[0].changes)


def test_each_kind_of_change() -> None:
    constant = sysreg(0, 6, 0, "R", const=1)
    assert _only(constant, None) == [Change(ChangeKind.ONLY_OLD, constant, None)]
    assert _only(None, constant) == [Change(ChangeKind.ONLY_NEW, None, constant)]
    for other in (sysreg(0, 6, 0, "R", const=2), sysreg(0, 6, 0, "R", reset=1)):
        assert _only(constant, other) == [Change(ChangeKind.CONST, constant, other)]


def test_what_is_no_change() -> None:
    constant = sysreg(0, 6, 0, "R", const=1)
    assert _only(constant, sysreg(0, 6, 0, "RENAMED", const=1, line=999)) == []
    assert _only(sysreg(0, 6, 0, "R", reset=1), sysreg(0, 6, 0, "R", reset=2)) == []


def test_models_on_one_side_and_refusals() -> None:
    diff = compare(old_facts(), new_facts())
    assert diff.only_old == (Guest("pxa250", "none"),)
    assert diff.only_new == (Guest("cortex-a76", "none"),)
    refused = next(paired for paired in diff.guests if paired.old.refusal)
    assert refused.differs
    assert refused.changes == ()


@given(facts=any_facts())
def test_a_tree_does_not_differ_from_itself(facts: Facts) -> None:
    diff = compare(facts, facts)
    assert not diff.differs
    assert spreads(diff, in_cause) == ()


@given(old=cpus(), new=cpus())
def test_reversed_is_the_same_with_sides_swapped(
    old: tuple[CpuFacts, ...], new: tuple[CpuFacts, ...]
) -> None:
    before, after = replace(old_facts(), cpus=old), replace(old_facts(), cpus=new)
    forward, backward = compare(before, after), compare(after, before)
    assert forward.only_old == backward.only_new
    swapped = {
        ChangeKind.ONLY_OLD: ChangeKind.ONLY_NEW,
        ChangeKind.ONLY_NEW: ChangeKind.ONLY_OLD,
        ChangeKind.CONST: ChangeKind.CONST,
    }
    for one, other in zip(forward.guests, backward.guests, strict=True):
        assert [(swapped[change.kind], change.new, change.old) for change in one.changes] == [
            (change.kind, change.old, change.new) for change in other.changes
        ]


def test_one_entry_that_goes_is_one_change_whatever_its_values() -> None:
    old = _facts(a=(sysreg(0, 6, 0, "R", const=1),), b=(sysreg(0, 6, 0, "R", const=2),))
    diff = compare(old, _facts(a=(), b=()))
    (spread,) = spreads(diff, in_cause)
    assert [guest.cpu for guest in spread.guests] == ["a", "b"]
    assert [change.register.const for change in spread.variants] == [1, 2]
    assert len(spreads(diff, exactly)) == 2
    assert [len(group.guests) for group in groups(diff, in_cause)] == [2]


def test_constants_that_change_otherwise_are_other_changes() -> None:
    old = _facts(a=(sysreg(0, 6, 0, "R", const=1),), b=(sysreg(0, 6, 0, "R", const=1),))
    new = _facts(a=(sysreg(0, 6, 0, "R", const=2),), b=(sysreg(0, 6, 0, "R", const=3),))
    assert [[guest.cpu for guest in spread.guests] for spread in spreads(compare(old, new), in_cause)] == [
        ["a"],
        ["b"],
    ]


def test_every_change_stands_in_one_spread_and_every_guest_in_one_group() -> None:
    diff = compare(old_facts(), new_facts())
    reached = sorted(guest for spread in spreads(diff, in_cause) for guest in spread.guests)
    assert reached == sorted(paired.guest for paired in diff.guests for _ in paired.changes)
    grouped = [guest for group in groups(diff, in_cause) for guest in group.guests]
    assert len(grouped) == len(set(grouped)) == 4
    assert {A53, A57} <= set(groups(diff, in_cause)[0].guests)
