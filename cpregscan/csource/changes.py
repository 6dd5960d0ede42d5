"""What differs between two versions of a file at file scope, as far as other code can tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cpregscan.csource.directives import SourceFile
from cpregscan.csource.items import Item
from cpregscan.csource.macros import Macro
from cpregscan.csource.units import View

_BLANKS = re.compile(r"[ \t]+\n")

Names = Callable[[View, Item], Iterable[str]]
"""Gives all names that an item of a view gives a meaning to, also those that only macro expansion shows."""


class NotComparable(Exception):
    """The versions differ in what they include or in their conditions: every item may mean something else."""


@dataclass(slots=True)
class FileChanges:
    """The items of an old version that stand in the new one as they were, and the names that mean something else.

    A function of which only the body differs keeps its name's meaning, but is not among the items.
    """

    names: set[str] = field(default_factory=set)
    macros: set[str] = field(default_factory=set)
    """Those of the names that are macros."""
    starts: dict[int, int] = field(default_factory=dict)
    """The offset of each item that stayed, before and after."""
    shifts: dict[int, int] = field(default_factory=dict)
    """By the line on which such an item began: how many lines further down it begins now."""
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    """First and last line of each such item, and its shift; in order."""
    gone: dict[int, int] = field(default_factory=dict)
    """The offsets of the items that did not stay, and the lines on which they began."""

    def join(self, other: FileChanges) -> None:
        """Adds what another view of the file shows: what went in one of them is gone."""
        self.names |= other.names
        self.macros |= other.macros
        self.gone |= other.gone
        self.starts |= other.starts
        self.shifts |= other.shifts
        self.spans = sorted({*self.spans, *other.spans})
        self.leave_gone()

    def leave_gone(self) -> None:
        """Drops what stays beside something that does not: a line or offset is told of whole items only."""
        lines = set(self.gone.values())
        self.starts = {old: new for old, new in self.starts.items() if old not in self.gone}
        self.shifts = {line: shift for line, shift in self.shifts.items() if line not in lines}
        self.spans = [span for span in self.spans if span[0] not in lines]

    def shift_at(self, line: int) -> int | None:
        """How far down a line inside of an item went; None if the item is not as it was."""
        number = bisect_right(self.spans, (line, 1 << 60, 0)) - 1
        if number < 0 or not self.spans[number][0] <= line <= self.spans[number][1]:
            return None
        return self.spans[number][2]


def compare_views(old: View, new: View, old_names: Names, new_names: Names) -> FileChanges:
    """What became of the items and macros of a file. Raises NotComparable."""
    if _skeleton(old.source) != _skeleton(new.source):
        raise NotComparable(old.path)
    changes = FileChanges()
    changes.macros |= _changed_macros(old.source, new.source)
    waiting: dict[str, deque[Item]] = defaultdict(deque)
    for item in new.items:
        waiting[_text(new, item)].append(item)
    gone = []
    for item in old.items:
        same = waiting.get(_text(old, item))
        if same:
            _note_stayed(changes, old, item, new, same.popleft())
        else:
            gone.append(item)
            changes.gone[item.start] = old.source.line(item.start)
    changes.leave_gone()
    changes.macros |= {name for name in old.events if not _is_steady(name, old, new, changes.starts)}
    changes.names |= changes.macros
    come = [item for items in waiting.values() for item in items]
    heads = {_head(old, item) for item in gone} & {_head(new, item) for item in come}
    changes.names.update(_given_names(old, gone, heads, old_names))
    changes.names.update(_given_names(new, come, heads, new_names))
    return changes


def _note_stayed(changes: FileChanges, old: View, item: Item, new: View, same: Item) -> None:
    first, last = old.source.line(item.start), old.source.line(max(item.start, item.end - 1))
    shift = new.source.line(same.start) - first
    if changes.shifts.setdefault(first, shift) != shift:
        changes.gone[item.start] = first  # two items began on this line and part
    changes.starts[item.start] = same.start
    changes.spans.append((first, last, shift))


def _given_names(view: View, items: Iterable[Item], heads: set[str], names: Names) -> Iterator[str]:
    for item in items:
        if not (item.kind == "function" and _head(view, item) in heads):
            yield from names(view, item)


def _text(view: View, item: Item) -> str:
    """The text of an item; where comments were, blanks of any number may stand at the end of a line."""
    return _BLANKS.sub("\n", view.text[item.start : item.end])


def _head(view: View, item: Item) -> str:
    """What stands before a function's body; of another item, all of it."""
    return view.text[item.start : item.body if item.kind == "function" else item.end].strip()


def _skeleton(source: SourceFile) -> list[tuple[str, str]]:
    """All directives but those that define macros."""
    return [(one.kind, one.text) for one in source.directives if one.kind not in ("define", "undef")]


def _is_steady(name: str, old: View, new: View, starts: Mapping[int, int]) -> bool:
    """Whether a macro that is defined more than once means to every item that stayed what it meant to it before."""
    return all(
        _meanings(name, old, item.start, item.end)
        == _meanings(name, new, start, start + item.end - item.start)
        for item in old.items
        if (start := starts.get(item.start)) is not None  # also one that uses it by way of another macro
    )


def _meanings(name: str, view: View, start: int, end: int) -> list[tuple[int, Macro | None]]:
    """What a macro means at the begin of an item, and from which offsets within it something else."""
    entries = view.events.get(name, [])
    before = [macro for offset, macro in entries if offset < start]
    within = [(offset - start, macro) for offset, macro in entries if start <= offset < end]
    return [(-1, before[-1] if before else None), *within]


def _changed_macros(old: SourceFile, new: SourceFile) -> set[str]:
    before, after = _macros(old), _macros(new)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _macros(source: SourceFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for directive in source.directives:
        if directive.kind in ("define", "undef"):
            name = directive.text.replace("(", " ", 1).split()[:1]
            found["".join(name)].append(f"{directive.kind} {directive.text}")
    return found
