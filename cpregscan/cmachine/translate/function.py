"""Translates one function, or one initialiser, to Python source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpregscan.cmachine.translate import blocks, conversions, initialisers, locals_
from cpregscan.cmachine.translate.context import Context, GuardPoint
from cpregscan.cmachine.translate.expressions import translate
from cpregscan.cmachine.translate.typenames import type_from, typedef_named
from cpregscan.cmachine.translate.values import Boxed
from cpregscan.cmachine.types import CType, FunctionType
from cpregscan.csource.parsing import captures, parse, plain_constructs
from cpregscan.errors import CpregscanError, Place

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.program import Program
    from cpregscan.cmachine.scope import Definition, Scope


@dataclass(frozen=True, slots=True)
class Translation:
    """Python source of one function; entry n of the other fields belongs to line n + 1 of it."""

    source: str
    lines: tuple[int, ...]
    """The C line that each Python line comes from."""
    guards: tuple[tuple[GuardPoint, ...], ...]
    """The conditions that each Python line stands under."""


@contextmanager
def _understood(context: Context) -> Iterator[None]:
    """Gives what goes wrong in a translation its place: nesting too deep, or a construct nobody thought of."""
    try:
        yield
    except CpregscanError as error:
        error.place = error.place or Place(context.place.path, context.current_line)
        raise
    except RecursionError as error:
        raise context.error("this C nests too deep") from error
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        shown = f"{type(error).__name__}: {error}".rstrip(": ")
        raise context.error(f"this C is not understood ({shown})") from error


def translate_function(
    program: Program, scope: Scope, definition: Definition, name: str, python: str, type_: FunctionType
) -> Translation:
    """The Python function ``python`` for a C function. Raises SourceError for what is not understood."""
    body_start = definition.text.index("{", definition.text.index(")"))
    line = definition.line + definition.text.count("\n", 0, body_start)
    typeofs: list[str] = []
    text = f"void f(void) {plain_constructs(definition.text[body_start:], typeofs, scope.is_typedef)}"
    place = Place(definition.view.path, line)
    context = Context(program, scope, place, text.encode("latin-1", "replace"), typeofs)
    context.function, context.definition = name, definition
    context.result = type_.result
    with _understood(context):
        body = parse(text, place).named_children[0].named_children[-1]
        context.taken = {context.text(node) for node in captures("address_taken", body).get("variable", ())}
        parameters = _parameters(context, type_)
        if name in program.observers:
            context.emit(f"{program.pool.observer(name)}({', '.join(parameters)})")
        begin = len(context.lines)
        _segments(context, body)
        context.emit("return None")
        for storage in context.reserved:
            context.insert(begin, f"    {storage}")
    header = f"def {python}({', '.join(parameters)}):"
    return Translation(
        "\n".join((header, *context.lines)),
        (context.place.line, *context.line_numbers),
        ((), *context.line_guards),
    )


def _parameters(context: Context, type_: FunctionType) -> list[str]:
    names: list[str] = []
    context.emit("tick()")
    for position, (name, parameter) in enumerate(zip(type_.names, type_.parameters, strict=True)):
        if not name:
            names.append(f"unnamed_{position}")
            continue
        location = context.declare(name, parameter)
        names.append(f"v_{name}")
        if isinstance(location, Boxed):
            context.emit(f"{location.name} = Cell({location.name})")
    if type_.variadic:
        names.append("*variadic")
    return names


def _segments(context: Context, body: Node) -> None:
    """The body; with labels, cut into segments that a loop around them can enter anywhere."""
    children = list(body.named_children)
    starts = [index for index, child in enumerate(children) if child.type == "labeled_statement"]
    if not starts:
        for child in children:
            blocks.statement(context, child)
        return
    for number, start in enumerate(starts, 1):
        context.labels[context.text(children[start].named_children[0])] = number
    context.jumped += 1
    bounds = [0, *starts, len(children)]
    context.emit("segment = 0")
    context.emit("while True:")
    context.indent += 1
    context.emit("tick()")
    context.emit("try:")
    context.indent += 1
    for number in range(len(bounds) - 1):
        context.emit(f"if segment <= {number}:")
        context.indent += 1
        context.emit("pass")
        for child in children[bounds[number] : bounds[number + 1]]:
            blocks.statement(context, child)
        context.indent -= 1
    context.emit("return None")
    context.indent -= 1
    context.emit("except Jump as jump: segment = jump.segment")
    context.indent -= 1


def translate_initialiser(
    program: Program, scope: Scope, definition: Definition, name: str, type_: CType, value: str, offset: int
) -> tuple[Translation, CType]:
    """A Python function that makes the first value of a global variable, and its type with array lengths."""
    line = definition.line + definition.text.count("\n", 0, offset)
    typeofs: list[str] = []
    prefix = "void *x = "
    text = f"{prefix}{plain_constructs(value, typeofs, scope.is_typedef)};"
    place = Place(definition.view.path, line)
    context = Context(program, scope, place, text.encode("latin-1", "replace"), typeofs)
    context.table, context.definition = name, definition
    with _understood(context):
        node = parse(text, place).named_children[0].child_by_field_name("declarator")
        assert node is not None
        expression, type_ = initialisers.initial(context, type_, node.child_by_field_name("value"))
    context.emit(f"return {expression.code}")
    source = "\n".join(("def initial():", *context.lines))
    return Translation(source, (line, *context.line_numbers), ((), *context.line_guards)), type_


def type_of_text(context: Context, text: str) -> CType:
    """The type of an expression or type name given as text, in the scope of the context."""
    typeofs: list[str] = []
    plain = plain_constructs(text, typeofs, context.scope.is_typedef)
    inner = Context(context.program, context.scope, context.place, b"", typeofs)
    inner.scopes, inner.definition = context.scopes, context.definition
    inner.taken = context.taken
    inner.used = context.used
    inner.typedefs, inner.tags = context.typedefs, context.tags
    code = f"void f(void) {{ sizeof({plain}); }}"
    inner.source = code.encode("latin-1", "replace")
    root = parse(code, Place(context.place.path, context.current_line))
    from cpregscan.cmachine.translate.expressions import measured

    node = root.named_children[0].named_children[-1].named_children[0].named_children[0]
    type_node = node.child_by_field_name("type")
    if type_node is not None and _is_call(inner, type_node):
        return type_of_text(context, f"({text})")
    return measured(inner, node)


def _is_call(context: Context, node: Node) -> bool:
    """Whether what the grammar takes for the type of a function, ``f()``, is a call."""
    name = node.child_by_field_name("type")
    declarator = node.child_by_field_name("declarator")
    if name is None or declarator is None or declarator.type != "abstract_function_declarator":
        return False
    return typedef_named(context, context.text(name), name) is None and name.type == "type_identifier"


__all__ = [
    "Translation",
    "conversions",
    "locals_",
    "translate",
    "translate_function",
    "translate_initialiser",
    "type_from",
]
