"""Which names mean something else after some files changed, directly or by what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cpregscan.cmachine.program import Program
from cpregscan.cmachine.scope import Scope
from cpregscan.csource.changes import NotComparable
from cpregscan.csource.items import Item
from cpregscan.csource.units import View

MOST = 100
"""More names than these are not followed: a change of that size leaves little to be kept."""
_TAG = ("struct ", "union ", "enum ")


def words(names: Iterable[str]) -> set[str]:
    """The names as they stand in text: of a tag, the word itself."""
    return {name.split(" ")[-1] if name.startswith(_TAG) else name for name in names}


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the names as a whole word."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words(names))))})\b")


class Mentions:
    """Says whether text mentions one of some names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words = words(names)
        self._pattern = pattern(self._words) if self._words else None

    def in_text(self, text: str) -> bool:
        """Whether one of the names is a word of the text."""
        if self._pattern is None or not any(word in text for word in self._words):
            return False
        return self._pattern.search(text) is not None


def spread(program: Program, names: set[str], scopes: Iterable[Scope]) -> set[str]:
    """The names, and all macros, types, constants and variables that are made of them, over any number of steps.

    Raises NotComparable if there are too many.
    """
    units = list(scopes)
    views = {view: scope for scope in units for view in scope.unit.views}
    known, fresh = set(names), set(names)
    while fresh:
        if len(known) > MOST:
            raise NotComparable(f"{len(known)} names")
        mentions = Mentions(fresh)
        found = {
            macro.name
            for scope in units
            for macro in scope.unit.macros.values()
            if mentions.in_text(macro.body)
        }
        for view, scope in views.items():
            found.update(_made_of(view, scope, mentions))
        fresh = found - known
        known |= found
    return known


def _made_of(view: View, scope: Scope, mentions: Mentions) -> Iterable[str]:
    """The names that a view's items give a meaning to by mentioning others."""
    if not mentions.in_text(view.text):
        return
    for item in view.items:
        if mentions.in_text(_deciding(view, item)):
            yield from scope.names_given(view, item)


def _deciding(view: View, item: Item) -> str:
    """The part of an item that decides what its names mean to others: of a function, all but the body."""
    return view.text[item.start : item.body if item.kind == "function" else item.end]
