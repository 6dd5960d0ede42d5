"""Function calls: direct, native, through pointers, and the machine's own words of the prelude."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import access, arithmetic, conversions
from cpregscan.cmachine.translate.conversions import to_condition, to_type
from cpregscan.cmachine.translate.values import Expression
from cpregscan.cmachine.types import (
    INT,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    common,
    promote,
)  # fmt: skip

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context


def unknown(context: Context, reason: str, type_: CType) -> Expression:
    """A value that the machine cannot know, for this reason."""
    return Expression(f"unknown({reason!r})", type_)


def call(context: Context, node: Node) -> Expression:
    """A call, or a cast that the grammar took for a call."""
    from cpregscan.cmachine.translate.expressions import translate
    from cpregscan.cmachine.translate.typenames import type_of_parenthesized

    function_node = node.child_by_field_name("function")
    arguments_node = node.child_by_field_name("arguments")
    assert function_node is not None
    assert arguments_node is not None
    argument_nodes = [child for child in arguments_node.named_children if child.type != "comment"]
    if function_node.type == "parenthesized_expression":
        target = type_of_parenthesized(context, function_node)
        if target is not None:
            return to_type(context, translate(context, argument_nodes[-1]), target, explicit=True)
        while (
            function_node.type == "parenthesized_expression"
            and function_node.named_children[0].type == "identifier"
        ):
            function_node = function_node.named_children[0]
    if (chain := _cast_chain(context, function_node)) is not None:
        operand = translate(context, argument_nodes[-1])
        for target in reversed(chain):
            operand = to_type(context, operand, target, explicit=True)
        return operand
    if function_node.type == "identifier" and context.local(context.text(function_node)) is None:
        return _named_call(context, context.text(function_node), argument_nodes, node)
    function = translate(context, function_node)
    type_ = function.type.target if isinstance(function.type, PointerType) else function.type
    if not isinstance(type_, FunctionType):
        return unknown(context, "call of something that is not a function", VOID)
    return Expression(
        f"{function.code}({_arguments(context, type_, argument_nodes)})", type_.result, fresh=True
    )


def _cast_chain(context: Context, node: Node) -> list[CType] | None:
    """The types of ``(A)(B)(…)`` where the grammar took the casts for calls, outermost first; None for a call."""
    from cpregscan.cmachine.translate.typenames import type_of_parenthesized, typedef_named

    if node.type == "parenthesized_expression":
        outer = type_of_parenthesized(context, node)
        return None if outer is None else [outer]
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or function is None or arguments is None:
        return None
    if len(arguments.named_children) != 1 or arguments.named_children[0].type != "identifier":
        return None
    outer_types = _cast_chain(context, function)
    inner = typedef_named(context, context.text(arguments.named_children[0]), node) if outer_types else None
    return [*outer_types, inner] if outer_types and inner is not None else None


def _named_call(context: Context, name: str, argument_nodes: list[Node], node: Node) -> Expression:
    own = _WORDS.get(name)
    if own is not None:
        return own(context, argument_nodes)
    function = context.program.function_named(context.scope, name)
    if function is None:
        arguments = _plain_arguments(context, argument_nodes)
        reason = f"{name}() is neither defined in the analysed sources nor modelled"
        return Expression(f"missing({reason!r}{arguments})", INT)
    arguments = _arguments(context, function.type, argument_nodes, typed=_MEMORY_FUNCTIONS.get(name, 0))
    code = f"{context.program.pool.function(function)}({arguments})"
    return Expression(code, function.type.result, fresh=True)


def _plain_arguments(context: Context, nodes: list[Node]) -> str:
    from cpregscan.cmachine.translate.expressions import translate

    return "".join(f", {conversions.decay(context, translate(context, node)).code}" for node in nodes)


_MEMORY_FUNCTIONS = {"memset": 1, "memcpy": 2, "memmove": 2, "memcmp": 2}
"""How many of their pointers' own types the native models want to know, behind the arguments."""


def _arguments(context: Context, type_: FunctionType, nodes: list[Node], *, typed: int = 0) -> str:
    """The arguments converted to the parameters' types; those of ``...`` are promoted."""
    from cpregscan.cmachine.translate.expressions import translate

    out: list[str] = []
    kinds: list[str] = []
    for number, node in enumerate(nodes):
        expression = conversions.decay(context, translate(context, node))
        if number < typed and isinstance(expression.type, PointerType):
            kinds.append(context.program.pool.type(expression.type.target))
        if number < len(type_.parameters):
            expression = to_type(context, expression, type_.parameters[number])
        elif isinstance(expression.type, IntType):
            expression = arithmetic.convert(expression, promote(expression.type))
        out.append(expression.code)
    return ", ".join((*out, *kinds))


def _translated(context: Context, nodes: list[Node]) -> list[Expression]:
    from cpregscan.cmachine.translate.expressions import translate

    return [conversions.decay(context, translate(context, node)) for node in nodes]


def _assert(context: Context, nodes: list[Node]) -> Expression:
    (condition, text) = _translated(context, nodes)
    return Expression(f"({to_condition(condition)} or failed({text.code}))", VOID)


def _unreachable(context: Context, nodes: list[Node]) -> Expression:
    return Expression("unreachable()", VOID)


def _aborts(context: Context, nodes: list[Node]) -> Expression:
    return Expression("aborted()", VOID)


def _exits(context: Context, nodes: list[Node]) -> Expression:
    (status,) = _translated(context, nodes)
    return Expression(f"exited({status.code})", VOID)


def _offset(context: Context, nodes: list[Node]) -> Expression:
    from cpregscan.cmachine.translate.expressions import measured

    return access.offset_of(context, measured(context, nodes[0]), nodes[1])


def _container(context: Context, nodes: list[Node]) -> Expression:
    from cpregscan.cmachine.translate.expressions import measured

    (pointer,) = _translated(context, nodes[:1])
    record = measured(context, nodes[1])
    offset = access.offset_of(context, record, nodes[2])
    return Expression(
        f"container({pointer.code}, {context.program.pool.type(record)}, {offset.code})", PointerType(record)
    )


def _extreme(function: str) -> Callable[[Context, list[Node]], Expression]:
    def translate_extreme(context: Context, nodes: list[Node]) -> Expression:
        left, right = _translated(context, nodes)
        if not isinstance(left.type, IntType) or not isinstance(right.type, IntType):
            return unknown(context, "MIN or MAX of something that is not an integer", left.type)
        type_ = common(left.type, right.type)
        left, right = arithmetic.convert(left, type_), arithmetic.convert(right, type_)
        if left.value is not None and right.value is not None:
            chosen = min(left.value, right.value) if function == "smaller" else max(left.value, right.value)
            return arithmetic.constant(chosen, type_)
        return Expression(f"{function}({left.code}, {right.code})", type_)

    return translate_extreme


def _allocate(function: str) -> Callable[[Context, list[Node]], Expression]:
    def translate_allocation(context: Context, nodes: list[Node]) -> Expression:
        from cpregscan.cmachine.translate.expressions import measured

        element = measured(context, nodes[0])
        rest = "".join(f", {expression.code}" for expression in _translated(context, nodes[1:]))
        return Expression(f"{function}({context.program.pool.type(element)}{rest})", PointerType(element))

    return translate_allocation


def _steal(context: Context, nodes: list[Node]) -> Expression:
    """g_steal_pointer(&p): the value of p; nothing is freed here, so p may keep it."""
    (pointer,) = _translated(context, nodes)
    assert isinstance(pointer.type, PointerType)
    return access.dereference(context, pointer)


def _nothing(context: Context, nodes: list[Node]) -> Expression:
    codes = "".join(f"{expression.code}, " for expression in _translated(context, nodes))
    return Expression(f"({codes}None)[-1]", VOID)


_WORDS: dict[str, Callable[[Context, list[Node]], Expression]] = {
    "__machine_assert": _assert,
    "__machine_unreachable": _unreachable,
    "__machine_abort": _aborts,
    "__machine_exit": _exits,
    "__machine_offsetof": _offset,
    "__machine_container": _container,
    "__machine_min": _extreme("smaller"),
    "__machine_max": _extreme("larger"),
    "__machine_new": _allocate("new_objects"),
    "__machine_new0": _allocate("new_zeroed"),
    "__machine_renew": _allocate("renew_objects"),
    "__machine_free": _nothing,
    "__machine_steal": _steal,
}

__all__ = ["VOID_POINTER", "ArrayType", "RecordType", "call", "unknown"]
