"""The values of ID registers in words: which fields differ, and the FEAT_ names that the differences stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpregscan.facts.model import Register
from cpregscan.facts.stream import IdField

_SUFFIXES = ("_EL0", "_EL1", "_EL2", "_EL3")


def field_changes(register: Register, old: int, new: int, fields: Iterable[IdField]) -> Iterator[str]:
    """Each field that differs, such as ``IDC 0 -> 1 (FEAT_X)``; what no field covers as bits."""
    left = old ^ new
    for one in fields_of(register, fields):
        mask = ((1 << one.length) - 1) << one.shift
        if left & mask:
            left &= ~mask
            yield f"{one.name} {one.of(old):#x} -> {one.of(new):#x}{_features(one, old, new)}"
    if left:
        yield f"bits {left:#x}: {old & left:#x} -> {new & left:#x}"


def fields_of(register: Register, fields: Iterable[IdField]) -> list[IdField]:
    """The fields that the tree declares of a register."""
    name = register.name.upper()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return [one for one in fields if one.register == name]


def _features(one: IdField, old: int, new: int) -> str:
    """The features whose least value lies between the two."""
    low, high = sorted((one.of(old), one.of(new)))
    names = [name for value, name in one.features if low < value <= high]
    return f" ({', '.join(names)})" if names else ""
