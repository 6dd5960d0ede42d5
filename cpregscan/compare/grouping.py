"""Groups equal changes, so that one change on thirty CPUs reads as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from cpregscan.compare.pairing import Change, ChangeKind, Diff
from cpregscan.facts.model import Guest, Register

Identity = Callable[[Change], Hashable]
"""What two changes have in common if they count as the same."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A change and the guests that it reaches. ``variants`` are the forms it takes, mostly one."""

    variants: tuple[Change, ...]
    guests: tuple[Guest, ...]

    @property
    def change(self) -> Change:
        """The first of the forms."""
        return self.variants[0]


@dataclass(frozen=True, slots=True)
class Block:
    """Changes that reach the very same guests; each change stands in one block."""

    guests: tuple[Guest, ...]
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Guests that have the very same changes; each guest stands in one group. ``changes`` are the first guest's."""

    guests: tuple[Guest, ...]
    changes: tuple[Change, ...]


def exactly(change: Change) -> Hashable:
    """Changes are the same if both sides are equal in all but call chain and guards."""
    return (change.kind, _side(change.old), _side(change.new))


def in_cause(change: Change) -> Hashable:
    """Changes are the same if one edit of the tree explains both.

    That a register came or went is the same change wherever its entry is the same, whatever
    value it has there; a constant that changed is the same change only from and to the same values.
    """
    if change.kind is ChangeKind.CONST:
        return exactly(change)
    register = change.register
    return (change.kind, register.index, register.name, register.flags, register.origin.place)


def spreads(diff: Diff, identity: Identity) -> tuple[Spread, ...]:
    """Each change of the diff once, in the order of index and kind, with the guests that it reaches."""
    guests: dict[Hashable, list[Guest]] = defaultdict(list)
    variants: dict[Hashable, dict[Hashable, Change]] = defaultdict(dict)
    identified = _Memo(identity)
    for paired in diff.guests:
        for change in paired.changes:
            key, variant = identified(change)
            guests[key].append(paired.guest)
            variants[key].setdefault(variant, change)
    found = [Spread(tuple(variants[key].values()), tuple(guests[key])) for key in guests]
    return tuple(sorted(found, key=_order))


def blocks(found: Iterable[Spread]) -> tuple[Block, ...]:
    """Changes by the set of guests that they reach, the widest set first."""
    together: dict[tuple[Guest, ...], list[Spread]] = defaultdict(list)
    for spread in found:
        together[spread.guests].append(spread)
    ordered = sorted(together.items(), key=lambda block: (-len(block[0]), block[0]))
    return tuple(Block(guests, tuple(members)) for guests, members in ordered)


def groups(diff: Diff, identity: Identity) -> tuple[Group, ...]:
    """Guests by the set of their changes, the largest group first; unchanged guests are a group too."""
    together: dict[tuple[Hashable, ...], list[Guest]] = defaultdict(list)
    first: dict[tuple[Hashable, ...], tuple[Change, ...]] = {}
    identified = _Memo(identity)
    for paired in diff.guests:
        if paired.old.refusal == paired.new.refusal:
            key = tuple(identified(change)[0] for change in paired.changes)
            together[key].append(paired.guest)
            first.setdefault(key, paired.changes)
    ordered = sorted(together.items(), key=lambda group: (-len(group[1]), group[1]))
    return tuple(Group(tuple(guests), first[key]) for key, guests in ordered)


class _Memo:
    """The identity of changes; where guests share register objects it is found once for all of them."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._known: dict[tuple[int, int], tuple[Hashable, Hashable]] = {}

    def __call__(self, change: Change) -> tuple[Hashable, Hashable]:
        key = (id(change.old), id(change.new))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = (self._identity(change), exactly(change))
        return found


def _side(register: Register | None) -> Hashable:
    if register is None:
        return None
    origin = register.origin
    values = (register.index, register.name, register.bank, register.flags, register.const, register.reset)
    return (*values, origin.place, origin.table)


def _order(spread: Spread) -> tuple[object, ...]:
    register = spread.change.register
    return (register.index, spread.change.kind.value, register.const or 0, spread.guests)
