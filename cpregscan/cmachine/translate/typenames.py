"""Type names inside function bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cpregscan.cmachine.types import CType, PointerType
from cpregscan.errors import SourceError

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context

_TYPEOF = re.compile(r"__typeof_(\d+)")
_LOCAL = re.compile(r"(?:const |volatile )*((?:struct |union )?\w+)((?: ?\* ?(?:const)?)*)$")
_DEFINITION = re.compile(r"(struct|union) (\w+) ?\{")


def type_from(context: Context, text: str, node: Node) -> CType:
    """The type that a type name in the function means; ``typeof`` is resolved here. Raises SourceError."""
    text = " ".join(text.split())
    if match := _TYPEOF.search(text):
        from cpregscan.cmachine.translate.function import type_of_text

        found = type_of_text(context, context.typeofs[int(match[1])])
        for _ in range(text.count("*")):
            found = PointerType(found)
        return found
    if match := _LOCAL.match(text):
        own = context.tags.get(match[1]) or context.typedefs.get(match[1])
        if own is not None:
            for _ in range(match[2].count("*")):
                own = PointerType(own)
            return own
    try:
        named = context.scope.type_named(text, context.place)
        if definition := _DEFINITION.match(text):
            context.tags[" ".join(definition.groups())] = named
        return named
    except SourceError as error:
        raise context.error(error.message, node) from error


def type_of_parenthesized(context: Context, node: Node) -> CType | None:
    """The type in ``(T)`` where the grammar took T for a variable; None if it is no type."""
    while node.type == "parenthesized_expression":
        (node,) = node.named_children
        if node.type == "identifier":
            return typedef_named(context, context.text(node), node)
        if node.type == "compound_statement":
            return None
    return None


def typedef_named(context: Context, name: str, node: Node) -> CType | None:
    """The type of this name, unless a local variable hides it or it is none."""
    if name.startswith("__typeof_"):
        return type_from(context, name, node)
    if name in context.typedefs and context.local(name) is None:
        return context.typedefs[name]
    if context.local(name) is None and context.scope.is_typedef(name):
        return context.scope.typedef(name)
    return None
