"""Changed lines of a patch, and which of them has most to do with what is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from cpregscan.lint.clues import code_of, only_reads, words
from cpregscan.lint.model import Nearness
from cpregscan.patches.model import FilePatch, HunkLine


@dataclass(frozen=True, slots=True)
class Spot:
    """A changed line and how near it is."""

    file: FilePatch
    line: HunkLine
    nearness: Nearness

    @property
    def code(self) -> str:
        """The line without its comments."""
        return code_of(self.line.text.decode("utf-8", "replace"))

    @property
    def tells(self) -> bool:
        """Whether there is more in its code than brackets."""
        return any(map(str.isalnum, self.code))

    @property
    def words(self) -> frozenset[str]:
        """The words of its code that tell something, in lower case."""
        return frozenset(words(self.code))


def best(spots: Iterable[Spot], names: Set[str], wanted: Set[str], *, sets: bool) -> Spot | None:
    """The spot with most of the rarer names, then with most of the rarer wanted words; None if none has any.

    Of like ones that which is added, and which has fewest other words. With ``sets`` a line that sets nothing
    counts half.
    """
    found = [(spot, spot.words) for spot in spots]
    often = Counter(word for _, there in found for word in there)

    def score(one: tuple[Spot, frozenset[str]]) -> tuple[float, float]:
        spot, there = one
        share = len(there & wanted) / max(1, len(there))
        factor = (0.5 if sets and only_reads(spot.code) else 1) * (1.01 if spot.line.kind == "+" else 1)
        first, then = (sum(1 / often[word] for word in there & some) for some in (names, wanted))
        return first * factor * (1 + share / 10), then * factor * (1 + share / 10)

    chosen = max(found, key=score, default=None)
    return None if chosen is None or not any(score(chosen)) else chosen[0]
