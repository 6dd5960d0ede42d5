"""A C program as the machine runs it: units, functions and variables, translated when they are reached."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.natives import NATIVES, TRACE, Native
from cpregscan.cmachine.pool import Link, Pool
from cpregscan.cmachine.replay.outcomes import Outcomes
from cpregscan.cmachine.replay.replayed import Replayed
from cpregscan.cmachine.scope import Definition, Scope, is_prototype
from cpregscan.cmachine.translate.function import Translation, translate_function
from cpregscan.cmachine.types import CType, FunctionType, RecordType
from cpregscan.cmachine.unknown import Unknown
from cpregscan.cmachine.variables import Variable, Variables
from cpregscan.csource.items import Item
from cpregscan.csource.macros import Macro
from cpregscan.csource.units import Sources, preprocess
from cpregscan.errors import CpregscanError, MachineError, Place, SourceError

if TYPE_CHECKING:
    from cpregscan.cmachine.machine import Machine
    from cpregscan.cmachine.translate.values import Expression

_TRACE = "trace_"
_ATTACHED = ("locate", "machine", "observers", "replayed", "_linked", "natives", "generated", "outside")


@dataclass(slots=True)
class Function:
    """A function: native, or with a definition in some unit. ``python`` is its name in generated code."""

    name: str
    python: str
    type: FunctionType
    scope: Scope | None = None
    definition: Definition | None = None
    native: Native | None = None


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
        self.records: dict[tuple[str, int, str], RecordType] = {}
        self.typedefs: dict[tuple[str, int, str], CType] = {}
        self.hidden_names: dict[Any, dict[str, list[Item]]] = {}
        """Names that macro calls declare, by view and the macros it uses: units share them."""
        self.numbers: dict[str, Expression] = {}
        """Expressions of literals alone, by their text: macros give the same ones again and again."""
        self.call_patterns: dict[tuple[Macro, int], tuple[str, ...]] = {}
        self.translations: dict[str, tuple[str, Translation]] = {}
        """By Python function name: the path of the C file, and the translation."""
        self.codes: dict[str, CodeType] = {}
        """What Python has compiled of them."""
        self.scopes: dict[str, Scope] = {}
        self.functions: dict[tuple[str, str], Function | None] = {}
        """By unit and name, and by file and place of the definition; those from other units by name alone below."""
        self.external: dict[str, Function | None] = {}
        self.native_types: dict[str, FunctionType] = {}
        """The types of the native functions that generated code calls."""
        self.links: dict[str, tuple[str, str]] = {}
        """Functions that generated code calls and that have to be found again: .c file and name."""
        self.forgotten: set[str] = set()
        """Those of them that had been translated, so that they may have run."""
        self.outcomes: dict[str, Outcomes] = {}
        """What calls of functions that are `replayed` came to, by Python function name."""
        self.pool = Pool(self)
        self.variables = Variables(self)
        self.attach(locate, machine)

    def attach(self, locate: Callable[[str], list[str]], machine: Machine) -> None:
        """Connects the program with what is not part of it: the search for definitions, and the machine."""
        self.locate = locate
        """Gives the files that define a name, best first."""
        self.machine = machine
        self.observers: dict[str, Callable[..., None]] = {}
        self.replayed: frozenset[str] = frozenset()
        """Functions that do nothing but put structs into a hash table of their first argument, time and again."""
        self._linked: dict[str, Callable[..., Any]] = {}
        self.natives: dict[str, Native] = dict(NATIVES)
        self.generated: Callable[[str], Native | None] = lambda name: None
        """Gives the models of functions that the tree's build generates."""
        self.outside: Callable[[str], Native | None] = lambda name: None
        """Gives the models of functions that are declared, and defined nowhere."""

    def __getstate__(self) -> dict[str, Any]:
        """All but what `attach` connects it with. A copy made from this has to be attached and revived."""
        state = {name: value for name, value in self.__dict__.items() if name not in _ATTACHED}
        state["functions"] = {key: one for key, one in self.functions.items() if not (one and one.native)}
        state["links"] = {key: link for key, link in self.links.items() if key not in self.translations}
        state["codes"] = marshal.dumps(self.codes)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Takes over a state; the copy is not ready to run."""
        self.__dict__.update(state)
        self.codes = marshal.loads(state["codes"])

    def revive(self) -> None:
        """Makes all that was translated run again, after a copy was attached and its machine connected."""
        self.pool.revive()
        for name, type_ in self.native_types.items():
            self._bind(name, self._model_of(name), type_)
        for python in self.translations:
            self._define(python)
        for python, (path, name) in self.links.items():
            self.pool.namespace[python] = Link(self, path, name, python)
        for function in filter(None, self.functions.values()):
            if function.python in self.translations:
                self._linked[function.python] = self.pool.namespace[function.python]
            else:
                self.pool.function(function)
        self.variables.begin_again(self.variables.made)

    def _model_of(self, name: str) -> Native:
        """The native model of a function that nothing in the sources defines."""
        model = self.natives.get(name) or self.generated(name)
        return model or (TRACE if name.startswith(_TRACE) else self.outside(name)) or TRACE

    def observe(self, function: str, *arguments: Any) -> None:
        """Tells the observer of a function that it is called."""
        self.observers[function](*arguments)

    def unknown(self, reason: str) -> Unknown:
        """A value that is unknown for this reason."""
        return Unknown(reason, self.machine.undecided)

    def scope(self, path: str) -> Scope:
        """The scope of a .c file. Raises SourceError if the tree has no such file or it cannot be read."""
        if path not in self.scopes:
            self.scopes[path] = Scope(self, preprocess(self.sources, path, self.configuration))
        return self.scopes[path]

    def function_named(self, scope: Scope, name: str) -> Function | None:
        """The function that a name means in a scope: a native model, its own, or another file's."""
        key = (scope.unit.path, name)
        if key not in self.functions:
            self.functions[key] = self._find_function(scope, name)
        return self.functions[key]

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
        if name.startswith(_TRACE):  # made by tracetool from trace-events, without effect on the guest
            return self._native(scope, name, TRACE)
        if name not in self.external:
            self.external[name] = self._find_external(name)
        if self.external[name] is None and _is_declared(scope, name) and (model := self.outside(name)):
            return self._native(scope, name, model)
        return self.external[name]

    def _find_external(self, name: str) -> Function | None:
        for path in self.locate(name):
            scope = self.scope(path)
            definition = scope.definition(name)
            if definition is not None and definition.item.kind == "function" and not definition.static:
                return self._defined(scope, name, definition)
        return None

    def _native(self, scope: Scope, name: str, native: Native) -> Function:
        type_ = native.type_in(scope, name)
        if name not in self.native_types:
            self.native_types[name] = type_
            self._bind(name, native, type_)
        return Function(name, f"N_{name}", type_, native=native)

    def _bind(self, name: str, native: Native, type_: FunctionType) -> None:
        self.pool.namespace[f"N_{name}"] = native.bound(self.machine, type_)

    def _defined(self, scope: Scope, name: str, definition: Definition) -> Function:
        key = (definition.view.path, f"{name}@{definition.item.start}:{definition.line}")
        known = self.functions.get(key)
        if known is None:
            type_ = scope.function_type(definition)
            known = Function(name, self._python_name(scope, name), type_, scope, definition)
            self.functions[key] = known
            self.pool.function(known)
        return known

    def _python_name(self, scope: Scope, name: str) -> str:
        """``F_name``, unless another function has it already."""
        python = f"F_{name}"
        taken = self.pool.namespace.get(python)
        if isinstance(taken, Link) and (taken.path, taken.name) == (scope.unit.path, name):
            return python  # generated code that was kept calls the function by this name
        return python if taken is None else self.pool.fresh(f"{python}_")

    def linked(self, link: Link) -> Callable[..., Any]:
        """The Python function that a link stands for. Raises SourceError, and MachineError if there is none."""
        function = self.function_named(self.scope(link.path), link.name)
        if function is None:
            raise MachineError(f"{link.name}() is neither defined in the analysed sources nor modelled")
        return self.callable(function)

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
        self.run(translation, function.python, function.definition.view.path)
        return self.pool.namespace[function.python]  # type: ignore[no-any-return]

    def run(self, translation: Translation, name: str, path: str) -> None:
        """Define a translated function in the program's namespace. Raises SourceError if Python cannot take it."""
        self.translations[name] = (path, translation)
        try:
            code = compile(translation.source, f"<c>{name}", "exec", dont_inherit=True)
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            raise SourceError(f"cannot be translated ({error})", Place(path, translation.lines[0])) from error
        self.codes[name] = code
        self._define(name)

    def _define(self, python: str) -> None:
        namespace = self.pool.namespace
        exec(self.codes[python], namespace)  # noqa: S102  (mangled names, quoted literals, no builtins)
        if python.removeprefix("F_") in self.replayed:
            outcomes = self.outcomes.setdefault(python, {})
            namespace[python] = Replayed(self, python, namespace[python], outcomes)

    def translated(self, python: str) -> None:
        """Has a function translated that generated code names. Raises SourceError, MachineError."""
        found = self.pool.namespace[python]
        if isinstance(found, Link):
            self.linked(found)

    def code_of(self, python: str) -> CodeType:
        """The code of a translated function."""
        return next(one for one in self.codes[python].co_consts if isinstance(one, CodeType))

    def forget_outcomes(self, tainted: Collection[str]) -> None:
        """Forgets what calls of these functions came to, given by their C names."""
        for python, outcomes in self.outcomes.items():
            if python not in self.translations or python.removeprefix("F_") in tainted:
                outcomes.clear()

    def learn_outcomes(self, found: Mapping[str, Outcomes]) -> None:
        """Takes over what another process has found."""
        for python, outcomes in found.items():
            own = self.outcomes.setdefault(python, {})
            for key, new in outcomes.items():
                known = own.setdefault(key, [])
                known += [one for one in new if not any(map(one.alike, known))]

    def evaluate(self, path: str, expression: str, parameter: str, argument: Any) -> Any:
        """The value of a C expression in a .c file's scope, given as text, with one parameter. Raises SourceError."""
        key = (path, f"{parameter}|{expression}")
        function = self.functions.get(key)
        if function is None:
            scope = self.scope(path)
            view = scope.unit.views[-1]
            text = scope.unit.expander(view, len(view.text)).expand(
                f"uint64_t evaluated({parameter}) {{ return {expression}; }}"
            )
            body = text.index("{")
            item = Item("function", 0, len(text), body, ("evaluated",), ("evaluated",))
            definition = Definition(view, item, text, 1)
            python = self.pool.fresh("E_")
            function = Function("evaluated", python, scope.function_type(definition), scope, definition)
            self.functions[key] = function
        return self.callable(function)(argument)

    def call(self, path: str, name: str, *arguments: Any) -> Any:
        """Run a function as seen from a .c file. Raises SourceError if there is none of this name."""
        return self.entrance(path, name)(*arguments)

    def entrance(self, path: str, name: str) -> Callable[..., Any]:
        """The Python function for a C function as seen from a .c file. Raises SourceError if there is none."""
        function = self.function_named(self.scope(path), name)
        if function is None:
            raise SourceError(f"there is no function {name}() in the analysed sources", path)
        return self.callable(function)


def _is_declared(scope: Scope, name: str) -> bool:
    """Whether a scope has a prototype of a function."""
    return any(is_prototype(view.text[item.start : item.end], name) for view, item in scope.candidates(name))


__all__ = ["CpregscanError", "Function", "Program", "Variable"]
