"""Takes a kept program over to a tree in which some files differ: what they change is forgotten, the rest stays.

A translation hangs on its own text and on what the names in it mean. It stays if its item stands in the new
file as it did in the old one, and mentions no name that means something else now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from cpregscan.cmachine.keeping.meaning import Mentions, spread, words
from cpregscan.cmachine.pool import Key
from cpregscan.cmachine.program import Function, Program
from cpregscan.cmachine.scope import Definition, Scope
from cpregscan.cmachine.translate.function import Translation
from cpregscan.cmachine.variables import Variable, place_key
from cpregscan.csource.changes import FileChanges, NotComparable, compare_views
from cpregscan.csource.items import Item
from cpregscan.csource.units import View, preprocess

_CONDITIONS = ("if", "ifdef", "ifndef", "elif")


def renew(program: Program, paths: Collection[str]) -> None:
    """Forgets what the files at these paths change; the program is attached to the new tree, not yet revived.

    Raises NotComparable if nothing could be told from the files, SourceError for what cannot be read.
    """
    program.forgotten = set()
    if paths:
        _Renewal(program, frozenset(paths)).run()


class _Renewal:
    def __init__(self, program: Program, paths: frozenset[str]) -> None:
        self._program = program
        self._paths = paths
        self._changes: dict[str, FileChanges] = {}
        self._mentions = Mentions(())
        self._names: set[str] = set()
        self._definitions: dict[int, Definition | None] = {}
        self._old_scopes: dict[str, Scope] = {}
        self._kept_python: dict[str, Definition] = {}

    def run(self) -> None:
        program = self._program
        self._old_scopes = {
            path: scope
            for path, scope in program.scopes.items()
            if any(view.path in self._paths for view in scope.unit.views)
        }
        for path in self._old_scopes:
            del program.scopes[path]
        program.sources.forget(self._paths)
        self._compare()
        self._check_conditions()
        self._names = spread(
            program,
            {name for changes in self._changes.values() for name in changes.names},
            [*program.scopes.values(), *self._old_scopes.values()],
        )
        self._mentions = Mentions(self._names)
        self._keep_types()
        self._keep_functions()
        self._keep_variables()
        self._keep_translations()
        program.pool.rename(self._new_key)

    def _compare(self) -> None:
        """Compares each version of a changed file that any unit saw with what the same unit sees now."""
        seen: set[View] = set()
        for path, old in self._old_scopes.items():
            views = {view for view in old.unit.views if view.path in self._paths}
            if views <= seen:
                continue
            try:
                self._compare_unit(old, views - seen)
                seen |= views
            except NotComparable:
                if path not in self._paths:
                    raise
                seen |= {view for view in views if view.path == path}
                self._changes[path] = _all_gone(old)
        if left := {view.path for old in self._old_scopes.values() for view in old.unit.views} & (
            self._paths - self._changes.keys()
        ):
            raise NotComparable(min(left))

    def _compare_unit(self, old: Scope, views: Collection[View]) -> None:
        unit = preprocess(self._program.sources, old.unit.path, self._program.configuration)
        new = self._program.scopes[old.unit.path] = Scope(self._program, unit)
        found = [
            (before.path, compare_views(before, after, old.names_given, new.names_given))
            for before, after in _pairs(old, new, self._paths)
            if before in views
        ]
        for path, changes in found:
            self._note(changes, path)

    def _note(self, changes: FileChanges, path: str) -> None:
        if path in self._changes:  # units see the file in several ways
            self._changes[path].join(changes)
        else:
            self._changes[path] = changes

    def _check_conditions(self) -> None:
        """A macro that means something else must not decide which branches of #if are taken."""
        macros = {name for changes in self._changes.values() for name in changes.macros}
        mentions = Mentions(macros)
        for directive in self._program.sources.directives() if macros else ():
            if directive.kind in _CONDITIONS and mentions.in_text(directive.text):
                raise NotComparable(directive.text)

    def _definition(self, old: Definition) -> Definition | None:
        """The definition in the new tree; None if it is another one, or means something else."""
        if id(old) not in self._definitions:
            self._definitions[id(old)] = self._found(old)
        return self._definitions[id(old)]

    def _found(self, old: Definition) -> Definition | None:
        if self._mentions.in_text(old.text) or self._mentions.in_text(_raw(old)):
            return None
        if old.view.path not in self._paths:
            return old
        changes = self._changes.get(old.view.path)
        shift = changes.shifts.get(old.line) if changes else None
        if changes is None or shift is None:
            return None
        start = changes.starts.get(old.item.start, old.item.start)
        item = replace(old.item, start=start) if old.item.start in changes.starts else old.item
        return replace(old, item=item, line=old.line + shift)

    def _keep_types(self) -> None:
        program = self._program
        program.records = {
            (path, start, name): record
            for (path, old, name), record in program.records.items()
            if (start := self._start(path, old)) is not None and name not in self._names
        }
        program.typedefs = {
            (path, line, name): type_
            for (path, old, name), type_ in program.typedefs.items()
            if (line := self._line(path, old)) is not None and name not in self._names
        }
        program.hidden_names = {
            key: names for key, names in program.hidden_names.items() if key[0].path not in self._paths
        }
        if any(changes.macros for changes in self._changes.values()):
            program.hidden_names, program.call_patterns = {}, {}

    def _start(self, path: str, old: int) -> int | None:
        if path not in self._paths:
            return old
        return self._changes[path].starts.get(old) if path in self._changes else None

    def _line(self, path: str, old: int) -> int | None:
        if path not in self._paths:
            return old
        shift = self._changes[path].shifts.get(old) if path in self._changes else None
        return None if shift is None else old + shift

    def _keep_functions(self) -> None:
        program = self._program
        kept: dict[tuple[str, str], Function | None] = {}
        for key, function in program.functions.items():
            if function is None:
                if key[0] not in self._old_scopes and key[1] not in words(self._names):
                    kept[key] = None
            elif (moved := self._kept_key(key, function)) is not None:
                kept[moved] = function
        for function in {id(one): one for one in program.functions.values() if one}.values():
            self._settle(function)
        program.functions = kept
        program.external = {
            name: function
            for name, function in program.external.items()
            if name not in self._names and (function is None or function.python in self._kept_python)
        }

    def _kept_key(self, key: tuple[str, str], function: Function) -> tuple[str, str] | None:
        """The key of a function in the new tree, None if it is forgotten."""
        path, name = key
        if not self._stays(function) or name in self._names:
            return None
        definition = self._definition(_defined(function))
        if definition is None or ("|" in name and path in self._old_scopes):
            return None
        if "@" in name:
            return path, f"{function.name}@{definition.item.start}:{definition.line}"
        return key

    def _stays(self, function: Function) -> bool:
        """Whether a function is still good: translated, or at least found in a unit that is as it was."""
        assert function.scope is not None
        if self._definition(_defined(function)) is None:
            return False
        if function.name == "evaluated":
            return function.scope.unit.path not in self._old_scopes
        return (
            function.python in self._program.translations or function.scope.unit.path not in self._old_scopes
        )

    def _settle(self, function: Function) -> None:
        """Gives a function its new definition; of one that is forgotten, calls find the new one."""
        assert function.scope is not None
        definition = self._definition(_defined(function))
        if definition is not None and self._stays(function):
            function.definition = definition
            self._definitions[id(definition)] = definition
            self._kept_python[function.python] = definition
        elif function.name != "evaluated":
            self._program.links[function.python] = (function.scope.unit.path, function.name)
            if function.python in self._program.translations:
                self._program.forgotten.add(function.python)

    def _keep_variables(self) -> None:
        variables = self._program.variables
        kept: dict[int, Variable] = {}
        for variable in variables.made:
            assert variable.definition is not None
            definition = self._definition(variable.definition)
            if definition is not None and variable.name not in self._names:
                variable.definition = definition
                self._definitions[id(definition)] = definition
                kept[id(variable)] = variable
                if variable.initialiser:
                    self._kept_python[variable.initialiser] = definition
        variables.made = list(kept.values())
        known: dict[tuple[str, str], Variable | None] = {}
        for key, found in variables.known.items():
            if found is None:
                if key[0] not in self._old_scopes and key[1] not in self._names:
                    known[key] = None
            elif id(found) in kept:
                assert found.definition is not None
                known[place_key(found.definition, found.name) if "@" in key[1] else key] = found
        variables.known = known

    def _keep_translations(self) -> None:
        program = self._program
        program.translations = {
            python: (path, self._moved(path, translation))
            for python, (path, translation) in program.translations.items()
            if python in self._kept_python
        }
        program.codes = {python: program.codes[python] for python in program.translations}

    def _moved(self, path: str, old: Translation) -> Translation:
        """The translation with the lines that its item has now."""
        changes = self._changes.get(path)
        shift = changes.shift_at(old.lines[0]) if changes else 0
        if not shift:
            return old
        guards = {
            points: tuple(replace(point, line=point.line + shift) for point in points)
            for points in set(old.guards)
        }
        return replace(
            old,
            lines=tuple(line + shift for line in old.lines),
            guards=tuple(guards[points] for points in old.guards),
        )

    def _new_key(self, key: Key) -> Key | None:
        """Places of initialisers have the line in their key."""
        if key[0] != "origin" or key[1] not in self._paths:
            return key
        changes = self._changes.get(key[1])
        shift = changes.shift_at(key[2]) if changes else None
        return None if shift is None else (*key[:2], key[2] + shift, *key[3:])


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


def _defined(function: Function) -> Definition:
    assert function.definition is not None
    return function.definition


def _raw(definition: Definition) -> str:
    """The text of an item before its macros were expanded."""
    if definition.item.kind == "call" or definition.item.start == 0:
        return "\n".join(definition.view.text.split("\n")[definition.line - 1 : definition.line + 2])
    return definition.view.text[definition.item.start : definition.item.end]


def _pairs(old: Scope, new: Scope, paths: Collection[str]) -> Iterator[tuple[View, View]]:
    """The views of changed files, before and after. Raises NotComparable if the others are not the same."""
    if [view.path for view in old.unit.views] != [view.path for view in new.unit.views]:
        raise NotComparable(old.unit.path)
    for before, after in zip(old.unit.views, new.unit.views, strict=True):
        if before.path in paths:
            yield before, after
        elif before is not after:
            raise NotComparable(before.path)
