"""QAPI visitors: how a property's value gets from text into a variable, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cpregscan.cmachine.natives.errors import set_error
from cpregscan.cmachine.natives.native import Native, Registry
from cpregscan.cmachine.pointers import string, text_of
from cpregscan.cmachine.types import BOOL, INT, UCHAR, UINT, ULONG, USHORT, IntType

NATIVES = Registry()
_TRUE, _FALSE = ("on", "yes", "true", "y"), ("off", "no", "false", "n")
_SUFFIXES = {"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class Visitor:
    """A QAPI visitor over one value: the text of a property going in, or what a getter gives."""

    def __init__(self, value: Any) -> None:
        self.value = value


def parse_bool(value: Any) -> bool:
    """A bool from what the user wrote. Raises ValueError."""
    if isinstance(value, str):
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        raise ValueError("'on' or 'off'")
    return bool(value)


def parse_integer(value: Any) -> int:
    """An integer from what the user wrote. Raises ValueError."""
    if not isinstance(value, str):
        return int(value)
    match = re.fullmatch(r"\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+))([BKMGT]?)", value)
    if match is None:
        raise ValueError("a number")
    return int(match[1], 0) * _SUFFIXES[match[2]]


def _visit_integer(type_: IntType) -> Any:
    def visit(machine: Any, visitor: Any, name: Any, pointer: Any, place: Any) -> int:
        """Moves one value between the visitor and the object."""
        if visitor.value is None:
            visitor.value = pointer.get()
            return 1
        try:
            value = int(parse_bool(visitor.value)) if type_.boolean else parse_integer(visitor.value)
        except ValueError as error:
            set_error(machine, place, f"Parameter '{text_of(name)}' expects {error}")
            return 0
        pointer.set(type_.wrap(value))
        return 1

    return visit


for _name, _type in (
    ("bool", BOOL), ("uint8", UCHAR), ("uint16", USHORT), ("uint32", UINT), ("uint64", ULONG), ("int", ULONG),
    ("int32", INT), ("int64", ULONG), ("size", ULONG),
):  # fmt: skip
    NATIVES.model(name=f"visit_type_{_name}")(_visit_integer(_type))


def enum_visitor(name: str, upper: Callable[[str], str]) -> Native:
    """The model of ``visit_type_NAME`` for a QAPI enum; ``upper`` turns its name into its constants' prefix."""

    def visit(machine: Any, visitor: Any, label: Any, pointer: Any, place: Any) -> int:
        """Moves an enum, by the name of its constant."""
        if visitor.value is None:
            visitor.value = pointer.get()
            return 1
        word = re.sub(r"[^A-Za-z0-9_]", "_", str(visitor.value)).upper()
        found = machine.find_constant(f"{upper(name)}_{word}")
        if found is None:
            set_error(machine, place, f"Parameter '{text_of(label)}' does not accept value '{visitor.value}'")
            return 0
        pointer.set(found)
        return 1

    return Native(
        visit, f"_Bool visit_type_{name}(void *visitor, const char *name, unsigned int *object, void *error)"
    )


@NATIVES.model()
def visit_type_str(machine: Any, visitor: Any, name: Any, pointer: Any, place: Any) -> int:
    """Moves a string."""
    if visitor.value is None:
        visitor.value = pointer.get()
    else:
        pointer.set(string(str(visitor.value)))
    return 1
