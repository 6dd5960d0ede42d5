"""From a byte offset in a struct to what stands there, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cpregscan.cmachine.records import RecordObject, overwrite
from cpregscan.cmachine.types import ArrayType, CType, Field, IntType, PointerType, RecordType
from cpregscan.cmachine.unions import Words, is_numeric
from cpregscan.errors import MachineError

Get = Callable[[Any], Any]
Put = Callable[[Any, Any], Any]


def attribute(name: str) -> str:
    """The Python attribute that holds a member; anonymous members are named ``@n``."""
    return f"f_{name.replace('@', '_')}"


def accessor(record: RecordObject, offset: int, type_: IntType) -> tuple[Get, Put]:
    """How to read and write an integer at a byte offset of a struct of this type. Raises MachineError."""
    key = (offset, type_)
    known = type(record).accessors.get(key)
    if known is None:
        known = type(record).accessors[key] = _make_accessor(record.ctype, offset, type_)
    return known


def _make_accessor(record: RecordType, offset: int, type_: IntType) -> tuple[Get, Put]:
    try:
        steps, rest, leaf = _descend(record, offset)
    except _Padding:
        return (lambda start: 0), (lambda start, value: None)
    if isinstance(leaf, RecordType):  # a union of integers
        return (
            lambda start: _follow(start, steps).load(rest, type_),
            lambda start, value: _follow(start, steps).store(rest, type_, value),
        )
    if not isinstance(leaf, IntType):
        raise MachineError(f"no integer stands at offset {offset} of '{record.tag}'")
    if rest * 8 + type_.bits > leaf.bits:
        return _across(record, offset, type_, leaf.bits - rest * 8)
    return _leaf_get(steps, rest, leaf, type_), _leaf_put(steps, rest, leaf, type_)


def _across(record: RecordType, offset: int, type_: IntType, low_bits: int) -> tuple[Get, Put]:
    """An integer that spans two members: the first ``low_bits`` of it stand in one, the rest in what follows."""
    low_type = IntType("part", low_bits, signed=False)
    high_type = IntType("part", type_.bits - low_bits, signed=False)
    get_low, put_low = _make_accessor(record, offset, low_type)
    get_high, put_high = _make_accessor(record, offset + low_bits // 8, high_type)

    def put(start: Any, value: Any) -> None:
        put_low(start, value & low_type.mask)
        put_high(start, (value >> low_bits) & high_type.mask)

    return lambda start: type_.wrap(get_low(start) | get_high(start) << low_bits), put


def _leaf_get(steps: list[str | int], rest: int, leaf: IntType, type_: IntType) -> Get:
    if rest == 0 and leaf.bits == type_.bits and leaf.signed == type_.signed:
        return lambda start: _follow(start, steps)
    return lambda start: type_.wrap(_follow(start, steps) >> rest * 8)


def _leaf_put(steps: list[str | int], rest: int, leaf: IntType, type_: IntType) -> Put:
    last = steps[-1]
    whole = leaf.bits == type_.bits
    clear = ~(type_.mask << rest * 8)

    def put(start: Any, value: Any) -> None:
        holder = _follow(start, steps[:-1])
        if not whole:
            old = holder[last] if isinstance(last, int) else getattr(holder, last)
            value = (old & clear) | ((value & type_.mask) << rest * 8)
        value = leaf.wrap(value) if isinstance(value, int) else value
        if isinstance(last, int):
            holder[last] = value
        else:
            setattr(holder, last, value)

    return put


def _follow(start: Any, steps: list[str | int]) -> Any:
    for step in steps:
        start = start[step] if isinstance(step, int) else getattr(start, step)
    return start


def _descend(record: RecordType, offset: int) -> tuple[list[str | int], int, CType]:
    """The attributes and indexes that lead to an offset, the bytes left over, and the type of what is there."""
    steps: list[str | int] = []
    current: CType = record
    while True:
        if isinstance(current, ArrayType):
            size = max(current.element.size, 1)
            steps.append(offset // size)
            offset %= size
            current = current.element
        elif isinstance(current, RecordType) and not (current.union and is_numeric(current)):
            name, member = _member_at(current, offset)
            if not (name.startswith("@") and isinstance(member.type, RecordType) and not member.type.union):
                steps.append(attribute(name))
            offset -= member.offset
            current = member.type
        else:
            return steps, offset, current


def member_at(record: RecordObject, offset: int) -> tuple[tuple[str | int, ...], str]:
    """The steps (attributes, and indexes of arrays of structs) to the struct that holds a byte offset, and the
    attribute of the member there. Raises MachineError.
    """
    places = type(record).places
    if offset not in places:
        steps, _, _ = _descend(record.ctype, offset)
        last = max(number for number, step in enumerate(steps) if isinstance(step, str))
        places[offset] = (tuple(steps[:last]), str(steps[last]))
    return places[offset]


def pointer_at(record: RecordObject, offset: int) -> Any:
    """The pointer that stands at a byte offset of a struct. Raises MachineError."""
    return _follow(record, _descend(record.ctype, offset)[0])


class _Padding(MachineError):
    """The bytes between two members: real code may write there (MIDR's entry does), nothing is kept."""


def _member_at(record: RecordType, offset: int) -> Any:
    for name, member in record.fields.items():
        if member.offset <= offset < member.offset + max(member.type.size, 1):
            if member.bits is not None:
                raise MachineError(f"bit-fields stand at offset {offset} of '{record.tag}'")
            return name, member
    if 0 <= offset < record.size:
        raise _Padding(f"padding at offset {offset} of '{record.tag}'")
    raise MachineError(f"no member stands at offset {offset} of '{record.tag}'")


def offset_in_container(record: Any, name: str) -> int:
    """The byte offset of the member that an attribute holds."""
    found = _attribute_field(record.ctype, name, 0)
    if found is not None:
        return found[0]
    raise MachineError(f"'{record.ctype.tag}' has no member '{name[2:]}'")


def _attribute_field(record: RecordType, name: str, base: int) -> tuple[int, Field] | None:
    """Byte offset and field of the member that an attribute holds; those of anonymous structs count as one's own."""
    for member_name, member in record.fields.items():
        if attribute(member_name) == name:
            return base + member.offset, member
        if not (member_name.startswith("@") and isinstance(member.type, RecordType)) or member.type.union:
            continue
        if found := _attribute_field(member.type, name, base + member.offset):
            return found
    return None


def member_type(record: RecordObject, name: str) -> CType | None:
    """The type of the member that an attribute holds."""
    found = _attribute_field(record.ctype, name, 0)
    return None if found is None else found[1].type


def embedded_at(record: RecordObject, offset: int, wanted: type[RecordObject]) -> RecordObject | None:
    """The struct of the wanted class at a byte offset from ``record``, looking inside it and at what holds it."""
    while True:
        if offset == 0 and isinstance(record, wanted):
            return record
        if offset >= 0 and (inner := _inside(record, offset, wanted)):
            return inner
        owner = record._up
        if owner is None:
            return None
        offset += offset_within(owner, record)
        record = owner


def _inside(record: RecordObject, offset: int, wanted: type[RecordObject]) -> RecordObject | None:
    """The struct of the wanted class that begins at an offset inside ``record``, along first members."""
    current: Any = record
    while isinstance(current, RecordObject):
        if offset == 0 and isinstance(current, wanted):
            return current
        if current.ctype.size <= offset:
            return None
        try:
            name, member = _member_at(current.ctype, offset)
        except MachineError:
            return None
        if not isinstance(member.type, (RecordType, ArrayType)) or isinstance(member.type, PointerType):
            return None
        current = getattr(current, attribute(name))
        offset -= member.offset
        if isinstance(current, list) and current and isinstance(current[0], RecordObject):
            size = max(current[0].ctype.size, 1)
            current, offset = current[offset // size], offset % size
    return None


def offset_within(owner: RecordObject, inner: RecordObject) -> int:
    """The byte offset at which a struct stands in the one that holds it."""
    for name, member in owner.ctype.fields.items():
        held = owner.__dict__.get(attribute(name))
        if held is inner:
            return member.offset
        if held is not None and held is inner._array:
            return member.offset + inner._index * inner.ctype.size
    raise MachineError(f"'{inner.ctype.tag}' is not where its container says")


def clear(record: RecordObject, size: int) -> None:
    """memset(record, 0, size): the first ``size`` bytes become zero. Raises MachineError inside of a scalar."""
    _clear_members(record, record.ctype, size)


def _clear_members(record: RecordObject, type_: RecordType, size: int) -> None:
    for name, member in type_.fields.items():
        extent = size - member.offset
        if extent <= 0:
            if type_.union:
                continue
            break
        if name.startswith("@") and isinstance(member.type, RecordType) and not member.type.union:
            _clear_members(record, member.type, extent)
            continue
        held = record.__dict__.get(attribute(name))
        if isinstance(member.type, (RecordType, ArrayType)):
            _clear_aggregate(held, member.type, extent)
        elif held is not None:
            _check_end(extent, member.type)
            del record.__dict__[attribute(name)]


def _clear_aggregate(held: Any, type_: CType, size: int) -> None:
    """Zero the first bytes of a struct, union or array; one that was never written is zero already."""
    if isinstance(held, RecordObject):
        clear(held, size)
    elif isinstance(held, Words):
        held.clear(size)
    elif isinstance(held, bytearray):
        held[:size] = bytes(min(size, len(held)))
    elif isinstance(held, list) and isinstance(type_, ArrayType):
        clear_elements(held, 0, type_.element, size)


def copy_start(target: RecordObject, source: RecordObject, size: int) -> None:
    """memcpy of the first ``size`` bytes between structs of the same type. Raises MachineError inside of a member."""
    aggregates = type(target).aggregates
    for name, offset, type_ in _flat_members(target.ctype, 0):
        if offset >= size:
            break
        if offset + type_.size > size:
            raise MachineError("memcpy ends inside of a member")
        if name in aggregates:
            overwrite(getattr(target, name), getattr(source, name), type_)
        else:
            setattr(target, name, getattr(source, name))


def _flat_members(type_: RecordType, base: int) -> Iterator[tuple[str, int, CType]]:
    """Attribute, byte offset and type of each member, those of anonymous structs included."""
    for name, member in type_.fields.items():
        if name.startswith("@") and isinstance(member.type, RecordType) and not member.type.union:
            yield from _flat_members(member.type, base + member.offset)
        elif not name.startswith("@") or isinstance(member.type, RecordType):
            yield attribute(name), base + member.offset, member.type


def clear_elements(items: list[Any], start: int, element: CType, size: int) -> None:
    """Zero ``size`` bytes of an array from an element on. Raises MachineError inside of a scalar."""
    width = max(element.size, 1)
    count = min(size // width, len(items) - start)
    if isinstance(element, (RecordType, ArrayType)):
        for index in range(start, min(start + -(-size // width), len(items))):
            _clear_aggregate(items[index], element, size - (index - start) * width)
        return
    items[start : start + count] = [None if isinstance(element, PointerType) else 0] * count
    if size > count * width and start + count < len(items):
        _check_end(size - count * width, element)


def _check_end(size: int, type_: CType) -> None:
    if size < type_.size:
        raise MachineError("memset ends inside of a member")


def type_at(record: RecordType, offset: int) -> CType:
    """The type of the member that begins at a byte offset. Raises MachineError if none does."""
    _, rest, leaf = _descend(record, offset)
    if rest:
        raise MachineError(f"no member of '{record.tag}' begins at offset {offset}")
    return leaf


def store_pointer(record: RecordObject, offset: int, value: Any) -> None:
    """Write a pointer member at a byte offset."""
    steps, _, _ = _descend(record.ctype, offset)
    holder, last = _follow(record, steps[:-1]), steps[-1]
    if isinstance(last, int):
        holder[last] = value
    else:
        setattr(holder, last, value)
