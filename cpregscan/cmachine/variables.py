"""The global variables of a program, and static ones of functions: made when they are first named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cpregscan.cmachine.pointers import Cell
from cpregscan.cmachine.records import zero
from cpregscan.cmachine.translate.function import Translation, translate_initialiser
from cpregscan.cmachine.types import ArrayType, CType, RecordType

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.program import Program
    from cpregscan.cmachine.scope import Definition, Scope
    from cpregscan.cmachine.translate.context import Context

_STORAGE = re.compile(r"\b(?:static|extern|inline)\b")
_BRACKET = re.compile(r"""[][(){}=,]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")


@dataclass(slots=True)
class Variable:
    """A variable; its object (or a Cell with its value) has the name ``python`` in generated code."""

    name: str
    python: str
    type: CType
    constant: bool
    definition: Definition | None = None
    """The item that defines it; for a static variable of a function, that function."""
    initialiser: str = ""
    """The generated function that makes its first value; without one it begins as zero."""
    given: bool = False
    """Whether the machine's globals say what it begins as."""


class Variables:
    """All variables that generated code has named, in the order in which they were made."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.known: dict[tuple[str, str], Variable | None] = {}
        """By unit and name, and by file and place of the definition."""
        self.made: list[Variable] = []

    def named(self, scope: Scope, name: str) -> Variable | None:
        """The variable that a name means in a scope, made on first use."""
        key = (scope.unit.path, name)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = self._find(scope, name)
        return self.known[key]

    def _find(self, scope: Scope, name: str) -> Variable | None:
        given = name in self._program.machine.globals
        definition = scope.definition(name, complete=False)
        if definition is None:
            return None
        if not given and definition.text.lstrip().startswith("extern"):
            return self._external(name)
        place = place_key(definition, name)
        known = self.known.get(place)
        if known is None:
            known = self.known[place] = self._make(scope, definition, name)
        return known

    def _external(self, name: str) -> Variable | None:
        for path in self._program.locate(name):
            other = self._program.scope(path)
            found = other.definition(name)
            if found is not None and found.item.kind != "function" and not found.static:
                return self.named(other, name)
        return None

    def _make(self, scope: Scope, definition: Definition, name: str) -> Variable:
        declarators = _declarators(definition.text.rstrip().rstrip(";"))
        head = ",".join(one.head for one in declarators)
        nodes = scope.parse(_STORAGE.sub(" ", head) + ";", definition.place, (name,))[-len(declarators) :]
        node, declarator = next(
            (pair for pair in zip(nodes, declarators, strict=True) if pair[0].name == name),
            (nodes[-1], declarators[-1]),
        )
        type_ = scope.types.of(node.type)
        if name in self._program.machine.globals:
            return self.place(Variable(name, "", type_, False, definition, given=True))
        if not declarator.start:
            return self.place(Variable(name, "", type_, False, definition))
        translation, type_ = translate_initialiser(
            self._program, scope, definition, name, type_, declarator.initialiser, declarator.start
        )
        initialiser = self._initialiser(translation, name, definition.view.path)
        return self.place(Variable(name, "", type_, "const" in head.split(), definition, initialiser))

    def _initialiser(self, translation: Translation, name: str, path: str) -> str:
        """The name of the generated function that makes a variable's first value."""
        python = self._program.pool.fresh(f"I_{name}_")
        renamed = Translation(
            translation.source.replace("def initial():", f"def {python}():", 1),
            translation.lines,
            translation.guards,
        )
        self._program.run(renamed, python, path)
        return python

    def place(self, variable: Variable) -> Variable:
        """Gives a new variable its name in generated code and its first value."""
        variable.python = self._program.pool.fresh(f"G_{variable.name}_")
        self.made.append(variable)
        self._begin(variable)
        return variable

    def _begin(self, variable: Variable) -> None:
        value = self.first_value(variable)
        boxed = isinstance(variable.type, (RecordType, ArrayType)) or (
            variable.given and isinstance(value, Cell)
        )
        self._program.pool.namespace[variable.python] = value if boxed else Cell(value)

    def first_value(self, variable: Variable) -> Any:
        """What a variable holds before anything ran."""
        if variable.given:
            given = self._program.machine.globals[variable.name]
            return given(variable.type) if callable(given) else given
        if variable.initialiser:
            return self._program.pool.namespace[variable.initialiser]()
        return zero(variable.type)

    def declare_static(self, context: Context, name: str, type_: CType, node: Node | None) -> None:
        """A static variable inside a function: one object for all calls, known in the current scope."""
        from cpregscan.cmachine.translate import initialisers
        from cpregscan.cmachine.translate.access import whole
        from cpregscan.cmachine.translate.values import Boxed

        outer, context.table = context.table, name
        expression, type_ = initialisers.initial(context, type_, node)
        context.table = outer
        line = context.current_line
        translation = Translation(f"def initial():\n    return {expression.code}", (line, line), ((), ()))
        initialiser = self._initialiser(translation, name, context.place.path)
        constant = "const" in _declaration_of(context, node).partition("=")[0].split()
        variable = self.place(Variable(name, "", type_, constant, context.definition, initialiser))
        aggregate = isinstance(type_, (RecordType, ArrayType))
        context.scopes[-1][name] = (
            whole(variable.python, type_) if aggregate else Boxed(variable.python, type_)
        )

    def set(self, name: str, value: Any) -> None:
        """Write a variable that holds a scalar, wherever it is known."""
        for variable in self.made:
            if variable.name == name and not variable.constant:
                self._program.pool.namespace[variable.python].v = value

    def reset(self) -> None:
        """Give every variable that a run may have changed its first value again."""
        self.begin_again(variable for variable in self.made if not variable.constant)

    def begin_again(self, variables: Iterable[Variable]) -> None:
        """Give these variables their first value."""
        for variable in variables:
            self._begin(variable)


def place_key(definition: Definition, name: str) -> tuple[str, str]:
    """What tells a variable from all others: the file and line of its definition, and its name."""
    return definition.view.path, f"{name}@{definition.line}"


def _declaration_of(context: Context, node: Node | None) -> str:
    """The text of the declaration that an initialiser belongs to."""
    if node is None or node.parent is None or node.parent.parent is None:
        return ""
    return context.text(node.parent.parent)


class _Declarator(NamedTuple):
    """One of the variables that a declaration defines: what stands before its ``=``, behind it, and where that begins.

    Without an initialiser, ``start`` is 0.
    """

    head: str
    initialiser: str
    start: int


def _declarators(text: str) -> list[_Declarator]:
    found: list[_Declarator] = []
    begin, equals = 0, -1
    for position, character in (*_outer(text), (len(text), ",")):
        if character == "=" and equals < 0:
            equals = position
        elif character == ",":
            end = position if equals < 0 else equals
            initialiser = "" if equals < 0 else text[equals + 1 : position]
            found.append(_Declarator(text[begin:end], initialiser, equals + 1))
            begin, equals = position + 1, -1
    return found


def _outer(text: str) -> Iterator[tuple[int, str]]:
    """The characters that stand in no brackets and no string."""
    depth = 0
    for match in _BRACKET.finditer(text):
        character = match[0]
        if character in "{([":
            depth += 1
        elif character in "})]":
            depth -= 1
        elif depth == 0 and len(character) == 1:
            yield match.start(), character
