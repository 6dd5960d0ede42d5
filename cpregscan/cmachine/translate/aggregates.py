"""What an initialiser gives each member and element, and the code that makes the object of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpregscan.cmachine.budget import LARGE
from cpregscan.cmachine.layout import attribute
from cpregscan.cmachine.translate.values import Expression
from cpregscan.cmachine.types import ArrayType, CType, Field, IntType, PointerType, RecordType, is_char
from cpregscan.cmachine.unions import is_numeric

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context

_MAXIMUM_DENSE = 1 << 16

Key = str | int
"""A member's name (``@n`` if it has none), or an index."""


@dataclass(slots=True)
class Aggregate:
    """The initialiser of a struct, union or array. A later value for the same place replaces the earlier one."""

    type: RecordType | ArrayType
    node: Node
    """The braces that it stands in."""
    base: Expression | None = None
    """The whole value of which ``entries`` change a part."""
    entries: dict[Key, Value] = field(default_factory=dict)
    total: int = 0
    """How many values were put here and below, for the memory budget."""

    def slot(self, position: int) -> tuple[Key, CType] | None:
        """The member or element that a value without designator goes to, or None behind the last."""
        if isinstance(self.type, ArrayType):
            within = self.type.length is None or position < self.type.length
            return (position, self.type.element) if within else None
        named = _initialisable(self.type)
        if position >= (min(len(named), 1) if self.type.union else len(named)):
            return None
        return named[position], self.type.fields[named[position]].type

    def position_of(self, key: Key) -> int:
        """The position of a member or element."""
        if isinstance(key, int):
            return key
        assert isinstance(self.type, RecordType)
        return 0 if self.type.union else _initialisable(self.type).index(key)

    def put(self, key: Key, value: Value) -> None:
        """Give a member or element its value; a union forgets its other members."""
        if isinstance(self.type, RecordType) and self.type.union and key not in self.entries:
            self.entries.clear()
        self.entries[key] = value
        self.total += value.total + 1 if isinstance(value, Aggregate) else 1

    def inner(self, key: Key, type_: CType) -> Aggregate:
        """The aggregate at a member or element, of which a designator names a part."""
        before = self.entries.get(key)
        if isinstance(before, Aggregate):
            self.total += 1
            return before
        assert isinstance(type_, (RecordType, ArrayType))
        made = Aggregate(type_, self.node, before)
        self.put(key, made)
        return made

    def copy(self) -> Aggregate:
        """One more of it, for the next element of a range."""
        entries = {
            key: value.copy() if isinstance(value, Aggregate) else value
            for key, value in self.entries.items()
        }
        return Aggregate(self.type, self.node, self.base, entries, self.total)


Value = Expression | Aggregate
"""What an initialiser gives."""


def _initialisable(type_: RecordType) -> list[str]:
    """The members that values without designators go to: all but the bit-fields without a name."""
    return [
        name
        for name, member in type_.fields.items()
        if not (name.startswith("@") and isinstance(member.type, IntType))
    ]


def zero_code(context: Context, type_: CType) -> str:
    """Code for a zeroed object."""
    if isinstance(type_, (RecordType, ArrayType)):
        return charged(f"zero({context.program.pool.type(type_)})", type_)
    return "None" if isinstance(type_, PointerType) else "0"


def charged(code: str, type_: CType) -> str:
    """Code that makes an object of this type, paid for if the object is large."""
    core = type_
    while isinstance(core, ArrayType):
        core = core.element
    if (isinstance(core, RecordType) and not core.complete) or type_.size <= LARGE:
        return code
    return f"paid(tick, {type_.size}, {code})"


def value_code(context: Context, value: Value) -> Expression:
    """The expression that makes the object."""
    if isinstance(value, Expression):
        return value
    if isinstance(value.type, ArrayType):
        return _array_code(context, value, value.type)
    if value.type.union and is_numeric(value.type):
        return _union_code(context, value)
    return _record_code(context, value, value.type)


def _record_code(context: Context, value: Aggregate, type_: RecordType) -> Expression:
    pool = context.program.pool
    origin = pool.origin(context.place.path, context.line_of(value.node), context.table)
    members = "".join(f"'{name}': {code}, " for name, code in _members(context, value).items())
    if value.base is not None:
        return Expression(f"changed({value.base.code}, {{{members}}})", type_, fresh=True)
    return Expression(f"make({pool.record(type_)}, {{{members}'origin': {origin}}})", type_, fresh=True)


def _members(context: Context, value: Aggregate) -> dict[str, str]:
    """Code by attribute; the members of anonymous structs are the struct's own."""
    assert isinstance(value.type, RecordType)
    members: dict[str, str] = {}
    for key, given in value.entries.items():
        member = value.type.fields[str(key)]
        if member.name == "" and isinstance(member.type, RecordType) and not member.type.union:
            if isinstance(given, Aggregate):
                members.update(_members(context, given))
                continue
            raise context.error("initialiser of an anonymous struct not understood", value.node)
        members[attribute(str(key))] = _fitted(value_code(context, given).code, member)
    return members


def _fitted(code: str, member: Field) -> str:
    """The value as a bit-field keeps it."""
    if member.bits is None or not isinstance(member.type, IntType) or member.type.boolean:
        return code
    code = f"({code}) & {(1 << member.bits) - 1}"
    half = 1 << (member.bits - 1)
    return f"(({code} ^ {half}) - {half})" if member.type.signed else code


def _union_code(context: Context, value: Aggregate) -> Expression:
    pool = context.program.pool
    stores = "".join(f"({', '.join(store)}), " for store in _stores(context, value, 0))
    if value.base is not None:
        return Expression(f"union_changed({value.base.code}, ({stores}))", value.type, fresh=True)
    return Expression(f"union_of({pool.type(value.type)}, ({stores}))", value.type, fresh=True)


def _stores(context: Context, value: Aggregate, offset: int) -> Iterator[tuple[str, ...]]:
    """Offset, type, first bit, width (0 if it is no bit-field) and code of each integer in a union."""
    for key, given in value.entries.items():
        if isinstance(value.type, ArrayType):
            assert isinstance(key, int)
            member = Field("", value.type.element, key * value.type.element.size)
        else:
            member = value.type.fields[str(key)]
        start = offset + member.offset
        if isinstance(given, Aggregate) and given.base is None:
            yield from _stores(context, given, start)
        elif isinstance(given, Expression) and isinstance(member.type, IntType):
            constant = context.program.pool.type(member.type)
            yield str(start), constant, str(member.first), str(member.bits or 0), given.code
        else:
            raise context.error("initialiser of a union not understood", value.node)


def _array_code(context: Context, value: Aggregate, type_: ArrayType) -> Expression:
    elements = {key: value_code(context, given).code for key, given in value.entries.items()}
    length = type_.length if type_.length is not None else max(map(int, elements), default=-1) + 1
    type_ = ArrayType(type_.element, length)
    if length > _MAXIMUM_DENSE or (length > 64 and len(elements) * 4 < length):
        parts = "".join(f"({index}, {code}), " for index, code in elements.items())
        return Expression(f"sparse_array({context.program.pool.type(type_)}, ({parts}))", type_, fresh=True)
    zero = zero_code(context, type_.element)
    items = ", ".join(elements.get(index, zero) for index in range(length))
    if is_char(type_.element):
        return Expression(f"char_array([{items}])", type_, fresh=True)
    if isinstance(type_.element, RecordType):
        return Expression(f"place_elements([{items}])", type_, fresh=True)
    return Expression(f"[{items}]", type_, fresh=True)
