"""Where cpregs have been seen: under which names, and in the streams of which guests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cpregscan.facts.model import Facts, Guest


@dataclass(frozen=True, slots=True)
class Sighting:
    """A cpreg in one tree, or alike in several one after the other. ``guests`` and ``names`` are sorted."""

    trees: tuple[str, ...]
    names: tuple[str, ...]
    guests: tuple[Guest, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """The CPUs of the guests, sorted."""
        return tuple(sorted({guest.cpu for guest in self.guests}))


def sightings(index: int, releases: Iterable[Facts]) -> tuple[Sighting, ...]:
    """Where the register of an index travels; successive trees that agree on names and models are one."""
    seen = [_sighting(index, facts) for facts in releases]
    runs = groupby(seen, key=lambda sighting: (sighting.names, sighting.models))
    return tuple(_joined(list(run)) for (names, _), run in runs if names)


def indexes_of(name: str, facts: Facts) -> tuple[int, ...]:
    """The indexes of all registers of a name, case aside, sorted; empty if there is none."""
    word = name.lower()
    registers = (register for cpu in facts.cpus for register in cpu.registers)
    return tuple(sorted({register.index for register in registers if register.name.lower() == word}))


def _sighting(index: int, facts: Facts) -> Sighting:
    found = list(_found(index, facts))
    names = tuple(sorted({name for name, _ in found}))
    return Sighting((facts.tree,), names, tuple(sorted(guest for _, guest in found)))


def _found(index: int, facts: Facts) -> Iterator[tuple[str, Guest]]:
    for cpu in facts.cpus:
        for register in cpu.registers:
            if register.index == index:
                yield register.name, cpu.guest


def _joined(run: Collection[Sighting]) -> Sighting:
    trees = tuple(tree for sighting in run for tree in sighting.trees)
    guests = {guest for sighting in run for guest in sighting.guests}
    first = next(iter(run))
    return Sighting(trees, first.names, tuple(sorted(guests)))
