"""The C declarations that QEMU's build generates from the QAPI schema, as scripts/qapi/types.py writes them."""

from __future__ import annotations

import json
import re
from posixpath import dirname, normpath
from typing import Any

from cpregscan.cmachine.natives.native import Native
from cpregscan.cmachine.natives.visitors import enum_visitor
from cpregscan.errors import SourceError
from cpregscan.trees.tree import Tree

_HEADER = re.compile(r"(?:.*/)?qapi(?:-types|/qapi-types|/qapi-builtin-types)(?:-([\w-]+))?\.h$")
_COMMENT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|#[^\n]*")
_BUILTIN = {
    "str": "char *", "int": "int64_t ",
    "int8": "int8_t ", "int16": "int16_t ", "int32": "int32_t ", "int64": "int64_t ",
    "uint8": "uint8_t ", "uint16": "uint16_t ", "uint32": "uint32_t ", "uint64": "uint64_t ", "size": "uint64_t ",
    "bool": "bool ", "number": "double ", "any": "QObject *", "null": "QNull *", "QType": "QType ",
}  # fmt: skip


class Qapi:
    """The schema of one tree, a module at a time."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._kinds: dict[str, str] = {}

    def header(self, name: str) -> str | None:
        """The text of a generated header such as ``qapi/qapi-types-machine.h``; None if it is not one."""
        match = _HEADER.match(name)
        if match is None:
            return None
        if match[1] is None:
            return ""
        return self._module(f"qapi/{match[1]}.json")

    def visitor(self, name: str) -> Native | None:
        """The model of ``visit_type_X`` for an enum X of the schema; None for any other name."""
        enum = name.removeprefix("visit_type_")
        if enum == name or self._kinds.get(enum) != "enum":
            return None
        return enum_visitor(enum, _upper)

    def _module(self, path: str) -> str:
        content = self._tree.read(path)
        if content is None:
            return ""
        out: list[str] = []
        for entry in _entries(path, content.decode("utf-8", "replace")):
            if "include" in entry:
                included = (
                    normpath(f"{dirname(path)}/{entry['include']}")
                    .removeprefix("qapi/")
                    .removesuffix(".json")
                )
                out.append(f'#include "qapi/qapi-types-{included}.h"')
            elif "enum" in entry:
                self._kinds[entry["enum"]] = "enum"
                out.append(_enum(entry))
            elif "struct" in entry or "union" in entry or "alternate" in entry:
                out.append(self._struct(entry))
        return "\n".join(out) + "\n"

    def _struct(self, entry: dict[str, Any]) -> str:
        name = entry.get("struct") or entry.get("union") or entry.get("alternate")
        lines = [f"typedef struct {name} {name};"]
        members = entry.get("data") if "struct" in entry else entry.get("base")
        if "struct" in entry and isinstance(members, dict):
            lines.append(f"struct {name} {{")
            for member, type_ in members.items():
                plain = _c_name(member.lstrip("*"))
                if member.startswith("*"):
                    lines.append(f"    bool has_{plain};")
                lines.append(f"    {self._c_type(type_)}{plain};")
            lines.append("    char qapi_dummy_for_empty_struct;\n};")
        return "\n".join(lines)

    def _c_type(self, type_: Any) -> str:
        if isinstance(type_, dict):
            type_ = type_.get("type")
        if isinstance(type_, list):
            return "struct QapiList *"
        if type_ in _BUILTIN:
            return _BUILTIN[type_]
        return f"{type_} " if self._kinds.get(type_) == "enum" else f"struct {type_} *"


def _entries(path: str, text: str) -> list[dict[str, Any]]:
    """The expressions of a schema file. Raises SourceError if it is not one."""
    plain = _COMMENT.sub(
        lambda match: "" if match[0][0] == "#" else '"' + match[0][1:-1].replace('"', "'") + '"', text
    )
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    position = 0
    while (position := _skip_space(plain, position)) < len(plain):
        try:
            entry, position = decoder.raw_decode(plain, position)
        except ValueError as error:
            raise SourceError(f"QAPI schema not understood: {error}", path) from error
        found.append(entry)
    return found


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _enum(entry: dict[str, Any]) -> str:
    name = entry["enum"]
    prefix = entry.get("prefix") or _upper(name)
    values = [value["name"] if isinstance(value, dict) else value for value in entry["data"]]
    constants = [f"{prefix}_{_c_name(value).upper()}" for value in values]
    return f"typedef enum {name} {{ {', '.join([*constants, prefix + '__MAX'])} }} {name};"


def _c_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _upper(name: str) -> str:
    """camel_to_upper(): CacheLevelAndType becomes CACHE_LEVEL_AND_TYPE."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z])([A-Z][a-z])", r"\1_\2", spaced).upper()
