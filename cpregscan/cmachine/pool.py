"""The namespace of a program's generated Python: constants, types, functions and variables by mangled names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.casting import cast
from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.cmachine.records import record_class
from cpregscan.cmachine.runtime import NAMESPACE
from cpregscan.cmachine.types import CType, PointerType, RecordType, SizeOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpregscan.cmachine.program import Function, Program
    from cpregscan.cmachine.scope import Scope
from cpregscan.errors import MachineError


@dataclass(frozen=True, slots=True)
class InitialiserPlace:
    """Where a struct's initialiser stands: line, and the variable (table) it belongs to."""

    path: str
    line: int
    table: str


class FunctionPointer:
    """A C function as a value; called, it runs the function."""

    __slots__ = ("_callable", "_function", "name", "program", "scope")

    def __init__(self, program: Program, scope: Scope, name: str) -> None:
        self.program = program
        self.scope = scope
        self.name = name
        self._function: Function | None = None
        self._callable: Callable[..., Any] | None = None

    @property
    def function(self) -> Function:
        """The function, looked up when it is first needed: most are never called. Raises MachineError."""
        if self._function is None:
            self._function = self.program.function_named(self.scope, self.name)
            if self._function is None:
                raise MachineError(f"{self.name}() is neither defined in the analysed sources nor modelled")
        return self._function

    def __call__(self, *arguments: Any) -> Any:
        if self._callable is None:
            self._callable = self.program.callable(self.function)
        return self._callable(*arguments)

    def enter(self, *arguments: Any) -> Any:
        """Call it from outside of the C code, with objects seen as the structs that its parameters name."""
        parameters = self.function.type.parameters
        seen = [
            cast(value, type_.target) if isinstance(type_, PointerType) else value
            for value, type_ in zip(arguments, parameters, strict=False)
        ]
        return self(*seen)

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class Pool:
    """Makes names for what generated code refers to; the same thing always gets the same name."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.namespace: dict[str, Any] = dict(NAMESPACE)
        self._names: dict[Any, str] = {}

    def _named(self, prefix: str, key: Any, make: Any) -> str:
        name = self._names.get(key)
        if name is None:
            name = f"{prefix}{len(self._names)}"
            self._names[key] = name
            self.namespace[name] = make()
        return name

    def add(self, value: Any) -> str:
        """A name for any Python object."""
        return self._named("O", ("object", id(value)), lambda: value)

    def type(self, type_: CType) -> str:
        """A name for a type."""
        return self._named(
            "T", ("type", id(type_) if isinstance(type_, RecordType) else type_), lambda: type_
        )

    def record(self, type_: RecordType) -> str:
        """A name for the Python class of a struct type."""
        return self._named("R", ("record", id(type_)), lambda: record_class(type_))

    def size(self, type_: RecordType, size: SizeOf) -> str:
        """A name for the size of a struct type."""
        return self._named("Z", ("size", id(type_)), lambda: size)

    def string(self, text: str) -> str:
        """A name for a pointer to a constant string."""
        return self._named(
            "S", ("string", text), lambda: ItemPointer(text.encode("latin-1", "replace") + b"\0")
        )

    def origin(self, path: str, line: int, table: str) -> str:
        """A name for the place of an initialiser."""
        return self._named("P", ("origin", path, line, table), lambda: InitialiserPlace(path, line, table))

    def uninitialised(self, name: str) -> str:
        """A name for the indeterminate value of a local variable."""
        return self._named(
            "U", ("uninitialised", name), lambda: self._program.unknown(f"'{name}' is not initialised")
        )

    def pointer_to(self, scope: Scope, name: str, unit: str) -> str:
        """A name for a function as a value; ``unit`` is the file for a static function, else empty."""
        return self._named("A", ("pointer", unit, name), lambda: FunctionPointer(self._program, scope, name))

    def function(self, function: Function) -> str:
        """The name to call a function by; it is translated when it is first called."""
        if function.python not in self.namespace:
            program = self._program

            def link(*arguments: Any) -> Any:
                return program.callable(function)(*arguments)

            self.namespace[function.python] = link
        return function.python
