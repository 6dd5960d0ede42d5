"""What a destination's QEMU does with the list of another kernel, for all values of what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import NamedTuple

from cpregscan.compare.passage import Passage
from cpregscan.facts.model import Register
from cpregscan.facts.stream import Stream
from cpregscan.findings.model import Direction, Verdict
from cpregscan.kvm.comparing import ChangeKind, Comparison
from cpregscan.kvm.conditions import Condition, condition
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.facts import guests_of
from cpregscan.kvm.profile import VM_LEAVES

_OPEN = 6
"""Leaves whose values are run through; of more, some are taken as off, and that is said."""


class Effect(Enum):
    """What becomes of a register that only the source sends."""

    REFUSED = "this QEMU refuses it"
    TOLERATED = "this QEMU tolerates it"
    DROPPED = "this QEMU loads, and loses it"

    @property
    def verdict(self) -> Verdict:
        """What it alone does to a stream."""
        return _VERDICTS[self]


_VERDICTS = {
    Effect.REFUSED: Verdict.FAILS_AT_RESET,
    Effect.TOLERATED: Verdict.LOADS,
    Effect.DROPPED: Verdict.LOSES_STATE,
}


Effects = tuple[tuple[Effect, Condition], ...]
"""What becomes of one register, with the condition of each."""


class Fate(NamedTuple):
    """What becomes of one register in streams that have a ``verdict``, and what QEMU prints of it, line by line."""

    verdict: Verdict
    effect: Effect
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KvmVerdict:
    """One direction: under which condition the stream has which verdict, and each source-only register which effect.

    ``fates`` have each combination of verdict and effect that a register meets. ``assumed`` are open leaves that were
    taken as off. ``says`` is what QEMU prints where it fails.
    """

    direction: Direction
    verdicts: tuple[tuple[Verdict, Condition], ...]
    effects: Mapping[int, Effects]
    fates: Mapping[int, tuple[Fate, ...]]
    assumed: tuple[str, ...]
    says: tuple[str, ...]


def judge(comparison: Comparison, destination: Destination, direction: Direction) -> KvmVerdict:
    """Has the destination's rules decide on the source's list, in all worlds that the profile leaves open."""
    leaves, assumed = _open_leaves(comparison, direction)
    worlds = [dict(zip(leaves, row, strict=True)) for row in product((False, True), repeat=len(leaves))]
    source, own = (guests_of(listed, comparison.profile) for listed in comparison.sides(direction))
    stream = Stream(tolerances=destination.tolerances, loading=destination.loading)
    passages = [Passage(direction, source.cpu(world, Stream()), own.cpu(world, stream)) for world in worlds]
    outcomes = [(world, _verdict(passage)) for world, passage in zip(worlds, passages, strict=True)]
    effects: dict[int, dict[Effect, list[dict[str, bool]]]] = {}
    fates: dict[int, dict[Fate, None]] = {}
    for (world, outcome), passage in zip(outcomes, passages, strict=True):
        for register in passage.only_sent:
            fate = Fate(outcome, _effect(passage, register), _says_of(passage, register))
            fates.setdefault(register.index, {})[fate] = None
            effects.setdefault(register.index, {}).setdefault(fate.effect, []).append(world)
    verdicts = sorted({found for _, found in outcomes}, key=lambda found: found.gravity)
    return KvmVerdict(
        direction,
        tuple(
            (verdict, _where(leaves, [world for world, found in outcomes if found is verdict]))
            for verdict in verdicts
        ),
        {
            index: tuple((effect, _where(leaves, held)) for effect, held in of_index.items())
            for index, of_index in sorted(effects.items())
        },
        {index: tuple(of_index) for index, of_index in fates.items()},
        assumed,
        tuple(dict.fromkeys(line for passage in passages for line in _says(passage))),
    )


def _open_leaves(comparison: Comparison, direction: Direction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The leaves on which this direction hangs, and those of too many that are taken as off.

    What QEMU leaves off unless it is asked goes first, then how many caches a host has.
    """
    kind = ChangeKind.LOST if direction is Direction.FORWARD else ChangeKind.GAINED
    found = {leaf for change in comparison.changes if change.kind is kind for leaf in change.when.leaves}
    ranked = sorted(found, key=lambda leaf: (leaf in VM_LEAVES[3:], leaf.startswith("cache-"), leaf))
    off = set(ranked[_OPEN:])
    return tuple(sorted(found - off)), tuple(sorted(off))


def _where(leaves: Iterable[str], worlds: list[dict[str, bool]]) -> Condition:
    return condition(leaves, lambda values: dict(values) in worlds)


def _verdict(passage: Passage) -> Verdict:
    if passage.too_long:
        return Verdict.FAILS_AT_RESET
    effects = {_effect(passage, register) for register in passage.only_sent}
    if Effect.REFUSED in effects:
        return Verdict.FAILS_AT_RESET
    return Verdict.LOSES_STATE if Effect.DROPPED in effects else Verdict.LOADS


def _effect(passage: Passage, register: Register) -> Effect:
    if passage.tolerance(register) is not None:
        return Effect.TOLERATED
    return Effect.REFUSED if passage.too_long or passage.is_fatal(register) else Effect.DROPPED


def _says(passage: Passage) -> Iterator[str]:
    """What is printed of a list that is too long; it is the same for all lengths but the numbers."""
    loading = passage.loading
    if loading is not None and passage.too_long and loading.length_text:
        text = loading.length_text.format(incoming=len(passage.sent), own=len(passage.own))
        yield from text.splitlines()


def _says_of(passage: Passage, register: Register) -> tuple[str, ...]:
    """What is printed because of one register that the destination does not know."""
    if passage.too_long:
        return tuple(_says(passage))
    loading = passage.loading
    printed = passage.is_fatal(register) or register.index in passage.forgiven
    if loading is None or not printed or passage.tolerance(register) is not None:
        return ()
    return tuple(loading.unknown_text.format(key=f"{register.key:x}").splitlines())
