"""What a register of the list is: kind, name, table entry, export reason, write rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.pool import InitialiserPlace
from cpregscan.errors import Place
from cpregscan.kvm.conditions import NEVER, Condition
from cpregscan.kvm.files import TABLE_FILE
from cpregscan.kvm.membership import condition_of
from cpregscan.kvm.model import LISTED_BY, KvmRegister, WriteRule
from cpregscan.kvm.naming import Naming
from cpregscan.kvm.program import KernelProgram, Put
from cpregscan.trees.tree import Tree

_ENTRY = re.compile(r"[\s{]*(\w+)")


@dataclass(frozen=True, slots=True)
class Listed:
    """An index of the list: under which condition it is put, where, and its entry in a table, if it has one."""

    condition: Condition
    put: Put
    entry: Any = None


class Describer:
    """Describes the registers of one tree."""

    def __init__(self, tree: Tree, kernel: KernelProgram) -> None:
        self._tree = tree
        self._kernel = kernel
        self._naming = Naming(kernel)
        self._lines: dict[str, list[str]] = {}
        self._zero = self._flag("REG_RAZ")
        self._ignored = self._flag("REG_USER_WI")

    def register(self, index: int, listed: Listed) -> KvmRegister:
        """The register of an index."""
        entry = listed.entry
        origin = getattr(entry, "__dict__", {}).get("origin")
        if isinstance(origin, InitialiserPlace):
            place = Place(origin.path, origin.line)
            macro = _ENTRY.match(self._line(place))
            word, name = (macro[1] if macro else ""), _given_name(entry)
        else:
            place, word, name = self._macro_place(index, listed.put.place), listed.put.function, ""
        return KvmRegister(
            index=index,
            name=self._naming.name(index, name),
            kind=self._naming.kind(index),
            encoding=self._naming.encoding(index),
            place=place,
            entry=word,
            export=_export(entry, listed.put.function),
            condition=listed.condition,
            write=WriteRule() if entry is None else self._write(index, entry),
            reset=None if entry is None else _reset(entry),
        )

    def _line(self, place: Place) -> str:
        lines = self._lines.get(place.path)
        if lines is None:
            text = (self._tree.read(place.path) or b"").decode("latin-1")
            lines = self._lines[place.path] = text.splitlines()
        return lines[place.line - 1] if place.line <= len(lines) else ""

    def _macro_place(self, index: int, put: Place) -> Place:
        """The line of the array that names the index, if the code around puts an array; else the line that puts it."""
        macro = self._naming.macro(index)
        self._line(put)
        pattern = re.compile(rf"\s*{re.escape(macro)}\s*,?\s*$")
        for number, line in enumerate(self._lines[put.path], 1):
            if macro and pattern.match(line):
                return Place(put.path, number)
        return put

    def _write(self, index: int, entry: Any) -> WriteRule:
        setter = getattr(entry.f_set_user, "name", "")
        if not self._naming.is_feature_id(index):
            return WriteRule(setter)
        zero, ignored = self._visibility(entry)
        return WriteRule(setter, int(entry.f_val) & (1 << 64) - 1 if setter else None, zero, ignored)

    def _visibility(self, entry: Any) -> tuple[Condition, Condition]:
        """When the entry reads as zero, and when writes to it are ignored: its visibility() is run for both."""
        function = getattr(entry, "f_visibility", None)
        if function is None:
            return NEVER, NEVER
        vcpu = self._kernel.explorer.leaf("vcpu")
        outcomes = list(self._kernel.explorer.outcomes(lambda: int(function.enter(vcpu, entry))))
        return condition_of(outcomes, lambda flags: flags & self._zero), condition_of(
            outcomes, lambda flags: flags & self._ignored
        )

    def _flag(self, name: str) -> int:
        """The value of a flag that visibility functions give; 0 in kernels that do not have it."""
        if name not in self._kernel.program.scope(TABLE_FILE).unit.macros:
            return 0
        return int(self._kernel.program.evaluate(TABLE_FILE, name, "void *unused", None))


def _export(entry: Any, function: str) -> str:
    """Why the register is listed: the entry's own reason, or that a function lists it whatever the entry says."""
    if entry is None or function != "copy_reg_to_user":
        return f"{LISTED_BY}{function}()"
    reasons = (("reg", entry.f_reg), ("get_user", entry.f_get_user))
    return " and ".join(name for name, value in reasons if value is not None and value != 0)


def _reset(entry: Any) -> int | None:
    """The entry's value where its reset handler is the one that stores that value, reset_val()."""
    handler = getattr(getattr(entry, "f_reset", None), "name", "")
    return int(entry.f_val) & (1 << 64) - 1 if handler == "reset_val" else None


def _given_name(entry: Any) -> str:
    """The name in the entry; older kernels have none."""
    name = getattr(entry, "f_name", None)
    return "" if name is None else text_of(name)
