"""The words that generated Python uses: all that it can see besides the program's own names."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.budget import paid
from cpregscan.cmachine.casting import (
    as_record,
    cast,
    container,
    integer_to_pointer,
    pointer_to_integer,
    view,
)
from cpregscan.cmachine.distances import difference
from cpregscan.cmachine.pointers import BytePointer, Cell, ItemPointer, MemberPointer, RecordEnd, add
from cpregscan.cmachine.records import OpaqueObject, RecordObject, new_array, place_elements, zero
from cpregscan.cmachine.types import ArrayType, CType, IntType, RecordType
from cpregscan.cmachine.unions import Words, WordsView, new_words
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError


class Jump(Exception):
    """A goto: the function goes on at a segment."""

    def __init__(self, segment: int) -> None:
        super().__init__(segment)
        self.segment = segment


def put(holder: Any, name: str, value: Any) -> Any:
    """Write a member and give the value back."""
    setattr(holder, name, value)
    return value


def put_item(items: Any, index: int, value: Any) -> Any:
    """Write an element and give the value back."""
    items[index] = value
    return value


def natural(index: Any) -> Any:
    """An index that C leaves signed: Python would count a negative one from the end."""
    if index < 0:
        raise MachineError(f"access outside of an array (index {index})")
    return index


def item_at(items: Any, index: Any) -> Any:
    """``&items[index]`` in an array of structs, of which the one past the end is an address as well."""
    if 0 <= index < len(items):
        return items[index]
    return RecordEnd(items, index) if items else ItemPointer(items, index)


def array_at(pointer: Any, depth: int) -> Any:
    """What a pointer to an array points at; ``depth`` is the number of the array's dimensions.

    A pointer to a whole array, and one to an array in an array, both are a list and an index.
    """
    if not isinstance(pointer, ItemPointer) or not isinstance(pointer.items, list):
        return pointer.items if isinstance(pointer, ItemPointer) and pointer.index == 0 else pointer
    inner: Any = pointer.items
    for _ in range(depth):
        inner = inner[0] if isinstance(inner, list) and inner else None
    if isinstance(inner, (list, bytearray)):
        return pointer.load(0)
    if pointer.index:
        raise MachineError("access outside of an array")
    return pointer.items


def load_at(pointer: Any, index: int) -> Any:
    """``pointer[index]`` for a pointer to a scalar."""
    return pointer.load(index) if isinstance(pointer, ItemPointer) else add(pointer, index).get()


def store_at(pointer: Any, index: int, value: Any) -> Any:
    """``pointer[index] = value`` for a pointer to a scalar."""
    return pointer.store(index, value) if isinstance(pointer, ItemPointer) else add(pointer, index).set(value)


def add_bytes(pointer: Any, count: int) -> Any:
    """``(char *)pointer + count``."""
    if not isinstance(pointer, RecordObject):
        return add(pointer, count)
    if pointer._tail is not None and count == pointer.ctype.size:
        return pointer._tail
    return BytePointer(pointer, count)


def truth(value: Any) -> bool:
    """A Python bool of anything that C can test."""
    return bool(value)


def first(items: Any) -> Any:
    """A pointer to the first struct of an array."""
    if isinstance(items, Unknown):
        return items
    return items[0] if items else ItemPointer(items)


def smaller(left: Any, right: Any) -> Any:
    """MIN."""
    return left if left < right else right


def larger(left: Any, right: Any) -> Any:
    """MAX."""
    return left if left > right else right


def quotient(left: Any, right: Any) -> Any:
    """Integer division as C does it: towards zero. Raises MachineError for division by zero."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    if right == 0:
        raise MachineError("division by zero")
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def remainder(left: Any, right: Any) -> Any:
    """The remainder that goes with :func:`quotient`."""
    return left - quotient(left, right) * right


def make(kind: type[RecordObject], members: dict[str, Any]) -> RecordObject:
    """A struct from its initialised members."""
    record = kind()
    record.__dict__.update(members)
    for name, type_ in kind.aggregates.items():
        held = members.get(name)
        if isinstance(held, RecordObject):
            held._up = record
        elif (
            isinstance(held, list) and isinstance(type_, ArrayType) and isinstance(type_.element, RecordType)
        ):
            place_elements(held, record)
    return record


def changed(record: RecordObject, members: dict[str, Any]) -> RecordObject:
    """A struct that nobody else holds, with some members initialised anew."""
    return record.assign(make(type(record), {**record.__dict__, **members}))


def union_of(type_: RecordType, stores: tuple[tuple[int, IntType, int, int, Any], ...]) -> Words:
    """A union of integers from offset, type, first bit, width (0 if no bit-field) and value of its parts."""
    return union_changed(new_words(type_), stores)


def union_changed(words: Words, stores: tuple[tuple[int, IntType, int, int, Any], ...]) -> Words:
    """A union with some parts written."""
    for offset, type_, first_bit, width, value in stores:
        if width:
            words.store_bits(offset, type_, first_bit, width, value)
        else:
            words.store(offset, type_, value)
    return words


def char_array(values: list[int]) -> bytearray:
    """An array of char from its elements."""
    return bytearray(value & 0xFF for value in values)


def char_buffer(text: ItemPointer, length: int) -> bytearray:
    """An array of char that begins with a string."""
    if length > 1 << 20:
        raise MachineError(f"an array of {length} characters is beyond the machine's memory budget")
    return bytearray(bytes(text.items[:length]).ljust(length, b"\0"))


def sparse_array(type_: ArrayType, elements: tuple[tuple[int, Any], ...]) -> Any:
    """A large array of which only some elements are initialised."""
    items = new_array(type_.element, type_.length or 0)
    for index, value in elements:
        items[index] = value
    return place_elements(items) if isinstance(type_.element, RecordType) else items


def new_zeroed(element: CType, count: int) -> Any:
    """g_new0: a pointer to fresh zeroed objects."""
    if isinstance(element, RecordType) and not element.complete:
        return OpaqueObject(element.tag)
    items = new_array(element, count)
    return items[0] if isinstance(element, RecordType) and items else ItemPointer(items)


NAMESPACE: dict[str, Any] = {
    "__builtins__": {}, "Cell": Cell, "ItemPointer": ItemPointer, "Jump": Jump, "MemberPointer": MemberPointer,
    "WordsView": WordsView, "add": add, "add_bytes": add_bytes, "as_record": as_record, "cast": cast,
    "char_array": char_array,
    "char_buffer": char_buffer, "container": container, "first": first, "integer_to_pointer": integer_to_pointer,
    "array_at": array_at, "item_at": item_at,
    "larger": larger, "paid": paid, "load_at": load_at, "make": make, "natural": natural, "new_zeroed": new_zeroed,
    "place_elements": place_elements, "pointer_to_integer": pointer_to_integer, "difference": difference, "put": put,
    "put_item": put_item, "quotient": quotient, "remainder": remainder, "smaller": smaller,
    "sparse_array": sparse_array, "store_at": store_at, "truth": truth, "view": view, "union_changed": union_changed,
    "union_of": union_of, "changed": changed, "zero": zero,
}  # fmt: skip
