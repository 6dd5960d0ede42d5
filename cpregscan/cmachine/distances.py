"""How far two pointers are apart."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.layout import offset_in_container, offset_within
from cpregscan.cmachine.pointers import (
    BytePointer,
    CellItems,
    FieldView,
    ItemPointer,
    MemberPointer,
    RecordEnd,
    View,
)
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unions import WordsView
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError


def difference(left: Any, right: Any) -> Any:
    """``left - right``, in elements. Raises MachineError for pointers into different objects."""
    if isinstance(left, ItemPointer) and isinstance(right, ItemPointer) and left.items is right.items:
        return left.index - right.index
    if left is right:
        return 0
    for pointer in (left, right):
        if isinstance(pointer, Unknown):
            return pointer
    if isinstance(left, (BytePointer, FieldView, MemberPointer)) or isinstance(right, BytePointer):
        return _byte_difference(left, right)
    base, index = _anchor(left)
    other_base, other_index = _anchor(right)
    if base is not other_base:
        raise MachineError("pointers into different objects are compared or subtracted")
    return index - other_index


def _byte_difference(left: Any, right: Any) -> int:
    base, offset = _outermost(left)
    other_base, other_offset = _outermost(right)
    if base is not other_base:
        raise MachineError("pointers into different objects are compared or subtracted")
    width = left.type.size if isinstance(left, FieldView) else 1
    return (offset - other_offset) // width


def _anchor(pointer: Any) -> tuple[Any, int]:
    """The array or object that a pointer points into, and where, in elements."""
    if isinstance(pointer, ItemPointer):
        items = pointer.items
        return (items.cell if isinstance(items, CellItems) else items), pointer.index
    if isinstance(pointer, RecordEnd):
        return pointer.items[0], pointer.index
    if isinstance(pointer, RecordObject):
        return (pointer if pointer._array is None else pointer._array[0]), pointer._index
    if isinstance(pointer, WordsView):
        return pointer.storage, pointer.offset // max(pointer.type.size, 1)
    if isinstance(pointer, View):
        base, index = _anchor(pointer.pointer)
        return base, (index * pointer.element.size + pointer.offset) // pointer.type.size
    if isinstance(pointer, int) or pointer is None:
        return None, pointer or 0
    return pointer, 0


def _outermost(pointer: Any) -> tuple[Any, int]:
    """The outermost struct (or array of structs) that a pointer points into, and the byte offset there."""
    if isinstance(pointer, MemberPointer):
        record, offset = pointer.record, offset_in_container(pointer.record, pointer.name)
    elif isinstance(pointer, (BytePointer, FieldView)):
        record, offset = pointer.record, pointer.offset
    elif isinstance(pointer, RecordObject):
        record, offset = pointer, 0
    else:
        raise MachineError("pointers into different objects are compared or subtracted")
    while record._up is not None:
        offset += offset_within(record._up, record)
        record = record._up
    if record._array is not None:
        offset += record._index * record.ctype.size
        record = record._array[0]
    return record, offset
