"""Which enumerators gave others of their enum another number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

Numbers = tuple[tuple[str, int], ...]
"""The names of an enum and their numbers, sorted by number."""


class Moved(NamedTuple):
    """Names of the old and of the new enum that are not in the other, or there in another place."""

    old: tuple[str, ...]
    new: tuple[str, ...]


UNMOVED = Moved((), ())


def renumbering(old: Numbers, new: Numbers) -> Moved:
    """The names by which names that both enums have got other numbers; `UNMOVED` if none of these did.

    What is new, or gone, behind the last name that got another number is left out: it moves nothing.
    """
    before, after = dict(old), dict(new)
    renumbered = [name for name, number in old if after.get(name, number) != number]
    if not renumbered:
        return UNMOVED
    codes = SequenceMatcher(None, [*before], [*after], autojunk=False).get_opcodes()
    changes = [code for code in codes if code[0] != "equal"]
    gone = [name for _, start, end, _, _ in changes for name, _ in old[start:end]]
    come = [name for _, _, _, start, end in changes for name, _ in new[start:end]]
    moved = Moved(_up_to(renumbered, gone, before), _up_to(renumbered, come, after))
    return moved if any(moved) else Moved((renumbered[0],), (renumbered[0],))


def _up_to(renumbered: Sequence[str], names: Sequence[str], numbers: Mapping[str, int]) -> tuple[str, ...]:
    """The names that stand no later than the last of those that got another number."""
    last = max(numbers[name] for name in renumbered)
    return tuple(name for name in names if numbers[name] <= last)
