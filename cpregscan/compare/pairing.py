"""Pairs the facts of two trees: what each guest's stream has in one and not, or not so, in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cpregscan.facts.model import CpuFacts, Facts, Guest, Register


class ChangeKind(Enum):
    """What became of a register."""

    ONLY_OLD = "only-old"
    ONLY_NEW = "only-new"
    CONST = "const"


@dataclass(frozen=True, slots=True)
class Change:
    """One register that differs; ``old`` or ``new`` is None where that tree does not send it.

    For CONST both are there: their constants differ, or one of them is no constant.
    """

    kind: ChangeKind
    old: Register | None
    new: Register | None

    @property
    def register(self) -> Register:
        """The register in the newest tree that has it."""
        register = self.new or self.old
        assert register is not None
        return register


@dataclass(frozen=True, slots=True)
class GuestDiff:
    """One guest in both trees; ``changes`` are in the order of the index."""

    old: CpuFacts
    new: CpuFacts
    changes: tuple[Change, ...]

    @property
    def guest(self) -> Guest:
        """The guest that both sides are."""
        return self.new.guest

    @property
    def differs(self) -> bool:
        """Whether the lists differ, or only one side refuses the guest, or each in other words."""
        return bool(self.changes) or self.old.refusal != self.new.refusal


@dataclass(frozen=True, slots=True)
class Diff:
    """Two trees compared. ``only_old`` and ``only_new`` are guests whose model the other tree lacks."""

    old: Facts
    new: Facts
    guests: tuple[GuestDiff, ...]
    only_old: tuple[Guest, ...]
    only_new: tuple[Guest, ...]

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(self.only_old or self.only_new) or any(guest.differs for guest in self.guests)


def compare(old: Facts, new: Facts) -> Diff:
    """The difference of two facts, guest by guest, sorted by guest."""
    before = {cpu.guest: cpu for cpu in old.cpus}
    after = {cpu.guest: cpu for cpu in new.cpus}
    both = sorted(before.keys() & after.keys())
    return Diff(
        old,
        new,
        tuple(
            GuestDiff(before[guest], after[guest], tuple(changes(before[guest], after[guest])))
            for guest in both
        ),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(after.keys() - before.keys())),
    )


def changes(old: CpuFacts, new: CpuFacts) -> Iterator[Change]:
    """The registers that differ, in the order of the index; none if a side refuses the guest."""
    if old.refusal is not None or new.refusal is not None:
        return
    before = {register.index: register for register in old.registers}
    after = {register.index: register for register in new.registers}
    for index in sorted(before.keys() | after.keys()):
        change = _change(before.get(index), after.get(index))
        if change:
            yield change


def _change(old: Register | None, new: Register | None) -> Change | None:
    if new is None:
        return Change(ChangeKind.ONLY_OLD, old, None)
    if old is None:
        return Change(ChangeKind.ONLY_NEW, None, new)
    return Change(ChangeKind.CONST, old, new) if old.const != new.const else None
