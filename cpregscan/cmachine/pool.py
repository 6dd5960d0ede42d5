"""The namespace of a program's generated Python: constants, types, functions and variables by mangled names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.casting import cast
from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.cmachine.records import record_class
from cpregscan.cmachine.runtime import NAMESPACE
from cpregscan.cmachine.types import CType, PointerType, RecordType, SizeOf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cpregscan.cmachine.program import Function, Program
    from cpregscan.cmachine.scope import Scope
from cpregscan.errors import MachineError


@dataclass(frozen=True, slots=True)
class InitialiserPlace:
    """Where a struct's initialiser stands: line, and the variable (table) it belongs to."""

    path: str
    line: int
    table: str
    python: str = field(default="", compare=False)
    """The name that the pool has for it."""


class FunctionPointer:
    """A C function as a value, as a .c file understands its name; called, it runs the function.

    ``python`` is the name that the pool has for it, if it is there.
    """

    __slots__ = ("_callable", "_function", "name", "path", "program", "python")

    def __init__(self, program: Program, path: str, name: str, python: str = "") -> None:
        self.program = program
        self.path = path
        self.name = name
        self.python = python
        self._function: Function | None = None
        self._callable: Callable[..., Any] | None = None

    @property
    def function(self) -> Function:
        """The function, looked up when it is first needed: most are never called. Raises MachineError."""
        if self._function is None:
            self._function = self.program.function_named(self.program.scope(self.path), self.name)
            if self._function is None:
                raise MachineError(f"{self.name}() is neither defined in the analysed sources nor modelled")
        return self._function

    def __call__(self, *arguments: Any) -> Any:
        return self.callable(*arguments)

    @property
    def callable(self) -> Callable[..., Any]:
        """What runs when it is called."""
        if self._callable is None:
            self._callable = self.program.callable(self.function)
        return self._callable

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


def callable_of(function: Any) -> Any:
    """What runs when a native calls a function that it got; to be asked for once before many calls."""
    return function.callable if type(function) is FunctionPointer else function


class Link:
    """Stands for a function that is not translated yet, by its name as a .c file understands it."""

    __slots__ = ("_callable", "name", "path", "program", "python")

    def __init__(self, program: Program, path: str, name: str, python: str) -> None:
        self.program = program
        self.path = path
        self.name = name
        self.python = python
        self._callable: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        if self._callable is None:
            self._callable = self.program.linked(self)
        return self._callable(*arguments)


Key = tuple[Any, ...]
"""What a name stands for: its kind, and what tells it from others of the kind."""


class Pool:
    """Makes names for what generated code refers to; the same thing always gets the same name."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.namespace: dict[str, Any] = dict(NAMESPACE)
        self.names: dict[Key, str] = {}
        self.homes: dict[str, str] = {}
        """The .c file in which the name of a pointer to a function was met first."""
        self.count = 0
        self._entries: list[tuple[Key, str]] = []
        """The names of a copy until it is revived: their keys may not be whole yet."""

    def __getstate__(self) -> dict[str, Any]:
        """The names and what they stand for; the namespace is made anew by `revive`."""
        return {
            "_program": self._program, "_entries": list(self.names.items()), "homes": self.homes,
            "count": self.count, "names": {}, "namespace": dict(NAMESPACE),
        }  # fmt: skip

    def rename(self, change: Callable[[Key], Key | None]) -> None:
        """Gives names of a copy that is not revived yet other keys, or none."""
        self._entries = [(new, name) for key, name in self._entries if (new := change(key)) is not None]

    def pointers(self) -> Iterator[tuple[str, str]]:
        """The C name of each function of which there is a pointer, and the pointer's own name."""
        for key, name in (*self.names.items(), *self._entries):
            if key[0] == "pointer":
                yield key[2], name

    def revive(self) -> None:
        """Fills the namespace of a copy, once all keys are whole, with what the names stand for."""
        self.names = dict(self._entries)
        for key, name in self._entries:
            self.namespace[name] = self.made(key, name)
        self._entries = []

    def fresh(self, prefix: str) -> str:
        """A name that nothing else has."""
        self.count += 1
        return f"{prefix}{self.count}"

    def _named(self, prefix: str, key: Key) -> str:
        name = self.names.get(key)
        if name is None:
            name = self.names[key] = self.fresh(prefix)
            self.namespace[name] = self.made(key, name)
        return name

    def made(self, key: Key, name: str) -> Any:
        """What a name of the pool stands for, made from its key."""
        kind = key[0]
        if kind == "record":
            return record_class(key[1])
        if kind == "size":
            return SizeOf(key[1])
        if kind == "string":
            return ItemPointer(key[1].encode("latin-1", "replace") + b"\0")
        if kind == "origin":
            return InitialiserPlace(key[1], key[2], key[3], name)
        if kind == "uninitialised":
            return self._program.unknown(f"'{key[1]}' is not initialised")
        if kind == "pointer":
            return FunctionPointer(self._program, self.homes[name], key[2], name)
        if kind == "observer":
            return partial(self._program.observe, key[1])
        return key[1]

    def observer(self, name: str) -> str:
        """A name for the observer of a function."""
        return self._named("O", ("observer", name))

    def type(self, type_: CType) -> str:
        """A name for a type."""
        return self._named("T", ("type", type_))

    def record(self, type_: RecordType) -> str:
        """A name for the Python class of a struct type."""
        return self._named("R", ("record", type_))

    def size(self, type_: CType) -> str:
        """A name for the size of a type."""
        return self._named("Z", ("size", type_))

    def string(self, text: str) -> str:
        """A name for a pointer to a constant string."""
        return self._named("S", ("string", text))

    def origin(self, path: str, line: int, table: str) -> str:
        """A name for the place of an initialiser."""
        return self._named("P", ("origin", path, line, table))

    def uninitialised(self, name: str) -> str:
        """A name for the indeterminate value of a local variable."""
        return self._named("U", ("uninitialised", name))

    def pointer_to(self, scope: Scope, name: str, unit: str) -> str:
        """A name for a function as a value; ``unit`` is the file for a static function, else empty."""
        key = ("pointer", unit, name)
        if key not in self.names:
            self.homes[f"A{self.count + 1}"] = scope.unit.path
        return self._named("A", key)

    def function(self, function: Function) -> str:
        """The name to call a function by; it is translated when it is first called."""
        if function.python not in self.namespace:
            assert function.scope is not None
            link = Link(self._program, function.scope.unit.path, function.name, function.python)
            self.namespace[function.python] = link
        return function.python
