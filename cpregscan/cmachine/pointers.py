"""Pointers: what C can point at, arithmetic on pointers, casts between pointer types.

NULL is None. A pointer to a struct is its RecordObject. The classes here point at everything else.
"""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.layout import accessor
from cpregscan.cmachine.records import OpaqueObject, RecordObject
from cpregscan.cmachine.types import UCHAR, IntType
from cpregscan.cmachine.unions import WordsView
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError


class Cell:
    """A variable whose address is taken; its own pointer."""

    __slots__ = ("v",)

    def __init__(self, value: Any) -> None:
        self.v = value

    def get(self) -> Any:
        """The variable's value."""
        return self.v

    def set(self, value: Any) -> Any:
        """Write the variable."""
        self.v = value
        return value


class MemberPointer:
    """A pointer to a scalar member of a struct."""

    __slots__ = ("name", "record")

    def __init__(self, record: Any, name: str) -> None:
        self.record = record
        self.name = name

    def get(self) -> Any:
        """The member's value."""
        return getattr(self.record, self.name)

    def set(self, value: Any) -> Any:
        """Write the member."""
        setattr(self.record, self.name, value)
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemberPointer) and self.record is other.record and self.name == other.name

    def __hash__(self) -> int:
        return hash((id(self.record), self.name))


class ItemPointer:
    """A pointer to an element of an array of scalars, or one past its end; also every ``char *``."""

    __slots__ = ("index", "items")

    def __init__(self, items: Any, index: int = 0) -> None:
        self.items = items
        self.index = index

    def get(self) -> Any:
        """The element's value. Raises MachineError outside of the array."""
        return self.load(0)

    def set(self, value: Any) -> Any:
        """Write the element. Raises MachineError outside of the array or for a string literal."""
        return self.store(0, value)

    def load(self, offset: int) -> Any:
        """``pointer[offset]``."""
        index = self.index + offset
        if not 0 <= index < len(self.items):
            raise MachineError("access outside of an array")
        return self.items[index]

    def store(self, offset: int, value: Any) -> Any:
        """``pointer[offset] = value``."""
        index = self.index + offset
        if not 0 <= index < len(self.items) or isinstance(self.items, bytes):
            raise MachineError("write outside of an array or to a string literal")
        self.items[index] = value & 0xFF if isinstance(self.items, bytearray) else value
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ItemPointer) and self.items is other.items and self.index == other.index

    def __hash__(self) -> int:
        return hash((id(self.items), self.index))


class BytePointer:
    """A struct seen as bytes: the struct and a byte offset from its start (it may point outside)."""

    __slots__ = ("offset", "record")

    def __init__(self, record: RecordObject, offset: int) -> None:
        self.record = record
        self.offset = offset

    def get(self) -> Any:
        """The byte there, unsigned. Raises MachineError if no member of the struct stands there."""
        return accessor(self.record, self.offset, UCHAR)[0](self.record)

    def set(self, value: Any) -> Any:
        """Write the byte there."""
        accessor(self.record, self.offset, UCHAR)[1](self.record, value & 0xFF)
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BytePointer) and self.record is other.record and self.offset == other.offset

    def __hash__(self) -> int:
        return hash((id(self.record), self.offset))


class FieldView:
    """A pointer to an integer at a byte offset of a struct, as CPREG_FIELD64 makes it."""

    __slots__ = ("offset", "record", "type")

    def __init__(self, record: RecordObject, offset: int, type_: IntType) -> None:
        self.record = record
        self.offset = offset
        self.type = type_

    def get(self) -> Any:
        """The integer there. Raises MachineError if no member of the struct stands there."""
        return accessor(self.record, self.offset, self.type)[0](self.record)

    def set(self, value: Any) -> Any:
        """Write the integer there."""
        accessor(self.record, self.offset, self.type)[1](self.record, value)
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldView) and self.record is other.record and self.offset == other.offset

    def __hash__(self) -> int:
        return hash((id(self.record), self.offset))


class View:
    """A pointer to integers of one type, seen as a pointer to another: bytes of words, words of bytes.

    ``pointer`` points at the first element, of type ``element``; ``offset`` is in bytes from there.
    """

    __slots__ = ("element", "offset", "pointer", "type")

    def __init__(self, pointer: Any, element: IntType, offset: int, type_: IntType) -> None:
        self.pointer = pointer
        self.element = element
        self.offset = offset
        self.type = type_

    def get(self) -> Any:
        """The integer there, little-endian. Raises MachineError outside of the elements."""
        first, rest = divmod(self.offset, self.element.size)
        last = (self.offset + self.type.size - 1) // self.element.size
        raw: Any = 0
        for index in range(first, last + 1):
            raw |= (add(self.pointer, index).get() & self.element.mask) << (index - first) * self.element.bits
        value = raw >> rest * 8
        return value if isinstance(value, Unknown) else self.type.wrap(value)

    def set(self, value: Any) -> Any:
        """Write the integer there."""
        first, rest = divmod(self.offset, self.element.size)
        last = (self.offset + self.type.size - 1) // self.element.size
        for index in range(first, last + 1):
            target = add(self.pointer, index)
            shift = (first - index) * self.element.bits + rest * 8  # of the value within this element
            moved = (value & self.type.mask) << shift if shift >= 0 else (value & self.type.mask) >> -shift
            covered = self.type.mask << shift if shift >= 0 else self.type.mask >> -shift
            raw = (
                moved if covered & self.element.mask == self.element.mask else target.get() & ~covered | moved
            )
            target.set(raw if isinstance(raw, Unknown) else self.element.wrap(raw))
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self.pointer == other.pointer and self.offset == other.offset

    def __hash__(self) -> int:
        return hash((self.pointer, self.offset))


class CellItems:
    """A variable as an array of one element."""

    __slots__ = ("cell",)

    def __init__(self, cell: Cell) -> None:
        self.cell = cell

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> Any:
        return self.cell.v

    def __setitem__(self, index: int, value: Any) -> None:
        self.cell.v = value


def add(pointer: Any, count: int) -> Any:
    """``pointer + count``, in elements. Raises MachineError where that leaves the object."""
    if isinstance(pointer, ItemPointer):
        return ItemPointer(pointer.items, pointer.index + count)
    if isinstance(pointer, BytePointer):
        return BytePointer(pointer.record, pointer.offset + count)
    if isinstance(pointer, RecordObject):
        return _add_record(pointer, count)
    if isinstance(pointer, RecordEnd):
        index = pointer.index + count
        return pointer.items[index] if 0 <= index < len(pointer.items) else RecordEnd(pointer.items, index)
    if isinstance(pointer, WordsView):
        return pointer.at(count)
    if isinstance(pointer, (Unknown, OpaqueObject)):
        return pointer
    if count == 0:
        return pointer
    if isinstance(pointer, FieldView):
        return FieldView(pointer.record, pointer.offset + count * pointer.type.size, pointer.type)
    if isinstance(pointer, View):
        return View(
            pointer.pointer, pointer.element, pointer.offset + count * pointer.type.size, pointer.type
        )
    if isinstance(pointer, Cell):
        return ItemPointer(CellItems(pointer), count)
    raise MachineError(
        "pointer arithmetic outside of an object" if pointer is not None else "arithmetic on NULL"
    )


def _add_record(record: RecordObject, count: int) -> Any:
    if count == 0:
        return record
    items = record._array
    if items is None:
        return record._tail if count == 1 and record._tail is not None else RecordEnd([record], count)
    index = record._index + count
    return items[index] if 0 <= index < len(items) else RecordEnd(items, index)


class RecordEnd:
    """One past the end of an array of structs: may be compared, not used."""

    __slots__ = ("index", "items")

    def __init__(self, items: list[Any], index: int) -> None:
        self.items = items
        self.index = index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordEnd) and self.items[0] is other.items[0] and self.index == other.index

    def __hash__(self) -> int:
        return hash((id(self.items[0]), self.index))


def string(text: str) -> ItemPointer:
    """A new constant C string."""
    return ItemPointer(text.encode("latin-1", "replace") + b"\0")


def text_of(pointer: Any) -> str:
    """The Python string that a ``char *`` points at, up to its NUL. Raises MachineError for anything else."""
    if not isinstance(pointer, ItemPointer) or not isinstance(pointer.items, (bytes, bytearray)):
        if isinstance(pointer, Unknown):
            _ = not pointer  # deciding on it reports the place
            return f"<{pointer.reason}>"
        raise MachineError("NULL used as a string" if pointer is None else "not a string")
    end = pointer.items.find(0, pointer.index)
    return pointer.items[pointer.index : end if end >= 0 else None].decode("latin-1")
