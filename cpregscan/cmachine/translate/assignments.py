"""Assignments, increments and decrements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import access, arithmetic, conversions
from cpregscan.cmachine.translate.aggregates import charged
from cpregscan.cmachine.translate.conversions import to_type
from cpregscan.cmachine.translate.values import Expression, Location
from cpregscan.cmachine.types import INT, CType, IntType, PointerType, RecordType

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context


def assignment(context: Context, node: Node) -> Expression:
    """An assignment used as an expression."""
    return Expression(*_assignment(context, node, as_statement=False))


def assignment_statement(context: Context, node: Node) -> str:
    """An assignment as a statement of its own."""
    return _assignment(context, node, as_statement=True)[0]


def _assignment(context: Context, node: Node, *, as_statement: bool) -> tuple[str, CType]:
    from cpregscan.cmachine.translate.expressions import translate

    left_node, operator_node, right_node = (child for child in node.children if child.type != "comment")
    target = translate(context, left_node)
    right = translate(context, right_node)
    operator = operator_node.type
    if isinstance(target.type, RecordType):
        code = f"{target.code}.assign({conversions.decay(context, right).code})"
        return charged(code, target.type), target.type
    location = _location(context, target, node)
    if operator == "=":
        value = to_type(context, right, location.type).code
        return (location.statement(value) if as_statement else location.store(value)), location.type
    read, write = location.stable(context.temporary())
    current = access.reading(context, read)
    result = _operate(context, operator[:-1], current, right)
    value = to_type(context, result, location.type).code
    if write is not read:
        # The holder is evaluated by the write, so the write must come first: store() evaluates it as its first operand.
        return write.store(value), location.type
    return (write.statement(value) if as_statement else write.store(value)), location.type


def _location(context: Context, target: Expression, node: Node) -> Location:
    if target.location is None:
        if target.code.startswith("unknown("):
            from cpregscan.cmachine.translate.values import Pointed

            return Pointed(target.code, "0", target.type)
        raise context.error("assignment to something that cannot be assigned", node)
    return target.location


def _operate(context: Context, operator: str, current: Expression, right: Expression) -> Expression:
    if isinstance(current.type, PointerType):
        return access.pointer_arithmetic(context, operator, current, right)
    if isinstance(current.type, IntType) and isinstance(right.type, IntType):
        return arithmetic.binary(operator, current, right)
    return Expression(f"unknown({'floating point'!r})", current.type)


def update(context: Context, node: Node) -> Expression:
    """``++`` and ``--``, before or behind the operand."""
    from cpregscan.cmachine.translate.expressions import applied

    prefix = node.children[0].type in ("++", "--")
    operator = (node.children[0] if prefix else node.children[1]).type[0]
    operand_node = node.children[1] if prefix else node.children[0]
    signs: list[str] = []
    while not prefix and operand_node.type == "unary_expression":  # -x++, which the grammar reads as (-x)++
        signs.append(operand_node.children[0].type)
        operand_node = operand_node.children[1]
    expression = _updated(context, operand_node, operator, prefix=prefix)
    for sign in reversed(signs):
        expression = applied(context, sign, expression)
    return expression


def _updated(context: Context, operand_node: Node, operator: str, *, prefix: bool) -> Expression:
    from cpregscan.cmachine.translate.expressions import translate

    location = _location(context, translate(context, operand_node), operand_node)
    read, write = location.stable(context.temporary())
    one = arithmetic.constant(1, INT)
    if prefix:
        changed = _operate(context, operator, access.reading(context, read), one)
        return Expression(write.store(to_type(context, changed, location.type).code), location.type)
    # The first to name the holder evaluates it: here the reading, through the location meant for writing.
    current = access.reading(context, write)
    before = context.temporary()
    changed = _operate(context, operator, Expression(before, current.type), one)
    stored = read.store(to_type(context, changed, location.type).code)
    return Expression(f"({before} := {current.code}, {stored}, {before})[-1]", location.type)


def update_statement(context: Context, node: Node) -> str:
    """``i++`` as a statement: the old value is not needed."""
    from cpregscan.cmachine.translate.expressions import translate

    prefix = node.children[0].type in ("++", "--")
    operand_node = node.children[1] if prefix else node.children[0]
    operator = (node.children[0] if prefix else node.children[1]).type[0]
    location = _location(context, translate(context, operand_node), node)
    read, write = location.stable(context.temporary())
    changed = _operate(context, operator, access.reading(context, read), arithmetic.constant(1, INT))
    value = to_type(context, changed, location.type).code
    return write.statement(value) if write is read else write.store(value)
