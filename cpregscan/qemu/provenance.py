"""Where a register comes from: the chain of calls, the conditions on the way, and what decided them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import Any

from cpregscan.cmachine.natives.collections import Chain
from cpregscan.cmachine.pool import InitialiserPlace
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.translate.context import GuardPoint
from cpregscan.errors import CpregscanError, Place
from cpregscan.facts.model import Call, Guard, Origin
from cpregscan.qemu.program import CPU_FILE

_FEATURE = re.compile(r"\bARM_FEATURE_\w+")
_ISAR = re.compile(r"\b(?:cpu_isar_feature\s*\(\s*|isar_feature_)(a\w+)")
_FIELD = re.compile(
    r"\bFIELD_S?EX(?:32|64)(?:_IDREG)?\s*\(\s*[^,()]+(?:\([^()]*\))?\s*,\s*(\w+)\s*,\s*(\w+)\s*\)"
)
_ISAR_PARAMETER = "const ARMISARegisters *id"


class FeatureLog:
    """Which line set or cleared each bit of ``env->features`` last, by following set_feature() and unset_feature()."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.places: dict[int, tuple[bool, Place | None]] = {}
        program.observers["set_feature"] = lambda env, feature: self._note(feature, is_set=True)
        program.observers["unset_feature"] = lambda env, feature: self._note(feature, is_set=False)

    def _note(self, feature: int, *, is_set: bool) -> None:
        frames = self._program.machine.frames(sys._getframe(1))
        next(frames, None)  # set_feature() itself
        caller = next(frames, None)
        self.places[int(feature)] = (is_set, caller[1] if caller else None)


class Provenance:
    """Turns what the machine noted at a registration into an Origin. One for all guests of a tree."""

    def __init__(self, program: Program, log: FeatureLog) -> None:
        self._program = program
        self._log = log
        self._paths: dict[Chain, tuple[tuple[Call, ...], tuple[tuple[str, GuardPoint], ...]]] = {}
        self._lines: dict[str, list[tuple[int, int]]] = {}
        """By generated function: where the instructions of a line end, and the line."""
        self._texts: dict[tuple[str, GuardPoint], str] = {}
        self._fields: dict[str, tuple[tuple[str, str, str], ...]] = {}
        self._origins: dict[tuple[Any, Chain], Origin] = {}
        self._guards: dict[Chain, tuple[Guard, ...]] = {}
        self._reasons: dict[str, tuple[str, ...]] = {}
        self._same_guards: dict[tuple[str, GuardPoint, tuple[str, ...]], Guard] = {}
        self._same_ways: dict[tuple[int, ...], tuple[Guard, ...]] = {}
        self._same_origins: dict[tuple[Any, Chain, int], Origin] = {}

    def begin(self) -> None:
        """Forget what was decided for the guest before."""
        self._origins = {}
        self._guards = {}
        self._reasons = {}

    def origin(self, reginfo: RecordObject, chain: Chain, cpu: RecordObject) -> Origin:
        """Where a reginfo comes from. ``chain`` is what was running when it was put into the hash table."""
        place = reginfo.__dict__.get("origin")
        key = (place, chain)
        known = self._origins.get(key)
        if known is None:
            known = self._origins[key] = self._origin(place, chain, self._decided(chain, cpu))
        return known

    def _origin(self, place: Any, chain: Chain, guards: tuple[Guard, ...]) -> Origin:
        """An origin; guests share those that are equal, and the guards in them."""
        key = (place, chain, id(guards))
        known = self._same_origins.get(key)
        if known is None:
            calls, _ = self._path(chain)
            known = self._same_origins[key] = Origin(*_entry(place, calls), calls, guards)
        return known

    def _path(self, chain: Chain) -> tuple[tuple[Call, ...], tuple[tuple[str, GuardPoint], ...]]:
        known = self._paths.get(chain)
        if known is None:
            calls: list[Call] = []
            guards: list[tuple[str, GuardPoint]] = []
            for python, instruction in reversed(chain):
                line = self._line(python, instruction)
                path, translation = self._program.translations[python]
                calls.append(Call(_c_name(python), Place(path, translation.lines[line - 1])))
                guards += ((path, guard) for guard in translation.guards[line - 1])
            known = self._paths[chain] = (tuple(calls), tuple(dict.fromkeys(guards)))
        return known

    def _line(self, python: str, instruction: int) -> int:
        """The line of a generated function that an instruction belongs to."""
        if python not in self._lines:
            code = self._program.code_of(python)
            ends = ((end, line or code.co_firstlineno) for _, end, line in code.co_lines())
            self._lines[python] = sorted(ends)
        lines = self._lines[python]
        return lines[bisect_right(lines, (instruction, sys.maxsize))][1]

    def _decided(self, chain: Chain, cpu: RecordObject) -> tuple[Guard, ...]:
        if chain not in self._guards:
            guards = tuple(self._guard(path, point, cpu) for path, point in self._path(chain)[1])
            self._guards[chain] = self._same_ways.setdefault(tuple(map(id, guards)), guards)
        return self._guards[chain]

    def _guard(self, path: str, point: GuardPoint, cpu: RecordObject) -> Guard:
        text = self._text(path, point)
        if text not in self._reasons:
            self._reasons[text] = (*self._features(text, cpu), *self._isar(text, cpu))
        key = (path, point, self._reasons[text])
        if key not in self._same_guards:
            self._same_guards[key] = Guard(text, Place(path, point.line), point.held, self._reasons[text])
        return self._same_guards[key]

    def _text(self, path: str, point: GuardPoint) -> str:
        """The condition as the source spells it."""
        key = (path, point)
        if key not in self._texts:
            self._texts[key] = f"case {point.case}" if point.case else self._condition(path, point.line)
        return self._texts[key]

    def _condition(self, path: str, line: int) -> str:
        source = self._program.sources.file(path)
        if source is None:
            return ""
        start = 0
        for _ in range(line - 1):
            start = source.text.find("\n", start) + 1
        match = re.compile(r"\bif\s*\(").search(source.text, start)
        if match is None:
            return ""
        depth = 1
        for end in range(match.end(), min(len(source.text), match.end() + 4000)):
            depth += (source.text[end] == "(") - (source.text[end] == ")")
            if depth == 0:
                return " ".join(source.text[match.end() : end].split())
        return ""

    def _features(self, text: str, cpu: RecordObject) -> list[str]:
        reasons: list[str] = []
        for name in dict.fromkeys(_FEATURE.findall(text)):
            found = self._program.scope(CPU_FILE).find_constant(name)
            if found is None:
                continue
            is_set, place = self._log.places.get(found[0], (False, None))
            word = "set" if is_set else "cleared" if place else "never set"
            reasons.append(f"{name} {word}" + (f" at {place}" if place else ""))
        return reasons

    def _isar(self, text: str, cpu: RecordObject) -> list[str]:
        reasons: list[str] = []
        for name in dict.fromkeys(_ISAR.findall(text)):
            for register, field, expression in self._fields_of(name, 0):
                value = self._evaluate(expression, cpu)
                if value is not None:
                    reasons.append(f"isar {name}: {register}.{field} = {value}")
        return reasons

    def _fields_of(self, name: str, depth: int) -> tuple[tuple[str, str, str], ...]:
        """The ID register fields that isar_feature_NAME() looks at: register, field, and the C expression."""
        if name in self._fields or depth > 4:
            return self._fields.get(name, ())
        self._fields[name] = ()
        scope = self._program.scope(CPU_FILE)
        for view, item in scope.candidates(f"isar_feature_{name}"):
            if item.kind == "function":
                body = view.text[item.body : item.end]
                own = tuple((match[1], match[2], match[0]) for match in _FIELD.finditer(body))
                others = (self._fields_of(inner, depth + 1) for inner in _ISAR.findall(body))
                self._fields[name] = (*own, *(field for fields in others for field in fields))
        return self._fields[name]

    def _evaluate(self, expression: str, cpu: RecordObject) -> int | None:
        """The value of a C expression on the CPU's ID registers, or None if it cannot be told."""
        try:
            return int(self._program.evaluate(CPU_FILE, expression, _ISAR_PARAMETER, cpu.f_isar))
        except (CpregscanError, TypeError):
            return None


def _entry(place: Any, calls: tuple[Call, ...]) -> tuple[Place, str]:
    """The line of the table entry and the table's name; without one, the line that registered the register."""
    if isinstance(place, InitialiserPlace):
        return Place(place.path, place.line), place.table
    return (calls[0].place if calls else Place("?", 0)), ""


def _c_name(python: str) -> str:
    """The C name of a generated function: ``F_name`` or ``F_name_12``."""
    return re.sub(r"^F_", "", re.sub(r"_\d+$", "", python) if python.count("_") > 1 else python)
