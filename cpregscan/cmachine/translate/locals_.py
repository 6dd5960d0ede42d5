"""Local declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import initialisers
from cpregscan.cmachine.translate.typenames import type_from
from cpregscan.cmachine.translate.values import Boxed, Enumerator, Location, Variable
from cpregscan.cmachine.types import INT, LONG, ArrayType, CType, FunctionType, PointerType, RecordType

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context

_QUALIFIERS = ("type_qualifier", "storage_class_specifier", "attribute_specifier")


def declaration(context: Context, node: Node) -> None:
    """A local declaration as statements."""
    for name, type_, value_node, static in _declared(context, node):
        if isinstance(type_, FunctionType):
            continue
        if static:
            context.program.variables.declare_static(context, name, type_, value_node)
            continue
        location = context.declare(name, type_)  # its own initialiser may speak of it, as in sizeof(*p)
        code, location.type = _initial(context, name, type_, value_node)
        if context.jumped:
            context.reserved.append(_storage(context, name, location, initialised=value_node is not None))
        if _names(code, location):
            context.emit(_storage(context, name, location, initialised=False))
            context.emit(_filled(location, code))
        elif isinstance(location, Boxed):
            context.emit(f"{location.name} = Cell({code})")
        else:
            context.emit(location.statement(code))


def _names(code: str, location: Location) -> bool:
    """Whether an initialiser names its own variable, as the head of an empty list does."""
    name = location.name if isinstance(location, (Boxed, Variable)) else ""
    return name in code and re.search(rf"\b{name}\b", code) is not None


def _filled(location: Location, code: str) -> str:
    """The statement that gives a variable that has its storage already a value."""
    if isinstance(location.type, RecordType):
        return f"{location.code}.assign({code})"
    if isinstance(location.type, ArrayType):
        return f"{location.code}[:] = {code}"
    return location.statement(code)


def declaration_expressions(context: Context, node: Node) -> list[str]:
    """A declaration inside a statement expression, as assignment expressions."""
    parts: list[str] = []
    for name, type_, value_node, _ in _declared(context, node):
        location = context.declare(name, type_)
        code, location.type = _initial(context, name, type_, value_node)
        if isinstance(location, Boxed):
            parts.append(f"({location.name} := Cell({code}))")
        else:
            parts.append(location.store(code))
    return parts


def reserve(context: Context, node: Node) -> None:
    """A declaration that control never passes, in front of a switch's first case: storage without a value."""
    for name, type_, _, static in _declared(context, node):
        if not static and not isinstance(type_, FunctionType):
            location = context.declare(name, type_)
            context.reserved.append(_storage(context, name, location, initialised=False))


def _storage(context: Context, name: str, location: Location, *, initialised: bool) -> str:
    """The statement that makes a variable's storage; what its initialiser makes is not there without it."""
    if initialised and isinstance(location.type, (RecordType, ArrayType)):
        return location.statement("None")
    code, _ = _initial(context, name, location.type, None)
    return f"{location.name} = Cell({code})" if isinstance(location, Boxed) else location.statement(code)


def type_definition(context: Context, node: Node) -> None:
    """A typedef inside a function."""
    type_node = node.child_by_field_name("type")
    assert type_node is not None
    base = _base(context, type_node)
    for declarator in node.children_by_field_name("declarator"):
        name, type_ = declared(context, declarator, base, type_node)
        context.typedefs[name] = type_


def enumerators(context: Context, node: Node) -> None:
    """The constants of an enum that is defined inside the function."""
    body = node.child_by_field_name("body")
    following = 0
    for child in body.named_children if body is not None else ():
        if child.type != "enumerator":
            continue
        name_node, value_node = child.child_by_field_name("name"), child.child_by_field_name("value")
        assert name_node is not None
        if value_node is not None:
            from cpregscan.cmachine.translate.expressions import translate

            value = translate(context, value_node).value
            if value is None:
                raise context.error("the value of an enumerator is not constant", child)
            following = value
        small = -(1 << 31) <= following < 1 << 31
        context.scopes[-1][context.text(name_node)] = Enumerator(following, INT if small else LONG)
        following += 1


def _base(context: Context, type_node: Node) -> CType:
    """The type at the head of a declaration, which may define a struct or an enum."""
    if type_node.type == "enum_specifier" and type_node.child_by_field_name("body") is not None:
        enumerators(context, type_node)
    return type_from(context, context.text(type_node), type_node)


def _initial(context: Context, name: str, type_: CType, value_node: Node | None) -> tuple[str, CType]:
    """Code for the first value of a local variable; without an initialiser it is indeterminate."""
    if value_node is None:
        if isinstance(type_, (RecordType, ArrayType)):
            return initialisers.zero_code(context, type_), type_
        return context.program.pool.uninitialised(name), type_
    outer, context.table = context.table, name
    expression, type_ = initialisers.initial(context, type_, value_node)
    context.table = outer
    return expression.code, type_


def _declared(context: Context, node: Node) -> Iterator[tuple[str, CType, Node | None, bool]]:
    """(name, type, initialiser, static) of each declarator; the next one may speak of it."""
    type_node = node.child_by_field_name("type")
    assert type_node is not None
    static = any(
        child.type == "storage_class_specifier" and context.text(child) == "static" for child in node.children
    )
    base = _base(context, type_node)
    for declarator in node.children_by_field_name("declarator"):
        value_node = None
        if declarator.type == "init_declarator":
            value_node = declarator.child_by_field_name("value")
            declarator_node = declarator.child_by_field_name("declarator")
            assert declarator_node is not None
            declarator = declarator_node
        name, type_ = declared(context, declarator, base, type_node)
        yield name, type_, value_node, static


def declared(context: Context, node: Node, base: CType, type_node: Node) -> tuple[str, CType]:
    """The name and type that a declarator makes of a base type."""
    if _of_function(node):
        return _complicated(context, node, type_node)
    return _plain(context, node, base)


def _of_function(node: Node) -> bool:
    """Whether a declarator has a parameter list anywhere."""
    inner = node.child_by_field_name("declarator") or next(iter(node.named_children[-1:]), None)
    return node.type == "function_declarator" or (inner is not None and _of_function(inner))


def _plain(context: Context, node: Node, base: CType) -> tuple[str, CType]:
    """Pointers and arrays, from the outside in."""
    if node.type in ("identifier", "field_identifier", "type_identifier"):
        return context.text(node), base
    if node.type == "pointer_declarator":
        return _plain(context, node.named_children[-1], PointerType(base))
    if node.type == "array_declarator":
        return _array(context, node, base)
    if node.type == "parenthesized_declarator":
        return _plain(context, node.named_children[-1], base)
    if node.type == "attributed_declarator":
        return _plain(context, node.named_children[0], base)
    raise context.error(f"declaration not understood ({node.type})", node)


def _array(context: Context, node: Node, base: CType) -> tuple[str, CType]:
    from cpregscan.cmachine.translate.expressions import translate

    size_node = node.child_by_field_name("size")
    length = None
    if size_node is not None:
        size = translate(context, size_node)
        if size.value is None:
            raise context.error("arrays of variable length are not understood", node)
        length = size.value
    declarator = node.child_by_field_name("declarator")
    assert declarator is not None
    return _plain(context, declarator, ArrayType(base, length))


def _complicated(context: Context, node: Node, type_node: Node) -> tuple[str, CType]:
    """A declarator with parentheses, such as a function pointer: read by pycparser."""
    text = f"{context.text(type_node)} {context.text(node)};"
    (declared_node,) = context.scope.parse(text, context.place)[-1:]
    return declared_node.name, context.scope.types.of(declared_node.type)
