"""What one analysis hands to another: to that of a tree that is nearly the same, or to its own other half."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from cpregscan.cmachine.program import Program
from cpregscan.cmachine.replay.outcomes import Outcomes
from cpregscan.qemu.acceptance import Answers
from cpregscan.trees.tree import Tree


@dataclass(frozen=True, slots=True)
class Kept:
    """What the analysis of a tree leaves to that of the next: translations, and accepted bits by what decides them."""

    program: Program
    answers: Answers


class Before(NamedTuple):
    """What the analysis of another tree left, and how that tree differs from the one at hand.

    ``searched`` are the files that were only searched in it, with digests of what was seen, see
    `cpregscan.qemu.searching`; of the ``tree`` no more may be known than what it was asked.
    """

    kept: Kept
    changed: Collection[str]
    searched: Mapping[str, str]
    tree: Tree

    def unchanged(self) -> dict[str, str]:
        """The digests that are still good."""
        return {path: digest for path, digest in self.searched.items() if path not in self.changed}


Found = TypeVar("Found")


def without(found: dict[Any, list[Found]], others: dict[Any, list[Found]]) -> dict[Any, list[Found]]:
    """What is not among the others, which the same analysis has found before."""
    known = {id(one) for several in others.values() for one in several}
    new = {key: [one for one in several if id(one) not in known] for key, several in found.items()}
    return {key: several for key, several in new.items() if several}


class Learned(NamedTuple):
    """What an analysis has found besides facts: accepted bits, what calls came to, and the files it has included."""

    answers: Answers
    outcomes: dict[str, Outcomes]
    included: frozenset[str]

    def since(self, before: Learned) -> Learned:
        """What is new."""
        outcomes = {
            python: without(found, before.outcomes.get(python, {})) for python, found in self.outcomes.items()
        }
        return Learned(without(self.answers, before.answers), outcomes, self.included - before.included)
