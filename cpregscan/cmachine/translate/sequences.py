"""GNU statement expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import assignments, conversions, locals_
from cpregscan.cmachine.translate.expressions import translate
from cpregscan.cmachine.translate.values import Boxed, Expression
from cpregscan.cmachine.types import VOID, CType

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context


def as_sequence(context: Context, node: Node) -> Expression | None:
    """The statements as one Python expression, if they are only declarations, assignments and calls."""
    parts: list[str] = []
    last: Expression | None = None
    children = [child for child in node.named_children if child.type != "comment"]
    if any(child.type not in ("declaration", "expression_statement") for child in children):
        return None
    for child in children:
        last = None
        if child.type == "declaration":
            parts += locals_.declaration_expressions(context, child)
        elif child.named_children:
            last = translate(context, child.named_children[0])
            parts.append(last.code)
    if last is None:
        return Expression(f"({', '.join((*parts, 'None'))})[-1]", VOID)
    if len(parts) == 1:
        return Expression(parts[0], last.type, last.value, fresh=last.fresh)
    last = conversions.decay(context, last)
    parts[-1] = last.code
    return Expression(f"({', '.join(parts)})[-1]", last.type, fresh=last.fresh)


def as_function(context: Context, node: Node) -> Expression:
    """The statements as a nested Python function, defined before the statement that uses it."""
    from cpregscan.cmachine.translate.blocks import statement

    name = context.temporary()
    header = len(context.lines)
    context.emit(f"def {name}():")
    children = [child for child in node.named_children if child.type != "comment"]
    type_: CType = VOID
    fresh = False
    outer = {
        location.name for scope in context.scopes for location in scope.values() if hasattr(location, "name")
    }
    outside = context.inside_expression, context.jumped, context.reserved
    context.inside_expression, context.jumped, context.reserved = True, 0, []
    with context.block():
        for child in children[:-1]:
            statement(context, child)
        last = children[-1]
        if last.type == "expression_statement" and last.named_children:
            value = conversions.decay(context, translate(context, last.named_children[0]))
            type_, fresh = value.type, value.fresh
            context.emit(f"return {value.code}")
        else:
            statement(context, last)
    indent = "    " * (context.indent + 1)
    for line in context.reserved:
        context.insert(header + 1, indent + line)
    context.inside_expression, context.jumped, context.reserved = outside
    _add_nonlocals(context, header, outer)
    return Expression(f"{name}()", type_, fresh=fresh)


def _add_nonlocals(context: Context, header: int, outer: set[str]) -> None:
    """Say which names of the enclosing function the nested one assigns."""
    import re

    text = "\n".join(context.lines[header + 1 :])
    assigned = set(re.findall(r"\b(v_\w+) :?= ", text)) & outer
    if assigned:
        indent = "    " * (context.indent + 1)
        context.insert(header + 1, f"{indent}nonlocal {', '.join(sorted(assigned))}")


__all__ = ["Boxed", "as_function", "as_sequence", "assignments"]
