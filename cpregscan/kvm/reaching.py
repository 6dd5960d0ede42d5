"""Which lines of a kernel's source an entry leads to: the functions and macros that it names, and what those name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cpregscan.errors import Place
from cpregscan.kvm.files import LIST_FUNCTION
from cpregscan.kvm.shape import reads
from cpregscan.lint.entries import extent
from cpregscan.trees.tree import Tree

_STEPS = 8
"""Calls within calls that are followed."""
_LONGEST = 300
_FUNCTION = re.compile(r"^(?:[A-Za-z_][\w \t*]*[ \t*])?(\w+)[ \t]*\([^;{}]*\)\s*(\{)", re.MULTILINE)
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w+")


@dataclass(frozen=True)
class KernelText:
    """The text of a kernel tree's files that a list may hang on."""

    tree: Tree

    def lines(self, path: str) -> list[str]:
        """The lines of a file; none of one that is not there."""
        if path not in self._lines:
            self._lines[path] = (self.tree.read(path) or b"").decode("utf-8", "replace").split("\n")
        return self._lines[path]

    def reached(self, entry: Place, lister: str) -> Iterator[Place]:
        """The lines of what the entry at a place names, then of what is named there, and so on; then of what lists all.

        ``lister`` is the macro that the entry begins with, or the function that lists a register which has none.
        """
        seen: set[str] = set()
        yield from self._from([*self._names(entry.path, self._extent(entry)), lister], seen)
        yield from self._from([LIST_FUNCTION], seen)

    def _from(self, names: list[str], seen: set[str]) -> Iterator[Place]:
        """The lines that names lead to, which are ``seen`` from then on."""
        for _ in range(_STEPS):
            bodies = [
                body
                for name in dict.fromkeys(names)
                if name not in seen
                for body in self._bodies.get(name, ())
            ]
            for path, numbers in bodies:
                yield from (Place(path, number) for number in numbers)
            seen.update(names)
            names = [name for path, numbers in bodies for name in self._names(path, numbers)]

    def _extent(self, entry: Place) -> range:
        return extent(self.lines(entry.path), entry.line)

    def _names(self, path: str, numbers: Iterable[int]) -> list[str]:
        lines = self.lines(path)
        return [name for number in numbers for name in _NAME.findall(lines[number - 1])]

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _bodies(self) -> Mapping[str, list[tuple[str, range]]]:
        """Where each function and macro is defined."""
        found: dict[str, list[tuple[str, range]]] = {}
        for path in filter(reads, self.tree.files("")):
            for name, numbers in _definitions(self.lines(path)):
                found.setdefault(name, []).append((path, numbers))
        return found


def _definitions(lines: list[str]) -> Iterator[tuple[str, range]]:
    text = "\n".join(lines)
    for match in _FUNCTION.finditer(text):
        first, opening = (text.count("\n", 0, at) + 1 for at in (match.start(), match.start(2)))
        yield match[1], range(first, extent(lines, opening, _LONGEST).stop)
    for match in _MACRO.finditer(text):
        first = last = text.count("\n", 0, match.start()) + 1
        while last < len(lines) and lines[last - 1].endswith("\\"):
            last += 1
        yield match[1], range(first, last + 1)
