"""What a native model is: a Python function that stands for a C function of libc, glib or QOM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine import budget
from cpregscan.cmachine.records import OpaqueObject
from cpregscan.cmachine.types import BOOL, INT, FunctionType, IntType, PointerType, VoidType
from cpregscan.errors import Place

if TYPE_CHECKING:
    from cpregscan.cmachine.machine import Machine
    from cpregscan.cmachine.scope import Scope


@dataclass(frozen=True, slots=True)
class Native:
    """A native model. It is called with the machine, the C function's type if ``typed``, and the arguments.

    The type is that of the tree's own prototype; ``prototype`` is used where the tree has none (libc, glib).
    """

    function: Callable[..., Any]
    prototype: str = ""
    typed: bool = False

    def type_in(self, scope: Scope, name: str) -> FunctionType:
        """The C type of the function as a scope knows it."""
        if self.prototype:
            node = scope.parse(self.prototype + ";", _NOWHERE)[-1]
            built = scope.types.of(node.type)
            assert isinstance(built, FunctionType)
            return built
        definition = scope.definition(name, complete=False)
        if definition is None:
            return FunctionType(INT, (), (), variadic=True)
        return scope.function_type(definition)

    def bound(self, machine: Machine, type_: FunctionType) -> Callable[..., Any]:
        """The function as generated code calls it."""
        if self.typed:
            return partial(self.function, machine, type_)
        return partial(self.function, machine)


def nothing(machine: Machine, type_: FunctionType, *arguments: Any) -> Any:
    """A call that cannot reach a cpreg: no effect; a pointer comes back as an opaque object."""
    if isinstance(type_.result, VoidType):
        return None
    if isinstance(type_.result, PointerType):
        return OpaqueObject("object outside of the model")
    if type_.result == BOOL:
        return int(reports_errors(type_))
    if isinstance(type_.result, IntType):
        return machine.program.unknown("the value of a call outside of the model")
    return None


def reports_errors(type_: FunctionType) -> bool:
    """Whether a function tells of errors by way of a parameter ``errp``: a bool that it gives is then true for success.

    Follows include/qapi/error.h.
    """
    return bool(type_.names) and type_.names[-1] == "errp"


def absent(machine: Machine, type_: FunctionType, *arguments: Any) -> Any:
    """A question for something that is not there: NULL, 0 or false."""
    return None if isinstance(type_.result, (VoidType, PointerType)) else 0


def spend(machine: Machine, size: int) -> None:
    """Take what work on so many bytes costs from the run's budget of steps."""
    if size >= budget.BYTES_PER_STEP:
        budget.spend(machine.program.pool.namespace["tick"], size)


class Registry(dict[str, Native]):
    """The native models of one module, by C name."""

    def model(
        self, prototype: str = "", *, name: str = "", typed: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a function under the name in its prototype, or its own name where the tree has the prototype."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            c_name = name or (
                prototype.partition("(")[0].split()[-1].lstrip("*") if prototype else function.__name__
            )
            self[c_name] = Native(function, prototype, typed)
            return function

        return register


_NOWHERE = Place("<native prototype>", 1)
