"""The objects of the C machine: structs with named members, arrays as lists, and pointers into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpregscan.cmachine.types import ArrayType, CType, Field, IntType, PointerType, RecordType, is_char
from cpregscan.cmachine.unions import Words, is_numeric, new_words
from cpregscan.errors import MachineError

MAXIMUM_ELEMENTS = 1 << 20
"""Elements one array may have: the largest on QEMU's path has some thousand."""


class RecordObject:
    """A struct in memory. A pointer to a struct is the object itself.

    Members stand in ``__dict__`` under ``f_NAME``; one that was never written is its class's default.
    ``_up`` is the struct that this one is embedded in, ``_array`` and ``_index`` where it stands in an array.
    """

    __slots__ = ("__dict__", "_array", "_index", "_tail", "_up")
    _tail: Any
    ctype: RecordType
    nested: dict[str, Callable[[RecordObject], Any]]
    """Members that are made on first use: embedded structs and arrays."""
    aggregates: dict[str, CType]
    """The types of these members."""
    accessors: dict[tuple[int, IntType], tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]]
    """How to read and write an integer at a byte offset, worked out on first use."""
    places: dict[int, tuple[tuple[str | int, ...], str]]
    """What leads to the member at a byte offset, and its attribute; likewise."""

    def __init__(self) -> None:
        self._up: RecordObject | None = None
        self._array: list[Any] | None = None
        self._index = 0

    def __getattr__(self, name: str) -> Any:
        make = type(self).nested.get(name)
        if make is None:
            if name == "_tail":
                return None
            raise MachineError(f"'{self.ctype.tag}' has no member '{name[2:]}'")
        value = self.__dict__[name] = make(self)
        return value

    def copy(self) -> RecordObject:
        """A copy that shares nothing with this object, standing alone."""
        new = type(self)()
        members = new.__dict__
        members.update(self.__dict__)
        for name, member in type(self).aggregates.items():
            if name in members:
                members[name] = _duplicate(members[name], member, new)
        return new

    def assign(self, source: RecordObject) -> RecordObject:
        """Struct assignment: takes over every member of ``source``; stays where it is."""
        if source is self:
            return self
        aggregates = type(self).aggregates
        kept = {name: value for name, value in self.__dict__.items() if name in aggregates}
        self.__dict__.clear()
        self.__dict__.update(source.__dict__)
        for name, member in aggregates.items():
            if name in kept:
                overwrite(kept[name], getattr(source, name), member)
                self.__dict__[name] = kept[name]
            elif name in self.__dict__:
                self.__dict__[name] = _duplicate(self.__dict__[name], member, self)
        return self


def _duplicate(value: Any, type_: CType, owner: RecordObject) -> Any:
    """A copy of an embedded struct, union or array."""
    if isinstance(value, RecordObject):
        new = value.copy()
        new._up = owner
        return new
    if isinstance(value, list) and isinstance(type_, ArrayType):
        if isinstance(type_.element, (RecordType, ArrayType)):
            return place_elements([_duplicate(item, type_.element, owner) for item in value], owner)
        return value[:]
    return value.copy() if isinstance(value, (bytearray, Words)) else value


def overwrite(target: Any, source: Any, type_: CType) -> None:
    """Copy into an embedded struct, union or array, to which pointers may exist."""
    if isinstance(target, (RecordObject, Words)):
        target.assign(source)
    elif isinstance(type_, ArrayType) and isinstance(type_.element, (RecordType, ArrayType)):
        for old, new in zip(target, source, strict=True):
            overwrite(old, new, type_.element)
    elif isinstance(target, (list, bytearray)):
        target[:] = source


def place_elements(items: list[Any], owner: RecordObject | None = None) -> list[Any]:
    """Tell the structs of an array where they stand; gives the list back."""
    for index, item in enumerate(items):
        if not isinstance(item, RecordObject):
            break
        item._array = items
        item._index = index
        item._up = owner
    return items


def zero(type_: CType, owner: RecordObject | None = None) -> Any:
    """An object of this type with all bits zero. Raises MachineError for one that is too large."""
    if isinstance(type_, RecordType):
        if type_.union and is_numeric(type_):
            return new_words(type_)
        record = record_class(type_)()
        record._up = owner
        return record
    if isinstance(type_, ArrayType):
        return new_array(type_.element, type_.length or 0, owner)
    return None if isinstance(type_, PointerType) else 0


def new_array(element: CType, length: int, owner: RecordObject | None = None) -> Any:
    """A zeroed array: a bytearray for characters, else a list. Raises MachineError if it is too large."""
    if not 0 <= length <= MAXIMUM_ELEMENTS:
        raise MachineError(f"an array of {length} elements is beyond the machine's memory budget")
    if isinstance(element, RecordType) and not element.complete:
        return [OpaqueObject(element.tag)] * length
    if is_char(element):
        return bytearray(length)
    if isinstance(element, (RecordType, ArrayType)):
        if length * max(element.size, 1) > MAXIMUM_ELEMENTS * 64:
            raise MachineError(f"an array of {length} structs is beyond the machine's memory budget")
        return place_elements([zero(element) for _ in range(length)], owner)
    return [None if isinstance(element, PointerType) else 0] * length


def record_class(type_: RecordType) -> type[RecordObject]:
    """The Python class for a struct type: scalar members default to zero, the rest is made when needed."""
    if type_.maker is None:
        namespace: dict[str, Any] = {
            "__slots__": (),
            "ctype": type_,
            "nested": {},
            "aggregates": {},
            "accessors": {},
            "places": {},
        }
        _add_members(type_, namespace, 0)
        type_.maker = type(f"record_{type_.tag.replace(' ', '_')}", (RecordObject,), namespace)
    return type_.maker


def _add_members(type_: RecordType, namespace: dict[str, Any], base: int) -> None:
    for name, member in type_.fields.items():
        attribute = f"f_{name.replace('@', '_')}"
        if isinstance(member.type, (RecordType, ArrayType)):
            if name.startswith("@") and isinstance(member.type, RecordType) and not member.type.union:
                _add_members(member.type, namespace, base + member.offset)
                continue
            namespace["nested"][attribute] = _maker(member)
            namespace["aggregates"][attribute] = member.type
        elif not name.startswith("@"):
            namespace[attribute] = None if isinstance(member.type, PointerType) else 0


def _maker(member: Field) -> Callable[[RecordObject], Any]:
    def make(owner: RecordObject) -> Any:
        if isinstance(member.type, RecordType) and not member.type.complete:
            return OpaqueObject(member.type.tag)
        return zero(member.type, owner)

    return make


class OpaqueObject:
    """Something real whose insides the machine does not model: a memory region, a timer, an interrupt line."""

    __slots__ = ("what",)

    def __init__(self, what: str) -> None:
        self.what = what

    def __repr__(self) -> str:
        return f"<opaque {self.what}>"


def is_int(type_: CType) -> bool:
    """Whether values of this type are Python ints in the machine."""
    return isinstance(type_, IntType)
