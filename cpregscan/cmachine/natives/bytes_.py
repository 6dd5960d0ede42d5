"""memset, memcpy, memmove and memcmp.

Generated code passes, behind C's arguments, the types that the pointers have where the call stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpregscan.cmachine.casting import cast
from cpregscan.cmachine.layout import clear, clear_elements, copy_start, embedded_at, member_type
from cpregscan.cmachine.natives.native import Registry, spend
from cpregscan.cmachine.pointers import Cell, ItemPointer, MemberPointer, View, add
from cpregscan.cmachine.records import OpaqueObject, RecordObject
from cpregscan.cmachine.types import UCHAR, VOID, ArrayType, CType, IntType, PointerType, VoidType
from cpregscan.cmachine.unions import Words, WordsView
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError

NATIVES = Registry()


@NATIVES.model("void *memset(void *target, int value, size_t size)")
def fill(machine: Any, target: Any, value: int, size: int, kind: CType = VOID) -> Any:
    """Writes the byte ``size`` times. Raises MachineError outside of the object and for what has no bytes."""
    if not size or isinstance(target, (Unknown, OpaqueObject)):
        return target
    spend(machine, size)
    byte = value & 0xFF
    if byte == 0 and isinstance(target, RecordObject):
        _clear_records(target, size)
    elif isinstance(target, ItemPointer) and isinstance(target.items, bytearray):
        _check_room(target, size)
        target.items[target.index : target.index + size] = bytes([byte]) * size
    elif isinstance(target, ItemPointer) and isinstance(target.items, list):
        _fill_elements(target, byte, size, kind)
    elif byte == 0 and _is_pointer(target, kind):
        target.set(None)
    else:
        for pointer in _each_byte(target, size, kind):
            pointer.set(byte)
    return target


def _clear_records(record: RecordObject, size: int) -> None:
    items = [record] if record._array is None else record._array[record._index :]
    width = max(record.ctype.size, 1)
    if size > width * len(items):
        raise MachineError("memset writes outside of an object")
    for number in range(-(-size // width)):
        clear(items[number], size - number * width)


def _fill_elements(target: ItemPointer, byte: int, size: int, kind: CType) -> None:
    """Whole elements of an array of scalars or arrays; the bytes of one more."""
    kind = _element(target, kind, size)
    width = max(kind.size, 1)
    count, rest = divmod(size, width)
    _check_room(target, count)
    if not isinstance(kind, IntType):
        if byte or rest:
            raise MachineError("memset of pointers with something other than zero")
        clear_elements(target.items, target.index, kind, size)
        return
    value = kind.wrap(int.from_bytes(bytes([byte]) * width, "little"))
    target.items[target.index : target.index + count] = [value] * count
    for pointer in _each_byte(add(target, count), rest, kind):
        pointer.set(byte)


@NATIVES.model("void *memcpy(void *target, const void *source, size_t size)")
def copy(
    machine: Any, target: Any, source: Any, size: int, kind: CType = VOID, source_kind: CType = VOID
) -> Any:
    """Copies bytes; what overlaps is read first. Raises MachineError outside of the objects."""
    if not size or any(isinstance(pointer, (Unknown, OpaqueObject)) for pointer in (target, source)):
        return target
    spend(machine, size)
    if isinstance(target, RecordObject) and isinstance(source, RecordObject):
        _copy_records(target, source, size)
    elif isinstance(target, ItemPointer) and isinstance(source, ItemPointer):
        _copy_items(target, source, size, kind, source_kind)
    elif _is_pointer(target, kind) and _is_pointer(source, source_kind):
        target.set(source.get())
    else:
        values = [pointer.get() & 0xFF for pointer in _each_byte(source, size, source_kind)]
        for pointer, value in zip(_each_byte(target, size, kind), values, strict=True):
            pointer.set(value)
    return target


NATIVES.model("void *memmove(void *target, const void *source, size_t size)")(copy)


@NATIVES.model("int memcmp(const void *left, const void *right, size_t size)")
def compare(
    machine: Any, left: Any, right: Any, size: int, kind: CType = VOID, right_kind: CType = VOID
) -> Any:
    """Compares bytes. Raises MachineError outside of the objects."""
    for pointer in (left, right):
        if isinstance(pointer, (Unknown, OpaqueObject)):
            return machine.program.unknown("memory that the machine does not model")
    spend(machine, size)
    for one, other in zip(_each_byte(left, size, kind), _each_byte(right, size, right_kind), strict=True):
        difference = (one.get() & 0xFF) - (other.get() & 0xFF)
        if isinstance(difference, Unknown) or difference:
            return difference
    return 0


def _copy_records(target: RecordObject, source: RecordObject, size: int) -> None:
    """Whole structs of the same type, or the first members of one."""
    inner = embedded_at(source, 0, type(target)) if type(source) is not type(target) else source
    if inner is None:
        raise MachineError(f"memcpy of a '{source.ctype.tag}' over a '{target.ctype.tag}'")
    width = max(target.ctype.size, 1)
    if size < width:
        copy_start(target, inner, size)
        return
    targets = [target] if target._array is None else target._array[target._index :]
    sources = [inner] if inner._array is None else inner._array[inner._index :]
    count, rest = divmod(size, width)
    if rest or count > min(len(targets), len(sources)):
        raise MachineError("memcpy goes outside of an object")
    for item, value in zip(targets, [item.copy() for item in sources[:count]], strict=False):
        item.assign(value)


def _copy_items(target: ItemPointer, source: ItemPointer, size: int, kind: CType, source_kind: CType) -> None:
    if isinstance(target.items, bytearray) and isinstance(source.items, (bytes, bytearray)):
        _copy_elements(target, source, size)
        return
    kind, source_kind = (
        _element(target, source_kind if isinstance(kind, VoidType) else kind, size),
        _element(source, kind if isinstance(source_kind, VoidType) else source_kind, size),
    )
    count, rest = divmod(size, max(kind.size, 1))
    if rest or kind.size != source_kind.size or isinstance(kind, ArrayType):
        values = [pointer.get() & 0xFF for pointer in _each_byte(source, size, source_kind)]
        for pointer, value in zip(_each_byte(target, size, kind), values, strict=True):
            pointer.set(value)
        return
    _copy_elements(target, source, count)


def _copy_elements(target: ItemPointer, source: ItemPointer, count: int) -> None:
    _check_room(target, count)
    _check_room(source, count)
    target.items[target.index : target.index + count] = source.items[source.index : source.index + count]


def _check_room(pointer: ItemPointer, count: int) -> None:
    if pointer.index < 0 or pointer.index + count > len(pointer.items):
        raise MachineError("memory functions go outside of an array")


def _element(pointer: ItemPointer, kind: CType, size: int) -> CType:
    """The type of the array's elements: as the pointer's type says, or such that the bytes are all of the array."""
    if isinstance(pointer.items, (bytes, bytearray)):
        return UCHAR
    first = pointer.items[0] if isinstance(pointer.items, list) and pointer.items else 0
    while isinstance(kind, ArrayType) and not isinstance(first, (list, bytearray)):
        kind = kind.element
    if isinstance(kind, (IntType, PointerType, ArrayType)):
        return kind
    left = len(pointer.items) - pointer.index
    for width in (1, 2, 4, 8):
        if size == left * width:
            return IntType("element", width * 8, signed=False)
    raise MachineError("memory functions on an array whose type is not known here")


def _is_pointer(pointer: Any, kind: CType) -> bool:
    """Whether a pointer points at one pointer variable or member."""
    if isinstance(pointer, MemberPointer):
        return isinstance(member_type(pointer.record, pointer.name), PointerType)
    return isinstance(pointer, Cell) and isinstance(kind, PointerType)


def _each_byte(pointer: Any, size: int, kind: CType) -> Iterator[Any]:
    """Pointers to the single bytes from a pointer on."""
    if pointer is None:
        raise MachineError("NULL given to a memory function")
    if isinstance(pointer, Words):
        pointer = WordsView(pointer, 0, UCHAR)
    elif isinstance(pointer, (Cell, ItemPointer)) and not _has_bytes(pointer):
        if not isinstance(kind, IntType):
            raise MachineError("memory functions on something whose type is not known here")
        pointer = View(pointer, kind, 0, UCHAR)
    else:
        pointer = cast(pointer, UCHAR)
    return (add(pointer, index) for index in range(size))


def _has_bytes(pointer: Any) -> bool:
    return isinstance(pointer, ItemPointer) and isinstance(pointer.items, (bytes, bytearray))
