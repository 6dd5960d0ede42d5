"""What differs between the tree that a kept program comes from and another one, by file and by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from cpregscan.cmachine.keeping.meaning import Mentions, spread
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.scope import Scope
from cpregscan.csource.changes import FileChanges, NotComparable, compare_views
from cpregscan.csource.items import Item
from cpregscan.csource.units import View, preprocess

_CONDITIONS = ("if", "ifdef", "ifndef", "elif")


@dataclass(slots=True)
class Differences:
    """The files at ``paths`` are not the same: what became of their items, and which names mean something else."""

    paths: frozenset[str]
    units: dict[str, Scope] = field(default_factory=dict)
    """The units that saw one of the files, as they were."""
    files: dict[str, FileChanges] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def start(self, path: str, old: int) -> int | None:
        """The offset that an item of a file has now; None if it is not as it was."""
        if path not in self.paths:
            return old
        return self.files[path].starts.get(old) if path in self.files else None

    def line(self, path: str, old: int) -> int | None:
        """The line on which an item of a file begins now; None if it is not as it was."""
        if path not in self.paths:
            return old
        shift = self.files[path].shifts.get(old) if path in self.files else None
        return None if shift is None else old + shift

    def line_inside(self, path: str, old: int) -> int | None:
        """The line that a line inside of an item has now; None if the item is not as it was."""
        if path not in self.paths:
            return old
        shift = self.files[path].shift_at(old) if path in self.files else None
        return None if shift is None else old + shift


def compare(program: Program, paths: frozenset[str]) -> Differences:
    """Compares the files; the units that saw them leave the program, to be made of the new files when they are needed.

    Raises NotComparable if nothing could be told, SourceError for what cannot be read.
    """
    found = Differences(paths)
    for path, scope in list(program.scopes.items()):
        if any(view.path in paths for view in scope.unit.views):
            found.units[path] = program.scopes.pop(path)
    program.sources.forget(paths)
    _Comparison(program, found).run()
    _check_conditions(program, found)
    changed = {name for changes in found.files.values() for name in changes.names}
    found.names = spread(program, changed, [*program.scopes.values(), *found.units.values()])
    return found


class _Comparison:
    """Each version of a changed file that any unit saw, against what the same unit sees now."""

    def __init__(self, program: Program, found: Differences) -> None:
        self._program = program
        self._found = found
        self._seen: set[View] = set()

    def run(self) -> None:
        found = self._found
        for old in found.units.values():
            views = {view for view in old.unit.views if view.path in found.paths}
            if not views <= self._seen:
                self._try_unit(old, views)
        seen = {view.path for old in found.units.values() for view in old.unit.views}
        if left := seen & found.paths - found.files.keys():
            raise NotComparable(min(left))

    def _try_unit(self, old: Scope, views: set[View]) -> None:
        path = old.unit.path
        try:
            self._compare_unit(old, views - self._seen)
            self._seen |= views
        except NotComparable:
            if path not in self._found.paths:
                raise
            self._seen |= {view for view in views if view.path == path}
            self._found.files[path] = _all_gone(old)

    def _compare_unit(self, old: Scope, views: Collection[View]) -> None:
        unit = preprocess(self._program.sources, old.unit.path, self._program.configuration)
        new = self._program.scopes[old.unit.path] = Scope(self._program, unit)
        changes = [
            (before.path, compare_views(before, after, old.names_given, new.names_given))
            for before, after in _pairs(old, new, self._found.paths)
            if before in views
        ]
        for path, one in changes:
            if path in self._found.files:  # units see the file in several ways
                self._found.files[path].join(one)
            else:
                self._found.files[path] = one


def _check_conditions(program: Program, found: Differences) -> None:
    """A macro that means something else must not decide which branches of #if are taken."""
    macros = {name for changes in found.files.values() for name in changes.macros}
    mentions = Mentions(macros)
    for directive in program.sources.directives() if macros else ():
        if directive.kind in _CONDITIONS and mentions.in_text(directive.text):
            raise NotComparable(directive.text)


def _all_gone(old: Scope) -> FileChanges:
    """What it means to others that a .c file is another one altogether: its variables may be known elsewhere."""
    (view,) = (view for view in old.unit.views if view.path == old.unit.path)
    variables = (item for item in view.items if item.kind == "declaration" and "=" in _text(view, item))
    names = {
        name for item in variables if not _text(view, item).startswith("static") for name in item.declares
    }
    return FileChanges(names)


def _text(view: View, item: Item) -> str:
    return view.text[item.start : item.end]


def _pairs(old: Scope, new: Scope, paths: Collection[str]) -> Iterator[tuple[View, View]]:
    """The views of changed files, before and after. Raises NotComparable if the others are not the same."""
    if [view.path for view in old.unit.views] != [view.path for view in new.unit.views]:
        raise NotComparable(old.unit.path)
    for before, after in zip(old.unit.views, new.unit.views, strict=True):
        if before.path in paths:
            yield before, after
        elif before is not after:
            raise NotComparable(before.path)
