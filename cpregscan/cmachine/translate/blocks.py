"""Translates statements: one small function a kind of syntax node, found through a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import assignments, conversions, locals_
from cpregscan.cmachine.translate.context import GuardPoint, Loop
from cpregscan.cmachine.translate.conversions import to_condition, to_type
from cpregscan.cmachine.translate.expressions import translate
from cpregscan.cmachine.translate.typenames import type_from
from cpregscan.cmachine.translate.values import Expression
from cpregscan.cmachine.types import VOID, IntType, RecordType, VoidType, promote

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context


def statement(context: Context, node: Node) -> None:
    """Emit the Python for one C statement. Raises SourceError for a construct that is not understood."""
    context.current_line = context.line_of(node)
    handler = _HANDLERS.get(node.type)
    if handler is None:
        raise context.error(f"statement not understood ({node.type})", node)
    handler(context, node)


def body(context: Context, node: Node) -> None:
    """The statements of a compound statement, or a single one, in the current Python block."""
    if node.type == "compound_statement":
        for child in node.named_children:
            statement(context, child)
    else:
        statement(context, node)


def compound(context: Context, node: Node) -> None:
    """``{ ... }`` inside a function: a scope of its own."""
    context.scopes.append({})
    guards = context.guards
    for child in node.named_children:
        statement(context, child)
    context.guards = guards
    context.scopes.pop()


def expression_statement(context: Context, node: Node) -> None:
    """An expression for its effect."""
    if not node.named_children:
        return
    inner = node.named_children[0]
    while inner.type == "parenthesized_expression" and inner.named_children[0].type != "compound_statement":
        inner = inner.named_children[0]
    if inner.type == "assignment_expression":
        context.emit(assignments.assignment_statement(context, inner))
    elif inner.type == "update_expression":
        context.emit(assignments.update_statement(context, inner))
    elif inner.type == "parenthesized_expression":
        compound(context, inner.named_children[0])
    elif inner.type == "comma_expression":
        for part in inner.named_children:
            context.emit(translate(context, part).code)
    else:
        code = translate(context, inner).code
        if not code.isidentifier() and not code.lstrip("-").isdigit():
            context.emit(code)


def condition_of(context: Context, node: Node) -> Expression:
    """The condition of an if or loop."""
    while node.type == "parenthesized_expression" and node.named_children[0].type != "compound_statement":
        node = node.named_children[0]
    return conversions.decay(context, translate(context, node))


def if_statement(context: Context, node: Node) -> None:
    """``if``; what follows a branch that always leaves is guarded by the condition's failing."""
    condition_node = node.child_by_field_name("condition")
    then_node = node.child_by_field_name("consequence")
    else_node = node.child_by_field_name("alternative")
    assert condition_node is not None
    assert then_node is not None
    condition = condition_of(context, condition_node)
    line = context.line_of(node)
    before = context.guards
    if condition.value is not None and not _has_label(node):
        _decided_if(context, condition.value, then_node, else_node)
        return
    context.emit(f"if {to_condition(condition)}:")
    with context.block():
        context.guards = (*before, GuardPoint(line, held=True))
        body(context, then_node)
    if else_node is not None:
        alternative = else_node.named_children[-1]
        context.emit("else:")
        with context.block():
            context.guards = (*before, GuardPoint(line, held=False))
            body(context, alternative)
    elif leaves(then_node):
        context.guards = (*before, GuardPoint(line, held=False))


def _decided_if(context: Context, value: int, then_node: Node, else_node: Node | None) -> None:
    """An if whose condition is known from the configuration: only the branch taken is translated."""
    chosen = then_node if value else else_node.named_children[-1] if else_node is not None else None
    if chosen is not None:
        compound(context, chosen) if chosen.type == "compound_statement" else statement(context, chosen)


def leaves(node: Node) -> bool:
    """Whether a statement never goes on to the next one."""
    if node.type == "compound_statement":
        children = [child for child in node.named_children if child.type != "comment"]
        return bool(children) and leaves(children[-1])
    return node.type in ("return_statement", "goto_statement", "break_statement", "continue_statement")


def _has_label(node: Node) -> bool:
    return node.type == "labeled_statement" or any(_has_label(child) for child in node.named_children)


def while_statement(context: Context, node: Node) -> None:
    """``while``."""
    condition_node, body_node = node.child_by_field_name("condition"), node.child_by_field_name("body")
    assert condition_node is not None
    assert body_node is not None
    context.emit(f"while {to_condition(condition_of(context, condition_node))}:")
    _loop_body(context, body_node, Loop())


def do_statement(context: Context, node: Node) -> None:
    """``do ... while``: an endless loop that ends itself, unless the condition is constantly false."""
    body_node, condition_node = node.child_by_field_name("body"), node.child_by_field_name("condition")
    assert body_node is not None
    assert condition_node is not None
    condition = condition_of(context, condition_node)
    update = ["break"] if condition.value == 0 else [f"if not {to_condition(condition)}: break"]
    context.emit("while True:")
    _loop_body(context, body_node, Loop(update=update))


def for_statement(context: Context, node: Node) -> None:
    """``for``; a ``continue`` runs the update first."""
    context.scopes.append({})
    initialiser = node.child_by_field_name("initializer")
    if initialiser is not None:
        if initialiser.type == "declaration":
            statement(context, initialiser)
        else:
            _effect(context, initialiser)
    condition_node, update_node = node.child_by_field_name("condition"), node.child_by_field_name("update")
    body_node = node.child_by_field_name("body")
    assert body_node is not None
    condition = to_condition(condition_of(context, condition_node)) if condition_node is not None else "True"
    update = _captured(context, update_node) if update_node is not None else []
    context.current_line = context.line_of(node)
    context.emit(f"while {condition}:")
    _loop_body(context, body_node, Loop(update=update))
    context.scopes.pop()


def _effect(context: Context, node: Node) -> None:
    """Emit an expression for its effect."""
    if node.type == "assignment_expression":
        context.emit(assignments.assignment_statement(context, node))
    elif node.type == "update_expression":
        context.emit(assignments.update_statement(context, node))
    elif node.type == "comma_expression":
        for part in node.named_children:
            _effect(context, part)
    else:
        context.emit(translate(context, node).code)


def _captured(context: Context, node: Node) -> list[str]:
    """The lines that an expression's effect takes, not yet emitted."""
    start, indent = len(context.lines), context.indent
    context.indent = 0
    _effect(context, node)
    context.indent = indent
    lines = context.lines[start:]
    del context.lines[start:], context.line_numbers[start:], context.line_guards[start:]
    return lines


def _loop_body(context: Context, node: Node, loop: Loop) -> None:
    context.loops.append(loop)
    with context.block():
        context.emit("tick()")
        body(context, node)
        context.current_line = context.line_of(node)
        for line in loop.update:
            context.emit(line)
    context.loops.pop()


def break_statement(context: Context, node: Node) -> None:
    """``break``, out of a loop or a switch."""
    if not context.loops:
        raise context.error("break outside of a loop", node)
    context.emit("break")


def continue_statement(context: Context, node: Node) -> None:
    """``continue``; inside a switch it leaves the switch first."""
    depth = next((number for number, loop in enumerate(reversed(context.loops)) if not loop.is_switch), None)
    if depth is None:
        raise context.error("continue outside of a loop", node)
    loop = context.loops[-1 - depth]
    if depth:
        for inner in context.loops[len(context.loops) - depth :]:
            inner.continued = True
            context.emit(f"{inner.flag} = True")
        context.emit("break")
        return
    for line in loop.update:
        context.emit(line)
    context.emit("continue")


def return_statement(context: Context, node: Node) -> None:
    """``return``."""
    if context.inside_expression:
        raise context.error("return inside a statement expression is not understood", node)
    if not node.named_children:
        context.emit("return None")
        return
    value = conversions.decay(context, translate(context, node.named_children[0]))
    if context.result is None or isinstance(context.result, VoidType):
        context.emit(value.code)
        context.emit("return None")
        return
    context.emit(f"return {to_type(context, value, context.result).code}")


def switch_statement(context: Context, node: Node) -> None:
    """``switch``: find the entry point, then run from there on, as C falls through."""
    condition_node, body_node = node.child_by_field_name("condition"), node.child_by_field_name("body")
    assert condition_node is not None
    assert body_node is not None
    value, entry = context.temporary(), context.temporary()
    condition = condition_of(context, condition_node)
    kind = promote(condition.type) if isinstance(condition.type, IntType) else None
    context.emit(f"{value} = {condition.code}")
    cases = [child for child in body_node.named_children if child.type == "case_statement"]
    default = "0x7fffffff"
    word = "if"
    for number, case in enumerate(cases):
        test = _case_test(context, case, value, kind)
        if test is None:
            default = str(number)
            continue
        context.emit(f"{word} {test}: {entry} = {number}")
        word = "elif"
    context.emit(f"else: {entry} = {default}" if word == "elif" else f"{entry} = {default}")
    context.jumped += 1
    context.scopes.append({})
    for child in body_node.named_children:
        if child.type == "declaration":
            locals_.reserve(context, child)
    _switch_body(context, cases, entry)
    context.scopes.pop()
    context.jumped -= 1


def _switch_body(context: Context, cases: list[Node], entry: str) -> None:
    loop = Loop(is_switch=True, flag=context.temporary())
    flag_line = len(context.lines)
    context.emit("while True:")
    context.loops.append(loop)
    with context.block():
        before = context.guards
        labels: list[str] = []
        for number, case in enumerate(cases):
            statements, label = _case_parts(context, case)
            labels.append(label)
            if not statements:
                continue
            context.current_line = context.line_of(case)
            context.guards = (*before, GuardPoint(context.line_of(case), held=True, case=", ".join(labels)))
            context.emit(f"if {entry} <= {number}:")
            context.indent += 1
            count = len(context.lines)
            for child in statements:
                statement(context, child)
            if len(context.lines) == count:
                context.emit("pass")
            context.indent -= 1
            if leaves(statements[-1]):
                labels = []
        context.guards = before
        context.emit("break")
    context.loops.pop()
    if loop.continued:
        context.insert(flag_line, "    " * context.indent + f"{loop.flag} = False")
        outer = next((other for other in reversed(context.loops)), None)
        if outer is not None and outer.is_switch:
            context.emit(f"if {loop.flag}: break")
        elif outer is not None:
            context.emit(f"if {loop.flag}:")
            with context.block():
                for line in outer.update:
                    context.emit(line)
                context.emit("continue")


def _case_parts(context: Context, case: Node) -> tuple[list[Node], str]:
    """The statements under a case label, and the label as text."""
    children = [child for child in case.named_children if child.type != "comment"]
    value_node = case.child_by_field_name("value")
    if value_node is None:
        return children, "default"
    return children[1:], context.text(value_node)


def _case_test(context: Context, case: Node, value: str, kind: IntType | None) -> str | None:
    """Code that tells whether a case label, converted to the switch's type, is met; None for default."""
    value_node = case.child_by_field_name("value")
    if value_node is None:
        return None
    if value_node.type == "call_expression" and context.text(value_node).startswith("__machine_range"):
        arguments = value_node.child_by_field_name("arguments")
        assert arguments is not None
        low, high = (_label(context, bound, kind) for bound in arguments.named_children)
        return f"{low} <= {value} <= {high}"
    return f"{value} == {_label(context, value_node, kind)}"


def _label(context: Context, node: Node, kind: IntType | None) -> str:
    label = translate(context, node)
    return label.code if kind is None else to_type(context, label, kind).code


def goto_statement(context: Context, node: Node) -> None:
    """``goto`` to a label at the outermost level of the function, forward or backward."""
    label = context.text(node.named_children[0])
    if label not in context.labels:
        raise context.error(f"goto into a block ('{label}') is not understood", node)
    context.emit(f"raise Jump({context.labels[label]})")


def labeled_statement(context: Context, node: Node) -> None:
    """A label: its segment begins at the outermost level, which the function's frame has cut already."""
    body_nodes = [child for child in node.named_children if child.type != "statement_identifier"]
    for child in body_nodes:
        statement(context, child)


def local_struct(context: Context, node: Node) -> None:
    """A struct that is defined inside the function: known by its tag from here on."""
    type_from(context, context.text(node), node)


def ignored(context: Context, node: Node) -> None:
    """Comments and empty statements."""


def statement_expression(context: Context, node: Node) -> Expression:
    """GNU's ``({ ...; value; })``: a sequence of Python expressions, or a nested function if it branches."""
    from cpregscan.cmachine.translate.sequences import as_function, as_sequence

    context.scopes.append({})
    try:
        sequence = as_sequence(context, node)
        return sequence if sequence is not None else as_function(context, node)
    finally:
        context.scopes.pop()


_HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "compound_statement": compound,
    "expression_statement": expression_statement,
    "declaration": locals_.declaration,
    "if_statement": if_statement,
    "while_statement": while_statement,
    "do_statement": do_statement,
    "for_statement": for_statement,
    "switch_statement": switch_statement,
    "break_statement": break_statement,
    "continue_statement": continue_statement,
    "return_statement": return_statement,
    "goto_statement": goto_statement,
    "labeled_statement": labeled_statement,
    "comment": ignored,
    "type_definition": locals_.type_definition,
    "struct_specifier": local_struct,
    "union_specifier": local_struct,
    "enum_specifier": locals_.enumerators,
    "attributed_statement": lambda context, node: statement(context, node.named_children[-1]),
}

__all__ = ["VOID", "RecordType", "body", "replace", "statement", "statement_expression"]
