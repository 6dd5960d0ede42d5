"""Takes a kept program over to a tree in which some files differ: what they change is forgotten, the rest stays.

A translation hangs on its own text and on what the names in it mean. It stays if its item stands in the new
file as it did in the old one, and mentions no name that means something else now.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from cpregscan.cmachine.keeping.comparing import Differences, compare
from cpregscan.cmachine.keeping.meaning import Mentions, words
from cpregscan.cmachine.pool import Key
from cpregscan.cmachine.program import Function, Program
from cpregscan.cmachine.scope import Definition
from cpregscan.cmachine.translate.function import Translation
from cpregscan.cmachine.variables import Variable, place_key


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of a program that was taken over."""

    differences: Differences
    whole: bool
    """Whether nothing was forgotten: all that ran would run again as it did."""


def renew(program: Program, paths: Collection[str]) -> Renewed:
    """Forgets what the files at these paths change; the program is attached to the new tree, not yet revived.

    Raises NotComparable if nothing could be told from the files, SourceError for what cannot be read.
    """
    program.forgotten = set()
    differences = compare(program, frozenset(paths)) if paths else Differences(frozenset())
    before = _extent(program)
    if paths:
        _Renewal(program, differences).run()
    return Renewed(differences, _extent(program) == before and not program.forgotten)


def _extent(program: Program) -> tuple[int, ...]:
    """How many types and variables there are; of functions, those that were translated are noted when they go."""
    return len(program.records), len(program.typedefs), len(program.variables.made)


class _Renewal:
    def __init__(self, program: Program, differences: Differences) -> None:
        self._program = program
        self._differences = differences
        self._mentions = Mentions(differences.names)
        self._definitions: dict[int, Definition | None] = {}
        self._kept_python: dict[str, Definition] = {}

    def run(self) -> None:
        self._keep_types()
        self._keep_functions()
        self._keep_variables()
        self._keep_translations()
        self._program.pool.rename(self._new_key)

    def _definition(self, old: Definition) -> Definition | None:
        """The definition in the new tree; None if it is another one, or means something else."""
        if id(old) not in self._definitions:
            self._definitions[id(old)] = self._found(old)
        return self._definitions[id(old)]

    def _found(self, old: Definition) -> Definition | None:
        path = old.view.path
        if self._mentions.in_text(old.text) or self._mentions.in_text(_raw(old)):
            return None
        line = self._differences.line(path, old.line)
        if line is None or path not in self._differences.paths:
            return None if line is None else old
        start = self._differences.start(path, old.item.start)
        return replace(old, item=old.item if start is None else replace(old.item, start=start), line=line)

    def _keep_types(self) -> None:
        program, differences = self._program, self._differences
        program.records = {
            (path, start, name): record
            for (path, old, name), record in program.records.items()
            if (start := differences.start(path, old)) is not None and name not in differences.names
        }
        program.typedefs = {
            (path, line, name): type_
            for (path, old, name), type_ in program.typedefs.items()
            if (line := differences.line(path, old)) is not None and name not in differences.names
        }
        program.hidden_names = {
            key: names for key, names in program.hidden_names.items() if key[0].path not in differences.paths
        }
        if any(changes.macros for changes in differences.files.values()):
            program.hidden_names, program.call_patterns = {}, {}

    def _keep_functions(self) -> None:
        program = self._program
        kept: dict[tuple[str, str], Function | None] = {}
        for key, function in program.functions.items():
            if function is None:
                if key[0] not in self._differences.units and key[1] not in words(self._differences.names):
                    kept[key] = None
            elif (moved := self._kept_key(key, function)) is not None:
                kept[moved] = function
        for function in {id(one): one for one in program.functions.values() if one}.values():
            self._settle(function)
        program.functions = kept
        program.external = {
            name: function
            for name, function in program.external.items()
            if name not in self._differences.names
            and (function is None or function.python in self._kept_python)
        }

    def _kept_key(self, key: tuple[str, str], function: Function) -> tuple[str, str] | None:
        """The key of a function in the new tree, None if it is forgotten."""
        path, name = key
        if not self._stays(function) or name in self._differences.names:
            return None
        definition = self._definition(_defined(function))
        if definition is None or ("|" in name and path in self._differences.units):
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
            return function.scope.unit.path not in self._differences.units
        return (
            function.python in self._program.translations
            or function.scope.unit.path not in self._differences.units
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
            if definition is not None and variable.name not in self._differences.names:
                variable.definition = definition
                self._definitions[id(definition)] = definition
                kept[id(variable)] = variable
                if variable.initialiser:
                    self._kept_python[variable.initialiser] = definition
        variables.made = list(kept.values())
        known: dict[tuple[str, str], Variable | None] = {}
        for key, found in variables.known.items():
            if found is None:
                if key[0] not in self._differences.units and key[1] not in self._differences.names:
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
        shift = (self._differences.line_inside(path, old.lines[0]) or old.lines[0]) - old.lines[0]
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
        if key[0] != "origin":
            return key
        line = self._differences.line_inside(key[1], key[2])
        return None if line is None else (*key[:2], line, *key[3:])


def _defined(function: Function) -> Definition:
    assert function.definition is not None
    return function.definition


def _raw(definition: Definition) -> str:
    """The text of an item before its macros were expanded."""
    if definition.item.kind == "call" or definition.item.start == 0:
        return "\n".join(definition.view.text.split("\n")[definition.line - 1 : definition.line + 2])
    return definition.view.text[definition.item.start : definition.item.end]
