"""Conversions between C types: integers, pointers, structs passed by value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import arithmetic
from cpregscan.cmachine.translate.values import Expression, UnionPart
from cpregscan.cmachine.types import (
    VOID,
    ArrayType,
    CType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    VoidType,
)  # fmt: skip

if TYPE_CHECKING:
    from cpregscan.cmachine.translate.context import Context


def to_condition(expression: Expression) -> str:
    """Code that Python can test: C's zero and NULL are falsy, everything else is truthy."""
    if expression.value is not None:
        return "True" if expression.value else "False"
    if isinstance(expression.type, ArrayType):
        return "True"
    return expression.test or expression.code


def decay(context: Context, expression: Expression) -> Expression:
    """An array becomes a pointer to its first element."""
    if not isinstance(expression.type, ArrayType):
        return expression
    element = expression.type.element
    target = PointerType(element)
    if isinstance(expression.location, UnionPart):
        part = expression.location
        first = UnionPart(
            part.storage, part.offset, part.dynamic, element, context.program.pool.type(element)
        )
        return Expression(first.address(), target)
    if isinstance(element, RecordType):
        return Expression(f"first({expression.code})", target)
    return Expression(f"ItemPointer({expression.code})", target)


def to_type(context: Context, expression: Expression, target: CType, *, explicit: bool = False) -> Expression:
    """The expression converted as by assignment, or by a cast if ``explicit``."""
    source = expression.type
    if isinstance(target, IntType):
        return _to_integer(context, expression, target)
    if isinstance(target, PointerType):
        return _to_pointer(context, expression, target)
    if isinstance(target, VoidType):
        return Expression(expression.code, VOID)
    if isinstance(target, RecordType) and isinstance(source, RecordType):
        return owned(expression)
    return Expression(expression.code, target)


def owned(expression: Expression) -> Expression:
    """A struct value that may be stored: copied unless nobody else holds it."""
    if not isinstance(expression.type, RecordType) or expression.fresh:
        return expression
    from cpregscan.cmachine.translate.aggregates import charged

    return Expression(charged(f"{expression.code}.copy()", expression.type), expression.type, fresh=True)


def _to_integer(context: Context, expression: Expression, target: IntType) -> Expression:
    if isinstance(expression.type, IntType):
        return arithmetic.convert(expression, target)
    if isinstance(expression.type, (PointerType, ArrayType, FunctionType)):
        if target.boolean:
            return Expression(f"(not not {to_condition(expression)})", target, truth=True)
        return Expression(
            arithmetic.wrapped(f"pointer_to_integer({decay(context, expression).code})", target), target
        )
    return Expression(expression.code, target)


def _to_pointer(context: Context, expression: Expression, target: PointerType) -> Expression:
    expression = decay(context, expression)
    source = expression.type
    if isinstance(source, IntType):
        if expression.value is not None:
            return Expression("None" if expression.value == 0 else str(expression.value), target)
        return Expression(f"integer_to_pointer({expression.code})", target)
    if not isinstance(source, PointerType) or expression.code == "None":
        return Expression(expression.code, target)
    if _same_view(source.target, target.target):
        return Expression(expression.code, target)
    if isinstance(target.target, RecordType) and target.target.complete:
        return Expression(
            f"as_record({expression.code}, {context.program.pool.record(target.target)})", target
        )
    kind = context.program.pool.type(target.target)
    if isinstance(source.target, IntType) and isinstance(target.target, IntType):
        return Expression(
            f"view({expression.code}, {context.program.pool.type(source.target)}, {kind})", target
        )
    return Expression(f"cast({expression.code}, {kind})", target)


def _same_view(source: CType, target: CType) -> bool:
    """Whether a pointer to one serves as a pointer to the other without looking at it."""
    if source is target or isinstance(target, (VoidType, FunctionType)) or isinstance(source, FunctionType):
        return True
    if isinstance(target, RecordType) and not target.complete:
        return True
    if isinstance(source, IntType) and isinstance(target, IntType):
        return source.bits == target.bits and source.signed == target.signed
    return isinstance(source, PointerType) and isinstance(target, PointerType)
