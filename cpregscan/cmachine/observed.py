"""Integers that note which of their bits decide anything."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class Reading:
    """The value of a member that a run has read, and the bits of it that decided something (``mask``)."""

    value: Any
    mask: int = 0

    def agrees(self, value: Any) -> bool:
        """Whether the run would have gone the same way with this value."""
        if type(self.value) is int and type(value) is int:
            return not (self.value ^ value) & self.mask
        return self.value is value or (type(self.value) is type(value) and bool(self.value == value))


class Observed:
    """A value that was read, or a part of it: the bits in ``mask`` stem from the member, ``shift`` places higher there.

    Masks and shifts are followed; what looks at the number itself notes all bits that are left of it.
    """

    __slots__ = ("mask", "reading", "shift", "value")

    def __init__(self, reading: Reading, value: int, mask: int = -1, shift: int = 0) -> None:
        self.reading = reading
        self.value = value
        self.mask = mask
        self.shift = shift

    def noted(self) -> int:
        """The number; all its bits have decided something now."""
        mask, shift = self.mask, self.shift
        self.reading.mask |= mask << shift if shift >= 0 else mask >> -shift
        return self.value

    def __and__(self, other: Any) -> Any:
        if type(other) is not int:
            return self.noted() & other
        mask = self.mask & other
        return Observed(self.reading, self.value & other, mask, self.shift) if mask else self.value & other

    def __or__(self, other: Any) -> Any:
        if type(other) is not int:
            return self.noted() | other
        return Observed(self.reading, self.value | other, self.mask & ~other, self.shift)

    def __xor__(self, other: Any) -> Any:
        if type(other) is not int:
            return self.noted() ^ other
        return Observed(self.reading, self.value ^ other, self.mask, self.shift)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __rshift__(self, count: Any) -> Any:
        count = int(count)
        return Observed(self.reading, self.value >> count, self.mask >> count, self.shift + count)

    def __lshift__(self, count: Any) -> Any:
        count = int(count)
        return Observed(self.reading, self.value << count, self.mask << count, self.shift - count)

    def __invert__(self) -> Observed:
        return Observed(self.reading, ~self.value, self.mask, self.shift)

    def __bool__(self) -> bool:
        return bool(self.noted())

    def __index__(self) -> int:
        return self.noted()

    __int__ = __index__

    def __hash__(self) -> int:
        return hash(self.noted())

    def __repr__(self) -> str:
        return f"<observed {self.value:#x}>"

    def __format__(self, spec: str) -> str:
        return format(self.noted(), spec)


def plain(value: Any) -> Any:
    """The value itself; of an observed one, all bits have decided something then."""
    return value.noted() if isinstance(value, Observed) else value


def is_plain(value: Any) -> bool:
    """Whether a value is known by itself, not by being a certain object."""
    if isinstance(value, tuple):
        return all(map(is_plain, value))
    return value is None or type(value) in (int, str, bool)


def _binary(name: str) -> Callable[[Observed, Any], Any]:
    operation = getattr(operator, name)
    return lambda self, other: operation(self.noted(), plain(other))


def _reflected(name: str) -> Callable[[Observed, Any], Any]:
    operation = getattr(operator, name)
    return lambda self, other: operation(plain(other), self.noted())


def _unary(name: str) -> Callable[[Observed], Any]:
    operation = getattr(operator, name)
    return lambda self: operation(self.noted())


for _name in ("eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "floordiv", "mod"):
    setattr(Observed, f"__{_name}__", _binary(_name))
for _name in ("add", "sub", "mul", "floordiv", "mod", "lshift", "rshift"):
    setattr(Observed, f"__r{_name}__", _reflected(_name))
for _name in ("neg", "pos", "abs"):
    setattr(Observed, f"__{_name}__", _unary(_name))
