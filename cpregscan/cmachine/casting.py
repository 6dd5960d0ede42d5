"""Casts between pointer types, container_of, and pointers as integers."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.allocation import Allocation
from cpregscan.cmachine.layout import embedded_at, member_type, offset_in_container
from cpregscan.cmachine.pointers import BytePointer, Cell, FieldView, ItemPointer, MemberPointer, View, add
from cpregscan.cmachine.records import OpaqueObject, RecordObject, record_class
from cpregscan.cmachine.types import UCHAR, CType, IntType, PointerType, RecordType, VoidType
from cpregscan.cmachine.unions import WordsView
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError


def as_record(pointer: Any, maker: type[RecordObject]) -> Any:
    """:func:`cast` to a pointer to a struct, given by its Python class: what most casts are."""
    if type(pointer) is maker or pointer is None:
        return pointer
    if type(pointer) is Allocation:
        return pointer.typed(maker.ctype)
    return cast(pointer, maker.ctype)


def cast(pointer: Any, target: CType) -> Any:
    """The pointer as a pointer to ``target``: the same place seen as another type.

    Structs that begin with each other (QOM parents) turn into each other. Raises MachineError for
    a view that the machine has no memory for.
    """
    if pointer is None or isinstance(pointer, (Unknown, OpaqueObject, int)):
        return pointer
    if isinstance(pointer, Allocation):
        untyped = isinstance(target, (VoidType, PointerType)) and not pointer.in_use
        return pointer if untyped else pointer.typed(target)
    if isinstance(target, RecordType):
        return _cast_to_record(pointer, target)
    if isinstance(pointer, RecordObject):
        if isinstance(target, IntType):
            return BytePointer(pointer, 0) if target.bits == 8 else FieldView(pointer, 0, target)
        return pointer
    if isinstance(target, IntType):
        return _cast_to_integer(pointer, target)
    return pointer


def _cast_to_integer(pointer: Any, target: IntType) -> Any:
    """A pointer of any kind as one to an integer; what an array holds is not known here and stays."""
    if isinstance(pointer, BytePointer):
        return FieldView(pointer.record, pointer.offset, target) if target.bits > 8 else pointer
    if isinstance(pointer, WordsView):
        return WordsView(pointer.storage, pointer.offset, target)
    if isinstance(pointer, FieldView):
        if target.bits == 8:
            return BytePointer(pointer.record, pointer.offset)
        return FieldView(pointer.record, pointer.offset, target)
    if isinstance(pointer, View):
        element, offset = pointer.element, pointer.offset
        if (element.bits, element.signed) == (target.bits, target.signed) and offset % element.size == 0:
            return add(pointer.pointer, offset // element.size)
        return View(pointer.pointer, element, offset, target)
    if isinstance(pointer, MemberPointer) and isinstance(pointer.record, RecordObject):
        member = member_type(pointer.record, pointer.name)
        if isinstance(member, IntType) and member.bits != target.bits:
            return view(pointer, member, target)
    return pointer


def view(pointer: Any, source: IntType, target: IntType) -> Any:
    """A pointer to one integer type as a pointer to another one, of another width or signedness."""
    if isinstance(pointer, (Cell, ItemPointer)):
        if isinstance(pointer, ItemPointer) and isinstance(pointer.items, (bytes, bytearray)):
            return pointer if target.bits == 8 else View(pointer, UCHAR, 0, target)
        return View(pointer, source, 0, target)
    if isinstance(pointer, MemberPointer) and isinstance(pointer.record, RecordObject):
        offset = offset_in_container(pointer.record, pointer.name)
        if target.bits == 8:
            return BytePointer(pointer.record, offset)
        return FieldView(pointer.record, offset, target)
    return cast(pointer, target)


def _cast_to_record(pointer: Any, target: RecordType) -> Any:
    if not target.complete:
        return pointer
    maker = record_class(target)
    if isinstance(pointer, RecordObject):
        found = embedded_at(pointer, 0, maker)
        return pointer if found is None else found
    if isinstance(pointer, BytePointer):
        found = embedded_at(pointer.record, pointer.offset, maker)
        if found is None:
            raise MachineError(f"no '{target.tag}' stands where the pointer is cast to it")
        return found
    return pointer


def container(pointer: Any, type_: RecordType, offset: int) -> Any:
    """``container_of``: the struct of this type that holds the pointed-to member at a byte offset."""
    if isinstance(pointer, RecordObject):
        return _cast_to_record(BytePointer(pointer, -offset), type_)
    if isinstance(pointer, MemberPointer):
        inner = offset_in_container(pointer.record, pointer.name)
        return _cast_to_record(BytePointer(pointer.record, inner - offset), type_)
    if isinstance(pointer, (Unknown, OpaqueObject)) or pointer is None:
        return pointer
    if isinstance(pointer, (FieldView, BytePointer)):
        return _cast_to_record(BytePointer(pointer.record, pointer.offset - offset), type_)
    raise MachineError(f"container_of cannot find the '{type_.tag}'")


def pointer_to_integer(pointer: Any) -> Any:
    """A pointer's bits, known only for pointers that were made from integers."""
    if pointer is None:
        return 0
    if isinstance(pointer, int):
        return pointer
    return pointer if isinstance(pointer, Unknown) else id(pointer) & 0x7FFFFFFFFFF0


def integer_to_pointer(value: Any) -> Any:
    """A pointer made from an integer, as glib's GUINT_TO_POINTER does; 0 is NULL."""
    return value if isinstance(value, Unknown) else (int(value) or None)
