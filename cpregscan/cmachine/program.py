"""A C program as the machine runs it: units, functions and variables, translated when they are reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.natives import NATIVES, TRACE, Native
from cpregscan.cmachine.pointers import Cell
from cpregscan.cmachine.pool import Pool
from cpregscan.cmachine.records import zero
from cpregscan.cmachine.scope import Definition, Scope, is_prototype
from cpregscan.cmachine.translate.function import Translation, translate_function, translate_initialiser
from cpregscan.cmachine.types import ArrayType, CType, FunctionType, RecordType
from cpregscan.cmachine.unknown import Unknown
from cpregscan.csource.items import Item
from cpregscan.csource.macros import Macro
from cpregscan.csource.units import Sources, preprocess
from cpregscan.errors import CpregscanError, Place, SourceError

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.machine import Machine
    from cpregscan.cmachine.translate.context import Context
    from cpregscan.cmachine.translate.values import Expression

_NOT_GIVEN = object()
_STORAGE = re.compile(r"\b(?:static|extern|inline)\b")


@dataclass(slots=True)
class Function:
    """A function: native, or with a definition in some unit. ``python`` is its name in generated code."""

    name: str
    python: str
    type: FunctionType
    scope: Scope | None = None
    definition: Definition | None = None
    native: Native | None = None


@dataclass(slots=True)
class Variable:
    """A global variable; its object (or a Cell with its value) has the name ``python`` in generated code."""

    name: str
    python: str
    type: CType
    constant: bool
    initial: Callable[[], Any] = field(repr=False)


class Program:
    """All that is known of one tree in one configuration. Everything is looked up and translated once."""

    def __init__(
        self,
        sources: Sources,
        configuration: Mapping[str, str],
        locate: Callable[[str], list[str]],
        machine: Machine,
    ) -> None:
        self.sources = sources
        self.configuration = configuration
        self.machine = machine
        self.pool = Pool(self)
        self.records: dict[tuple[str, int, str], RecordType] = {}
        self.typedefs: dict[tuple[str, int, str], CType] = {}
        self.hidden_names: dict[Any, dict[str, list[Item]]] = {}
        """Names that macro calls declare, by view and the macros it uses: units share them."""
        self.numbers: dict[str, Expression] = {}
        """Expressions of literals alone, by their text: macros give the same ones again and again."""
        self.call_patterns: dict[tuple[Macro, int], tuple[str, ...]] = {}
        self.observers: dict[str, Callable[..., None]] = {}
        self.translations: dict[str, tuple[str, Translation]] = {}
        """By Python function name: the path of the C file, and the translation."""
        self._locate = locate
        self._scopes: dict[str, Scope] = {}
        self._functions: dict[tuple[str, str], Function | None] = {}
        self._external: dict[str, Function | None] = {}
        self._variables: dict[tuple[str, str], Variable | None] = {}
        self._linked: dict[str, Callable[..., Any]] = {}
        self._mutable: list[Variable] = []
        self._placed = 0
        self.natives: dict[str, Native] = dict(NATIVES)
        self.generated: Callable[[str], Native | None] = lambda name: None
        """Gives the models of functions that the tree's build generates."""
        self.outside: Callable[[str], Native | None] = lambda name: None
        """Gives the models of functions that are declared, and defined nowhere."""

    def unknown(self, reason: str) -> Unknown:
        """A value that is unknown for this reason."""
        return Unknown(reason, self.machine.undecided)

    def scope(self, path: str) -> Scope:
        """The scope of a .c file. Raises SourceError if the tree has no such file or it cannot be read."""
        if path not in self._scopes:
            self._scopes[path] = Scope(self, preprocess(self.sources, path, self.configuration))
        return self._scopes[path]

    def function_named(self, scope: Scope, name: str) -> Function | None:
        """The function that a name means in a scope: a native model, its own, or another file's."""
        key = (scope.unit.path, name)
        if key not in self._functions:
            self._functions[key] = self._find_function(scope, name)
        return self._functions[key]

    def home_of_function(self, scope: Scope, name: str) -> str | None:
        """Whether a name is a function in a scope: the file if it is static there, "" if not; None if it is none."""
        if name in self.natives:
            return ""
        for view, item in scope.candidates(name):
            if item.kind == "function":
                return view.path if "static" in view.text[item.start : item.body].split() else ""
            if item.kind == "call":
                function = self.function_named(scope, name)
                return None if function is None else ""
            if is_prototype(view.text[item.start : item.end], name):
                return ""
        return None

    def _find_function(self, scope: Scope, name: str) -> Function | None:
        native = self.natives.get(name)
        if native is not None:
            return self._native(scope, name, native)
        definition = scope.definition(name)
        if definition is not None and definition.item.kind == "function":
            return self._defined(scope, name, definition)
        if (made := self.generated(name)) is not None:
            return self._native(scope, name, made)
        if name.startswith("trace_"):  # made by tracetool from trace-events, without effect on the guest
            return self._native(scope, name, TRACE)
        if name not in self._external:
            self._external[name] = self._find_external(name)
        if self._external[name] is None and _is_declared(scope, name) and (model := self.outside(name)):
            return self._native(scope, name, model)
        return self._external[name]

    def _find_external(self, name: str) -> Function | None:
        for path in self._locate(name):
            scope = self.scope(path)
            definition = scope.definition(name)
            if definition is not None and definition.item.kind == "function" and not definition.static:
                return self._defined(scope, name, definition)
        return None

    def _native(self, scope: Scope, name: str, native: Native) -> Function:
        python = f"N_{name}"
        type_ = native.type_in(scope, name)
        if python not in self.pool.namespace:
            self.pool.namespace[python] = native.bound(self.machine, type_)
        return Function(name, python, type_, native=native)

    def _defined(self, scope: Scope, name: str, definition: Definition) -> Function:
        key = (definition.view.path, f"{name}@{definition.item.start}:{definition.line}")
        known = self._functions.get(key)
        if known is None:
            python = f"F_{name}"
            if python in self._linked or python in self.pool.namespace:
                python = f"F_{name}_{len(self._functions)}"
            known = Function(name, python, scope.function_type(definition), scope, definition)
            self._functions[key] = known
            self.pool.function(known)
        return known

    def callable(self, function: Function) -> Callable[..., Any]:
        """The Python function for a C function, translated now if it was not yet. Raises SourceError."""
        linked = self._linked.get(function.python)
        if linked is None:
            linked = self.pool.namespace[function.python] if function.native else self._translate(function)
            self._linked[function.python] = linked
        return linked

    def _translate(self, function: Function) -> Callable[..., Any]:
        assert function.scope is not None
        assert function.definition is not None
        translation = translate_function(
            self, function.scope, function.definition, function.name, function.python, function.type
        )
        self._run(translation, function.python, function.definition.view.path)
        return self.pool.namespace[function.python]  # type: ignore[no-any-return]

    def _run(self, translation: Translation, name: str, path: str) -> None:
        """Execute a translated definition in the program's namespace."""
        self.translations[name] = (path, translation)
        try:
            code = compile(translation.source, f"<c>{name}", "exec", dont_inherit=True)
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            raise SourceError(f"cannot be translated ({error})", Place(path, translation.lines[0])) from error
        exec(code, self.pool.namespace)  # noqa: S102  (mangled names, quoted literals, no builtins)

    def variable_named(self, scope: Scope, name: str) -> Variable | None:
        """The global variable that a name means in a scope, made on first use."""
        key = (scope.unit.path, name)
        if key not in self._variables:
            self._variables[key] = None
            self._variables[key] = self._find_variable(scope, name)
        return self._variables[key]

    def _find_variable(self, scope: Scope, name: str) -> Variable | None:
        given = self.machine.globals.get(name, _NOT_GIVEN)
        definition = scope.definition(name, complete=False)
        if definition is None:
            return None
        if given is _NOT_GIVEN and definition.text.lstrip().startswith("extern"):
            for path in self._locate(name):
                other = self.scope(path)
                found = other.definition(name)
                if found is not None and found.item.kind != "function" and not found.static:
                    return self.variable_named(other, name)
            return None
        place = (definition.view.path, f"{name}@{definition.line}")
        known = self._variables.get(place)
        if known is None:
            known = self._variables[place] = self._make_variable(scope, definition, name, given)
        return known

    def _make_variable(self, scope: Scope, definition: Definition, name: str, given: Any) -> Variable:
        text = definition.text.rstrip().rstrip(";")
        equals = _initialiser_start(text)
        head = text if equals < 0 else text[:equals]
        node = scope.parse(_STORAGE.sub(" ", head) + ";", definition.place, (name,))[-1]
        type_ = scope.types.of(node.type)
        if given is not _NOT_GIVEN:
            return self._place(
                name, type_, constant=False, initial=lambda: given(type_) if callable(given) else given
            )
        if equals < 0:
            return self._place(name, type_, constant=False, initial=lambda: zero(type_))
        value = text[equals + 1 :]
        offset = equals + 1
        translation, type_ = translate_initialiser(self, scope, definition, name, type_, value, offset)
        constant = "const" in head.split()
        return self._place(
            name, type_, constant=constant, initial=self._initialiser(translation, name, definition.view.path)
        )

    def _initialiser(self, translation: Translation, name: str, path: str) -> Callable[[], Any]:
        python = f"I_{name}_{len(self.translations)}"
        renamed = Translation(
            translation.source.replace("def initial():", f"def {python}():", 1),
            translation.lines,
            translation.guards,
        )

        def initial() -> Any:
            if python not in self.pool.namespace:
                self._run(renamed, python, path)
            return self.pool.namespace[python]()

        return initial

    def _place(self, name: str, type_: CType, *, constant: bool, initial: Callable[[], Any]) -> Variable:
        self._placed += 1
        variable = Variable(name, f"G_{name}_{self._placed}", type_, constant, initial)
        if not constant:
            self._mutable.append(variable)
        self._initialise(variable)
        return variable

    def _initialise(self, variable: Variable) -> None:
        value = variable.initial()
        boxed = not isinstance(variable.type, (RecordType, ArrayType)) and not isinstance(value, Cell)
        self.pool.namespace[variable.python] = Cell(value) if boxed else value

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
        declaration = (
            context.text(node.parent.parent)
            if node is not None and node.parent and node.parent.parent
            else ""
        )
        constant = "const" in declaration.partition("=")[0].split()
        variable = self._place(
            name, type_, constant=constant, initial=self._initialiser(translation, name, context.place.path)
        )
        aggregate = isinstance(type_, (RecordType, ArrayType))
        context.scopes[-1][name] = (
            whole(variable.python, type_) if aggregate else Boxed(variable.python, type_)
        )

    def set_variable(self, name: str, value: Any) -> None:
        """Write a global variable that holds a scalar, wherever it is known."""
        for variable in self._mutable:
            if variable.name == name:
                self.pool.namespace[variable.python].v = value

    def reset(self) -> None:
        """Give every variable that a run may have changed its first value again."""
        for variable in self._mutable:
            self._initialise(variable)

    def evaluate(self, path: str, expression: str, parameter: str, argument: Any) -> Any:
        """The value of a C expression in a .c file's scope, given as text, with one parameter. Raises SourceError."""
        key = (path, f"{parameter}|{expression}")
        function = self._functions.get(key)
        if function is None:
            scope = self.scope(path)
            view = scope.unit.views[-1]
            text = scope.unit.expander(view, len(view.text)).expand(
                f"uint64_t evaluated({parameter}) {{ return {expression}; }}"
            )
            body = text.index("{")
            item = Item("function", 0, len(text), body, ("evaluated",), ("evaluated",))
            definition = Definition(view, item, text, 1)
            python = f"E_{len(self._functions)}"
            function = Function("evaluated", python, scope.function_type(definition), scope, definition)
            self._functions[key] = function
        return self.callable(function)(argument)

    def call(self, path: str, name: str, *arguments: Any) -> Any:
        """Run a function as seen from a .c file. Raises SourceError if there is none of this name."""
        function = self.function_named(self.scope(path), name)
        if function is None:
            raise SourceError(f"there is no function {name}() in the analysed sources", path)
        return self.callable(function)(*arguments)


def _is_declared(scope: Scope, name: str) -> bool:
    """Whether a scope has a prototype of a function."""
    return any(is_prototype(view.text[item.start : item.end], name) for view, item in scope.candidates(name))


def _initialiser_start(text: str) -> int:
    """Where the ``=`` of a declaration stands, or -1."""
    depth = 0
    for position, character in enumerate(text):
        if character in "{([":
            depth += 1
        elif character in "})]":
            depth -= 1
        elif character == "=" and depth == 0:
            return position
    return -1


__all__ = ["CpregscanError", "Function", "Program", "Variable"]
