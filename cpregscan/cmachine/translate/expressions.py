"""Translates expressions: one small function a kind of syntax node, found through a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from cpregscan.cmachine.constants import ESCAPES, character_literal, integer_literal
from cpregscan.cmachine.translate import access, arithmetic, assignments, calls, conversions, initialisers
from cpregscan.cmachine.translate.conversions import to_condition, to_type
from cpregscan.cmachine.translate.typenames import type_from, type_of_parenthesized
from cpregscan.cmachine.translate.values import Boxed, Enumerator, Expression
from cpregscan.cmachine.types import (
    CHAR,
    DOUBLE,
    INT,
    UINT,
    ULONG,
    VOID,
    ArrayType,
    CType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    SizeOf,
    VoidType,
    common,
    promote,
)  # fmt: skip
from cpregscan.errors import CpregscanError

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context

_POINTER_TO_FUNCTION = PointerType(FunctionType(VOID, ()))
"""The type of a function's name as a value: what it is called with is known where it is called."""
_NUMBERS = re.compile(r"(?:(?:0[xX][0-9a-fA-F]++|\d++)[uUlL]*+(?!\w)|[-\s()<>|&^~+*/%])++")
"""An expression of literals and operators alone: the same text has the same value everywhere."""
_FLOATING = re.compile(r"\.|^(?!0[xX]).*[eE]|[pP]")


def translate(context: Context, node: Node) -> Expression:
    """The Python expression for a C expression. Raises SourceError for a construct that is not understood."""
    handler = _HANDLERS.get(node.type)
    if handler is None:
        raise context.error(f"expression not understood ({node.type})", node)
    return handler(context, node)


_RUNNING_FUNCTION = "__machine_function"
"""What the prelude makes of __func__."""


def identifier(context: Context, node: Node) -> Expression:
    """A name: local variable, enumerator, function or global variable."""
    return named(context, context.text(node), node)


def named(context: Context, name: str, node: Node | None = None) -> Expression:
    """The expression that a plain name is."""
    if name == _RUNNING_FUNCTION:
        return Expression(context.program.pool.string(context.function), PointerType(CHAR))
    local = context.local(name)
    if isinstance(local, Enumerator):
        return arithmetic.constant(local.value, local.type)
    if local is not None:
        return Expression(local.code, local.type, location=local)
    found = context.scope.find_constant(name)
    if found is not None:
        return arithmetic.constant(*found)
    if (unit := context.program.home_of_function(context.scope, name)) is not None:
        return Expression(context.program.pool.pointer_to(context.scope, name, unit), _POINTER_TO_FUNCTION)
    if (variable := context.program.variables.named(context.scope, name)) is not None:
        location = Boxed(variable.python, variable.type)
        if isinstance(variable.type, (RecordType, ArrayType)):
            return Expression(
                variable.python, variable.type, location=access.whole(variable.python, variable.type)
            )
        return Expression(location.code, variable.type, location=location)
    return calls.unknown(context, f"'{name}' is not defined in the analysed sources", VOID)


def number(context: Context, node: Node) -> Expression:
    """An integer literal; a floating point one is unknown to the machine."""
    text = context.text(node).replace("'", "")
    if text[0] in "+-":  # the grammar takes a sign for part of the number
        return arithmetic.negate(text[0], arithmetic.constant(*integer_literal(text[1:].strip())))
    try:
        return arithmetic.constant(*integer_literal(text))
    except CpregscanError as error:
        if _FLOATING.search(text) is None:
            raise context.error(error.message, node) from error
        return calls.unknown(context, "floating point", DOUBLE)


def character(context: Context, node: Node) -> Expression:
    """A character constant, an int."""
    return arithmetic.constant(character_literal(context.text(node)), INT)


def string_text(context: Context, node: Node) -> str:
    """What one string literal or several in a row spell."""
    if node.type == "concatenated_string":
        return "".join(string_text(context, part) for part in node.named_children if part.type != "comment")
    out: list[str] = []
    for part in node.named_children:
        text = context.text(part)
        if part.type != "escape_sequence":
            out.append(text)
        elif text[1] in "uU":
            out.append(chr(int(text[2:], 16)).encode("utf-8", "replace").decode("latin-1"))
        elif text[1] == "x":
            out.append(chr(int(text[2:], 16) & 0xFF))
        elif text[1].isdigit():
            out.append(chr(int(text[1:], 8) & 0xFF))
        elif text[1] != "\n":  # a line that goes on spells nothing
            out.append(chr(ESCAPES.get(text[1], ord(text[1]))))
    return "".join(out)


def string(context: Context, node: Node) -> Expression:
    """A string literal: a constant array of char, used through a pointer."""
    text = string_text(context, node)
    return Expression(context.program.pool.string(text), PointerType(CHAR))


def parenthesized(context: Context, node: Node) -> Expression:
    """``(E)``, or a GNU statement expression ``({ ... })``."""
    inner = next(child for child in node.named_children if child.type != "comment")
    if inner.type == "compound_statement":
        from cpregscan.cmachine.translate.blocks import statement_expression

        return statement_expression(context, inner)
    text = context.text(node)
    known = context.program.numbers.get(text)
    if known is None:
        known = translate(context, inner)
        if known.value is not None and _NUMBERS.fullmatch(text):
            context.program.numbers[text] = known
    return known


def unary(context: Context, node: Node) -> Expression:
    """``!``, ``-``, ``~`` and ``+``."""
    return applied(context, node.children[0].type, translate(context, node.children[1]))


def applied(context: Context, operator: str, operand: Expression) -> Expression:
    """A unary operator on an operand."""
    if operator == "!":
        if operand.value is not None:
            return arithmetic.constant(int(not operand.value), INT)
        if isinstance(operand.type, IntType) and not operand.truth:
            return Expression(f"({operand.code} == 0)", INT, truth=True)
        return Expression(f"(not {to_condition(operand)})", INT, truth=True)
    if not isinstance(operand.type, IntType):
        return calls.unknown(context, "floating point", operand.type)
    return arithmetic.negate(operator, operand)


def binary(context: Context, node: Node) -> Expression:
    """Binary operators on integers and pointers."""
    left_node, operator_node, right_node = (child for child in node.children if child.type != "comment")
    operator = operator_node.type
    if operator in ("&&", "||"):
        return _logical(context, operator, left_node, right_node)
    if operator in "-+&*" and (cast_type := type_of_parenthesized(context, left_node)):
        return _misread_cast(context, operator, cast_type, right_node)
    left = conversions.decay(context, translate(context, left_node))
    right = conversions.decay(context, translate(context, right_node))
    if isinstance(left.type, IntType) and isinstance(right.type, IntType):
        return arithmetic.binary(operator, left, right)
    if isinstance(left.type, PointerType) or isinstance(right.type, PointerType):
        return access.pointer_arithmetic(context, operator, left, right)
    for operand in (left, right):
        if isinstance(
            operand.type, VoidType
        ):  # something undefined: what is computed from it is unknown as well
            return operand
    return calls.unknown(
        context, "floating point", left.type if not isinstance(left.type, IntType) else right.type
    )


def _logical(context: Context, operator: str, left_node: Node, right_node: Node) -> Expression:
    left = translate(context, left_node)
    decided = left.value is not None and bool(left.value) == (operator == "||")
    if decided:
        return arithmetic.constant(int(operator == "||"), INT)
    right = translate(context, right_node)
    if left.value is not None and right.value is not None:
        return arithmetic.constant(int(bool(right.value)), INT)
    if left.value is not None:
        test = to_condition(right)
        return Expression(right.code if right.truth else f"truth({test})", INT, truth=True, test=test)
    word = "and" if operator == "&&" else "or"
    test = f"({to_condition(left)} {word} {to_condition(right)})"
    # What tests well need not be 0 or 1: "a and b" is one of the two.
    boolean = all(side.truth and side.test in ("", side.code) for side in (left, right))
    return Expression(test if boolean else f"truth({test})", INT, truth=True, test=test)


def _misread_cast(context: Context, operator: str, target: CType, node: Node) -> Expression:
    """``(T) - x``, which the grammar takes for a difference when it does not know that T is a type."""
    operand = translate(context, node)
    if operator == "*":
        operand = access.dereference(context, operand)
    elif operator == "&":
        operand = access.address_of(context, operand)
    else:
        operand = arithmetic.negate(operator, operand)
    return to_type(context, operand, target, explicit=True)


def conditional(context: Context, node: Node) -> Expression:
    """``c ? a : b`` and GNU's ``a ?: b``."""
    condition_node = node.child_by_field_name("condition")
    first_node = node.child_by_field_name("consequence")
    second_node = node.child_by_field_name("alternative")
    assert condition_node is not None
    assert second_node is not None
    condition = translate(context, condition_node)
    if condition.value is not None and first_node is not None:
        chosen = translate(context, first_node if condition.value else second_node)
        other = translate(context, second_node if condition.value else first_node)
        target = _meeting_type(chosen, other)
        return to_type(context, chosen, target) if not isinstance(target, RecordType) else chosen
    if first_node is None:
        condition = conversions.decay(context, condition)
        second = translate(context, second_node)
        target = _meeting_type(condition, second)
        first_code = to_type(context, condition, target).code
        return Expression(f"({first_code} or {to_type(context, second, target).code})", target)
    first = conversions.decay(context, translate(context, first_node))
    second = conversions.decay(context, translate(context, second_node))
    target = _meeting_type(first, second)
    first, second = to_type(context, first, target), to_type(context, second, target)
    return Expression(f"({first.code} if {to_condition(condition)} else {second.code})", target)


def _meeting_type(first: Expression, second: Expression) -> CType:
    if isinstance(first.type, IntType) and isinstance(second.type, IntType):
        return common(first.type, second.type)
    if isinstance(first.type, PointerType) and isinstance(second.type, PointerType):
        return second.type if first.type.target == VOID else first.type
    if isinstance(first.type, PointerType):
        return first.type
    return second.type if isinstance(second.type, PointerType) else first.type


def comma(context: Context, node: Node) -> Expression:
    """``a, b``: both are evaluated, the second counts."""
    left, right = (translate(context, child) for child in node.named_children)
    return Expression(f"({left.code}, {right.code})[-1]", right.type, fresh=right.fresh)


def cast(context: Context, node: Node) -> Expression:
    """``(T)E``."""
    type_node = node.child_by_field_name("type")
    value_node = node.child_by_field_name("value")
    assert type_node is not None
    assert value_node is not None
    target = type_from(context, context.text(type_node), node)
    return to_type(context, translate(context, value_node), target, explicit=True)


def size(context: Context, node: Node) -> Expression:
    """``sizeof``, of a type or an expression."""
    type_ = measured(context, node)
    size_of = SizeOf(type_)
    if isinstance(type_, RecordType):
        return Expression(context.program.pool.size(type_), ULONG, size_of)
    return arithmetic.constant(size_of, ULONG)


def measured(context: Context, node: Node) -> CType:
    """The type that a sizeof expression measures."""
    if (type_node := node.child_by_field_name("type")) is not None:
        return type_from(context, context.text(type_node), node)
    value_node = node.child_by_field_name("value")
    assert value_node is not None
    if (found := type_of_parenthesized(context, value_node)) is not None:
        return found
    inner = value_node
    while inner.type == "parenthesized_expression":
        inner = next(child for child in inner.named_children if child.type != "comment")
    if inner.type in ("string_literal", "concatenated_string"):
        return ArrayType(CHAR, len(string_text(context, inner)) + 1)
    return translate(context, value_node).type


def promoted(type_: CType) -> CType:
    """The type after integer promotion, if it is an integer type."""
    return promote(type_) if isinstance(type_, IntType) else type_


def truth_literal(value: int) -> Callable[[Context, Node], Expression]:
    """A handler for ``true``, ``false`` and ``NULL``, should the grammar see them."""
    return lambda context, node: arithmetic.constant(value, INT)


_HANDLERS: dict[str, Callable[[Context, Node], Expression]] = {
    "identifier": identifier,
    "number_literal": number,
    "char_literal": character,
    "string_literal": string,
    "concatenated_string": string,
    "parenthesized_expression": parenthesized,
    "unary_expression": unary,
    "binary_expression": binary,
    "conditional_expression": conditional,
    "comma_expression": comma,
    "cast_expression": cast,
    "sizeof_expression": size,
    "true": truth_literal(1),
    "false": truth_literal(0),
    "null": truth_literal(0),
    "field_expression": access.member,
    "subscript_expression": access.subscript,
    "pointer_expression": access.pointer,
    "call_expression": calls.call,
    "assignment_expression": assignments.assignment,
    "update_expression": assignments.update,
    "compound_literal_expression": initialisers.compound_literal,
}

__all__ = ["UINT", "FunctionType", "measured", "named", "promoted", "string_text", "translate"]
