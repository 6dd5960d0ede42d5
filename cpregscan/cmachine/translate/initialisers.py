"""Initialisers: ``{ .name = "X", .cp = 15 }`` and arrays of them, with C's rules for braces left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import conversions
from cpregscan.cmachine.translate.access import find_member
from cpregscan.cmachine.translate.aggregates import Aggregate, Key, Value, value_code, zero_code
from cpregscan.cmachine.translate.conversions import to_type
from cpregscan.cmachine.translate.values import Expression
from cpregscan.cmachine.types import CHAR, ArrayType, CType, RecordType, is_char

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context

_MAXIMUM_LENGTH = 1 << 16


def initial(context: Context, type_: CType, node: Node | None) -> tuple[Expression, CType]:
    """The value that an initialiser gives, and the type with an array length worked out. None zeroes."""
    if node is None:
        return Expression(zero_code(context, type_), type_, fresh=True), type_
    value = _value(context, type_, node)
    if isinstance(value, Aggregate):
        expression = value_code(context, value)
        return expression, expression.type
    return value, value.type if isinstance(type_, ArrayType) else type_


def compound_literal(context: Context, node: Node) -> Expression:
    """``(T){ ... }``."""
    from cpregscan.cmachine.translate.access import whole
    from cpregscan.cmachine.translate.typenames import type_from

    type_node, value_node = node.child_by_field_name("type"), node.child_by_field_name("value")
    assert type_node is not None
    target = type_from(context, context.text(type_node), node)
    expression, type_ = initial(context, target, value_node)
    return Expression(expression.code, type_, location=whole(expression.code, type_), fresh=True)


class _Values:
    """The entries of one brace, taken one after the other."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.entries = [child for child in node.named_children if child.type != "comment"]
        self.position = 0

    def peek(self) -> Node | None:
        return self.entries[self.position] if self.position < len(self.entries) else None


def _value(context: Context, type_: CType, node: Node) -> Value:
    """What an initialiser, braced or not, gives an object of this type."""
    from cpregscan.cmachine.translate.expressions import translate

    if node.type != "initializer_list":
        if isinstance(type_, ArrayType):
            return _array_from_string(context, type_, node)
        return to_type(context, translate(context, node), type_)
    values = _Values(node)
    entry = values.peek()
    if not isinstance(type_, (RecordType, ArrayType)):
        return (
            Expression(zero_code(context, type_), type_) if entry is None else _value(context, type_, entry)
        )
    if (
        isinstance(type_, ArrayType)
        and is_char(type_.element)
        and entry is not None
        and "string" in entry.type
    ):
        return _array_from_string(context, type_, entry)
    aggregate = Aggregate(type_, node)
    _fill(context, aggregate, values, 0, braced=True)
    return aggregate


def _fill(context: Context, aggregate: Aggregate, values: _Values, position: int, *, braced: bool) -> None:
    """Give the members or elements from a position on their values, as far as there are any."""
    while (entry := values.peek()) is not None:
        if entry.type == "initializer_pair":
            if not braced:
                return  # it speaks of what the braces belong to
            values.position += 1
            steps = _steps(context, aggregate.type, entry.named_children[:-1])
            _place(context, aggregate, steps, entry.named_children[-1], values)
            position = aggregate.position_of(steps[0][0][-1]) + 1
            continue
        slot = aggregate.slot(position)
        if slot is None:
            return
        key, type_ = slot
        aggregate.put(key, _member(context, type_, values, aggregate.entries.get(key)))
        position += 1
        _check_size(context, aggregate, entry)


def _member(context: Context, type_: CType, values: _Values, before: Value | None) -> Value:
    """The value of one member or element, which takes several entries if its braces are left out."""
    from cpregscan.cmachine.translate.expressions import translate

    entry = values.peek()
    assert entry is not None
    text = isinstance(type_, ArrayType) and is_char(type_.element) and "string" in entry.type
    if not isinstance(type_, (RecordType, ArrayType)) or entry.type == "initializer_list" or text:
        values.position += 1
        return _value(context, type_, entry)
    if isinstance(type_, RecordType):
        whole = translate(context, entry)
        if isinstance(whole.type, RecordType):
            values.position += 1
            return conversions.owned(whole)
    aggregate = before if isinstance(before, Aggregate) else Aggregate(type_, values.node)
    _fill(context, aggregate, values, 0, braced=False)
    return aggregate


_Step = tuple[list[Key], CType]
"""What one part of a designator names: members or elements, and their type."""


def _steps(context: Context, type_: CType, designators: list[Node]) -> list[_Step]:
    """The way that designators like ``.a[1].b`` lead, anonymous structs and unions on it included."""
    steps: list[_Step] = []
    for designator in designators:
        if designator.type == "field_designator":
            name = context.text(designator).lstrip(".").strip()
            path = find_member(type_, name) if isinstance(type_, RecordType) else None
            if path is None:
                shown = type_.tag if isinstance(type_, RecordType) else "an array"
                raise context.error(f"'{shown}' has no member '{name}'", designator)
            steps += [([step], field.type) for step, field in path]
        else:
            if not isinstance(type_, ArrayType):
                raise context.error("an index designates something that is not an array", designator)
            steps.append((_indexes(context, designator), type_.element))
        type_ = steps[-1][1]
    return steps


def _indexes(context: Context, designator: Node) -> list[Key]:
    from cpregscan.cmachine.translate.expressions import translate

    bounds = [translate(context, child).value for child in designator.named_children]
    first, last = bounds[0], bounds[-1]
    if first is None or last is None or first < 0:
        raise context.error("array designator is not a constant", designator)
    if last >= _MAXIMUM_LENGTH or last < first:
        raise context.error(
            f"an initialiser with {last + 1} elements is beyond the machine's memory budget", designator
        )
    return list(range(first, last + 1))


def _place(context: Context, aggregate: Aggregate, steps: list[_Step], node: Node, values: _Values) -> None:
    """Put the value where the designators lead; entries without one go on behind it."""
    (keys, type_), rest = steps[0], steps[1:]
    if not rest:
        value = _value(context, type_, node)
        for key in keys:
            aggregate.put(key, value.copy() if isinstance(value, Aggregate) else value)
            _check_size(context, aggregate, node)
        return
    for key in keys:
        inner = aggregate.inner(key, type_)
        _place(context, inner, rest, node, values)
        _fill(context, inner, values, inner.position_of(rest[0][0][-1]) + 1, braced=False)
        _check_size(context, aggregate, node)


def _check_size(context: Context, aggregate: Aggregate, node: Node) -> None:
    if aggregate.total > _MAXIMUM_LENGTH * 4:
        raise context.error("an initialiser is beyond the machine's memory budget", node)


def _array_from_string(context: Context, type_: ArrayType, node: Node) -> Expression:
    from cpregscan.cmachine.translate.expressions import string_text, translate

    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    if "string" not in node.type:
        value = translate(context, node)
        if isinstance(value.type, ArrayType):
            return Expression(value.code, value.type)
        raise context.error("initialiser of an array not understood", node)
    text = string_text(context, node)
    length = type_.length if type_.length is not None else len(text) + 1
    pointer = context.program.pool.string(text)
    return Expression(f"char_buffer({pointer}, {length})", ArrayType(CHAR, length), fresh=True)


__all__ = ["compound_literal", "initial", "zero_code"]
