"""Where cpregs have been seen: under which names, and in the streams of which CPU models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cpregscan.encoding.cpreg_id import CpregId
from cpregscan.facts.model import Facts


@dataclass(frozen=True, slots=True)
class Stretch:
    """Trees that follow one another, and the words (names, or CPU models; sorted) that are in all of them."""

    trees: tuple[str, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        first, last = self.trees[0], self.trees[-1]
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A cpreg with the names that it had and the models that send it, oldest first.

    ``looked_at`` says in words in which trees; it is empty if there was none.
    """

    cpreg: CpregId
    names: tuple[Stretch, ...]
    models: tuple[Stretch, ...]
    looked_at: str


def decoded(cpreg: CpregId, series: Iterable[Sequence[Facts]]) -> Decoded:
    """Where a cpreg was seen in some series of trees; within each the trees follow one another."""
    names, models, looked_at = list[Stretch](), list[Stretch](), list[str]()
    for trees in filter(None, series):
        found = [(facts.tree, list(_found(cpreg.index, facts))) for facts in trees]
        names += _stretches([(tree, {name for name, _ in pairs}) for tree, pairs in found])
        models += _stretches([(tree, {model for _, model in pairs}) for tree, pairs in found])
        looked_at.append(str(Stretch(tuple(facts.tree for facts in trees), ())))
    return Decoded(cpreg, tuple(names), tuple(models), ", ".join(looked_at))


def indexes_of(name: str, trees: Iterable[Facts]) -> tuple[int, ...]:
    """The indexes of all registers that have a name, case aside, in the order of the trees and of the index."""
    word = name.lower()
    found: dict[int, None] = {}
    for facts in trees:
        registers = (register for cpu in facts.cpus for register in cpu.registers)
        found |= dict.fromkeys(
            sorted({register.index for register in registers if register.name.lower() == word})
        )
    return tuple(found)


def _found(index: int, facts: Facts) -> Iterator[tuple[str, str]]:
    """The name and the model wherever the register of an index is sent."""
    for cpu in facts.cpus:
        for register in cpu.registers:
            if register.index == index:
                yield register.name, cpu.cpu


def _stretches(trees: Sequence[tuple[str, set[str]]]) -> list[Stretch]:
    """The words of successive trees by the longest runs of trees that have them, oldest and longest first."""
    together: dict[tuple[int, int], list[str]] = defaultdict(list)
    for word in sorted(set[str]().union(*(words for _, words in trees))):
        for run in _runs([word in words for _, words in trees]):
            together[run].append(word)
    ordered = sorted(together.items(), key=lambda item: (item[0][0], -item[0][1]))
    return [
        Stretch(tuple(tree for tree, _ in trees[first:end]), tuple(words)) for (first, end), words in ordered
    ]


def _runs(present: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where successive places are true: the first, and the one behind the last."""
    start = None
    for number, there in enumerate((*present, False)):
        if there and start is None:
            start = number
        elif not there and start is not None:
            yield start, number
            start = None
