"""C types as the C machine knows them: widths in bits, LP64, little-endian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cpregscan.errors import MachineError

if TYPE_CHECKING:
    from cpregscan.cmachine.records import RecordObject


class CType:
    """The base of all types. ``size`` and ``alignment`` are in bytes."""

    size: int = 0
    alignment: int = 1


@dataclass(frozen=True, slots=True)
class IntType(CType):
    """An integer type. A bool is an unsigned 8-bit integer that only holds 0 and 1."""

    name: str
    bits: int
    signed: bool
    boolean: bool = False

    @property
    def size(self) -> int:  # type: ignore[override]
        """The width in bytes."""
        return self.bits // 8

    @property
    def alignment(self) -> int:  # type: ignore[override]
        """Integers are aligned to their width."""
        return self.bits // 8

    @property
    def mask(self) -> int:
        """All bits of the type set."""
        return (1 << self.bits) - 1

    def wrap(self, value: int) -> int:
        """The value that remains when any integer is converted to this type."""
        if self.boolean:
            return int(value != 0)
        value &= self.mask
        return value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value


@dataclass(frozen=True, slots=True)
class FloatType(CType):
    """A floating point type; the machine knows its size only."""

    name: str
    size: int

    @property
    def alignment(self) -> int:  # type: ignore[override]
        """Aligned to the size."""
        return self.size


@dataclass(frozen=True, slots=True)
class VoidType(CType):
    """void; its size is 1, as GNU C counts it in pointer arithmetic."""

    size: int = 1


@dataclass(frozen=True, slots=True)
class PointerType(CType):
    """A pointer to ``target``."""

    target: CType
    size: int = 8
    alignment: int = 8


@dataclass(frozen=True, slots=True)
class ArrayType(CType):
    """An array of ``length`` elements; None for ``[]`` before an initialiser or at the end of a struct."""

    element: CType
    length: int | None

    @property
    def size(self) -> int:  # type: ignore[override]
        """The size of all elements; a flexible array member has none."""
        return self.element.size * (self.length or 0)

    @property
    def alignment(self) -> int:  # type: ignore[override]
        """That of the elements."""
        return self.element.alignment


@dataclass(frozen=True, slots=True)
class FunctionType(CType):
    """A function: result, parameter types and names, and whether more arguments may follow."""

    result: CType
    parameters: tuple[CType, ...]
    names: tuple[str, ...] = ()
    variadic: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a record: byte ``offset``; for a bit-field also its width and first bit in its storage unit.

    ``name`` is empty for an anonymous struct or union.
    """

    name: str
    type: CType
    offset: int
    bits: int | None = None
    first: int = 0


@dataclass(eq=False, slots=True)
class RecordType(CType):
    """A struct or union. The members are worked out when they are first asked for."""

    tag: str
    union: bool
    members: Callable[[], list[tuple[str, CType, int | None]]] | None = None
    """Gives (name, type, bit-field width) of each member; None for a type that is only declared."""
    _fields: dict[str, Field] | None = None
    _size: int = 0
    _alignment: int = 1
    maker: type[RecordObject] | None = field(default=None)
    """The Python class of the objects of this type, made on first use."""

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        """All but the Python class, which is made again when it is needed."""
        slots = ("tag", "union", "members", "_fields", "_size", "_alignment")
        return None, {"maker": None} | {name: getattr(self, name) for name in slots}

    @property
    def complete(self) -> bool:
        """Whether the tree defines the members."""
        return self.members is not None

    @property
    def fields(self) -> dict[str, Field]:
        """The members by name, in order; anonymous ones under ``@n``. Raises MachineError if only declared."""
        if self._fields is None:
            if self.members is None:
                raise MachineError(f"the members of '{self.tag}' are not defined in the analysed sources")
            self._fields = {}  # a struct that holds itself ends here
            try:
                self._fields = self._lay_out(self.members())
            except BaseException:
                self._fields = None
                raise
        return self._fields

    @property
    def size(self) -> int:  # type: ignore[override]
        """The size in bytes, padded as a compiler would; one of its own for a type that is only declared."""
        if not self.complete:
            return _OPAQUE_SIZE
        assert self.fields is not None
        return self._size

    @property
    def alignment(self) -> int:  # type: ignore[override]
        """The strictest alignment of the members."""
        if not self.complete:
            return _OPAQUE_ALIGNMENT
        assert self.fields is not None
        return self._alignment

    def _lay_out(self, members: list[tuple[str, CType, int | None]]) -> dict[str, Field]:
        """Offsets as the System V ABI gives them; sets size and alignment."""
        fields: dict[str, Field] = {}
        end = 0  # in bits
        self._alignment = 1
        for number, (name, member, bits) in enumerate(members):
            alignment, size = max(member.alignment, 1), member.size
            begin = 0 if self.union else end
            first = 0
            if bits is None:
                offset = -(-begin // (alignment * 8)) * alignment
                last = (offset + size) * 8
            else:
                unit = size * 8
                if not 0 <= bits <= unit or (name and not bits) or not isinstance(member, IntType):
                    raise MachineError(
                        f"bit-field '{name}' of '{self.tag}' has a width that its type has not"
                    )
                if bits == 0 or begin // unit != (begin + bits - 1) // unit:
                    begin = -(-begin // unit) * unit
                offset, first, last = begin // unit * size, begin % unit, begin + bits
            fields[name or f"@{number}"] = Field(name, member, offset, bits, first)
            end = max(end, last)
            self._alignment = max(self._alignment, alignment)
        self._size = -(-end // (self._alignment * 8)) * self._alignment
        return fields


_OPAQUE_SIZE, _OPAQUE_ALIGNMENT = 64, 8
"""Bytes that a type known by name only takes in a layout: no offset is ever used as a number."""


class SizeOf(int):
    """The value of a sizeof, which remembers of what: QOM types are registered by their size alone."""

    type: CType

    def __new__(cls, type_: CType) -> SizeOf:
        """The size of a type in bytes."""
        size = super().__new__(cls, type_.size)
        size.type = type_
        return size

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied as the number that it is: the type may still be on its way."""
        return int.__new__, (SizeOf, int(self)), {"type": self.type}


VOID = VoidType()
BOOL = IntType("bool", 8, False, True)
CHAR = IntType("char", 8, True)
SCHAR = IntType("signed char", 8, True)
UCHAR = IntType("unsigned char", 8, False)
SHORT = IntType("short", 16, True)
USHORT = IntType("unsigned short", 16, False)
INT = IntType("int", 32, True)
UINT = IntType("unsigned int", 32, False)
LONG = IntType("long", 64, True)
ULONG = IntType("unsigned long", 64, False)
INT128 = IntType("__int128", 128, True)
UINT128 = IntType("unsigned __int128", 128, False)
FLOAT = FloatType("float", 4)
DOUBLE = FloatType("double", 8)
VOID_POINTER = PointerType(VOID)
CHAR_POINTER = PointerType(CHAR)


def promote(type_: IntType) -> IntType:
    """The integer promotion: types narrower than int become int."""
    return INT if type_.bits < 32 else type_


def common(left: IntType, right: IntType) -> IntType:
    """The usual arithmetic conversions: the type in which both operands meet."""
    left, right = promote(left), promote(right)
    if left.bits != right.bits:
        return left if left.bits > right.bits else right
    return right if left.signed else left


def is_char(type_: CType) -> bool:
    """Whether this is plain or signed char, of which strings are made."""
    return isinstance(type_, IntType) and type_.bits == 8 and type_.signed
