"""What differs between the lists of two kernels, under a profile. Identity is the index, never the name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product

from cpregscan.findings.model import Direction
from cpregscan.kvm.conditions import NEVER, Condition
from cpregscan.kvm.model import KernelList, KvmRegister, WriteRule
from cpregscan.kvm.profile import Profile


class ChangeKind(Enum):
    """What happens to a register from the old kernel to the new one."""

    LOST = "lost"
    GAINED = "gained"
    WRITE_RULE = "write-rule"


@dataclass(frozen=True, slots=True)
class Change:
    """A register that one kernel lists and the other does not, or that takes other values than before.

    ``when`` is the condition, over what the profile leaves open, under which that is so. A side is None
    if that kernel never lists the index.
    """

    kind: ChangeKind
    index: int
    old: KvmRegister | None
    new: KvmRegister | None
    when: Condition

    @property
    def register(self) -> KvmRegister:
        """The register of the side that has it, the new one's if both do."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def direction(self) -> Direction:
        """The direction that it breaks: what is lost fails going forward, what is gained going back."""
        return Direction.BACKWARD if self.kind is ChangeKind.GAINED else Direction.FORWARD


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two lists and their changes under a profile, sorted by kind and index."""

    old: KernelList
    new: KernelList
    profile: Profile
    changes: tuple[Change, ...]

    def sides(self, direction: Direction) -> tuple[KernelList, KernelList]:
        """The source's and the destination's list."""
        return (self.old, self.new) if direction is Direction.FORWARD else (self.new, self.old)

    @property
    def open_leaves(self) -> tuple[str, ...]:
        """The leaves on which it hangs, and which the profile leaves open, sorted."""
        listed = (change for change in self.changes if change.kind is not ChangeKind.WRITE_RULE)
        return tuple(sorted({leaf for change in listed for leaf in change.when.leaves}))

    def worlds(self) -> Iterator[dict[str, bool]]:
        """All values of the open leaves: the hosts and guests between which the outcome may differ."""
        leaves = self.open_leaves
        for row in product((False, True), repeat=len(leaves)):
            yield dict(zip(leaves, row, strict=True))


def compare_lists(old: KernelList, new: KernelList, profile: Profile) -> Comparison:
    """Compares the lists of two kernels under a profile."""
    olds = {register.index: register for register in old.registers}
    news = {register.index: register for register in new.registers}
    changes = [
        change
        for index in sorted({*olds, *news})
        for change in _changes(index, olds.get(index), news.get(index), profile)
    ]
    order = list(ChangeKind)
    changes.sort(key=lambda change: (order.index(change.kind), change.index))
    return Comparison(old, new, profile, tuple(changes))


def migrated_indexes(listed: KernelList, profile: Profile, world: Mapping[str, bool]) -> tuple[int, ...]:
    """The indexes, sorted, that QEMU puts into its list of cpregs on a host with this kernel.

    ``world`` gives leaves that the profile leaves open; those that neither tells count as false.
    """
    leaves = listed.leaves
    values = dict.fromkeys(leaves, False) | dict(world) | profile.values(leaves)
    return tuple(
        register.index
        for register in listed.registers
        if register.kind.in_cpreg_list and register.condition.holds(values)
    )


def _changes(
    index: int, old: KvmRegister | None, new: KvmRegister | None, profile: Profile
) -> Iterator[Change]:
    before, after = _given(old, profile), _given(new, profile)
    if (lost := before & ~after) != NEVER:
        yield Change(ChangeKind.LOST, index, old, new, lost)
    if (gained := after & ~before) != NEVER:
        yield Change(ChangeKind.GAINED, index, old, new, gained)
    if old and new and _another_rule(old.write, new.write) and (both := before & after) != NEVER:
        yield Change(ChangeKind.WRITE_RULE, index, old, new, both)


def _another_rule(old: WriteRule, new: WriteRule) -> bool:
    """Whether another value may be refused: only registers that tell of features refuse any."""
    if old.mask is None and new.mask is None:
        return False
    return old != new


def _given(register: KvmRegister | None, profile: Profile) -> Condition:
    if register is None:
        return NEVER
    return register.condition.given(profile.values(register.condition.leaves))
