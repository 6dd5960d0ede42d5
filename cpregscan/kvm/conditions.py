"""Boolean conditions over named leaves, in a form in which equal conditions are equal text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from cpregscan.errors import MachineError

Literal = tuple[str, bool]
"""A leaf and the value that it must have."""

Cube = frozenset[Literal]
"""Literals that must all hold."""

LIMIT = 8
"""Leaves that one condition may have; no kernel has one of more than four."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean function as the set of all its prime implicants, of which one must hold: a canonical form."""

    cubes: frozenset[Cube]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The leaves that it depends on, sorted."""
        return tuple(sorted({name for cube in self.cubes for name, _ in cube}))

    @property
    def text(self) -> str:
        """As people read it: ``always``, ``never``, ``el2 and not e2h0``."""
        if not self.cubes:
            return "never"
        parts = sorted((" and ".join(_literals(cube)) or "always" for cube in self.cubes), key=_length)
        return " or ".join(parts)

    def holds(self, values: Mapping[str, bool]) -> bool:
        """Whether it holds; ``values`` has all its leaves."""
        return any(all(values[name] is wanted for name, wanted in cube) for cube in self.cubes)

    def given(self, values: Mapping[str, bool]) -> Condition:
        """What remains of it once some leaves are known."""
        return condition(self.leaves, lambda free: self.holds({**free, **values}))

    def __and__(self, other: Condition) -> Condition:
        return _joined(self, other, lambda one, two: one and two)

    def __or__(self, other: Condition) -> Condition:
        return _joined(self, other, lambda one, two: one or two)

    def __invert__(self) -> Condition:
        return condition(self.leaves, lambda values: not self.holds(values))


def condition(leaves: Iterable[str], holds: Callable[[Mapping[str, bool]], bool]) -> Condition:
    """The condition that holds for those values of the leaves for which ``holds`` says so.

    Raises MachineError if they are more than LIMIT.
    """
    names = tuple(sorted(set(leaves)))
    if len(names) > LIMIT:
        raise MachineError(f"a condition hangs on {len(names)} leaf predicates: {', '.join(names)}")
    table = tuple(
        holds(dict(zip(names, row, strict=True))) for row in product((False, True), repeat=len(names))
    )
    return _canonical(names, table)


ALWAYS = Condition(frozenset((frozenset(),)))
NEVER = Condition(frozenset())


def literal(name: str) -> Condition:
    """The condition that a leaf is true."""
    return Condition(frozenset((frozenset(((name, True),)),)))


@cache
def _canonical(names: tuple[str, ...], table: tuple[bool, ...]) -> Condition:
    """All prime implicants, by Quine's method: cubes that differ in one literal merge until none does."""
    rows = product((False, True), repeat=len(names))
    cubes = {frozenset(zip(names, row, strict=True)) for row, held in zip(rows, table, strict=True) if held}
    primes: set[Cube] = set()
    while cubes:
        merged: set[Cube] = set()
        used: set[Cube] = set()
        for one, two in combinations(cubes, 2):
            common = one & two
            if len(common) == len(one) - 1 == len(two) - 1 and _same_leaves(one, two):
                merged.add(common)
                used.update((one, two))
        primes |= cubes - used
        cubes = merged
    return Condition(frozenset(primes))


def _same_leaves(one: Cube, two: Cube) -> bool:
    return {name for name, _ in one} == {name for name, _ in two}


def _joined(one: Condition, two: Condition, join: Callable[[bool, bool], bool]) -> Condition:
    return condition((*one.leaves, *two.leaves), lambda values: join(one.holds(values), two.holds(values)))


def _literals(cube: Cube) -> list[str]:
    return [name if wanted else f"not {name}" for name, wanted in sorted(cube)]


def _length(text: str) -> tuple[int, str]:
    return text.count(" and "), text
