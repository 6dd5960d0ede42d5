"""Runs C code over all values of the leaf predicates that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.pointers import ItemPointer, MemberPointer
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError, Place

Result = TypeVar("Result")
Assignment = dict[str, bool]
"""Leaf predicates by name, with the value that each has."""

_RUNS = 256
"""Runs that one exploration may take: eight leaves; no code seen has more than four."""


class Undecided(MachineError):
    """Something that is no leaf predicate decides; ``reason`` says what it is."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[MachineError], tuple[str, Place | str | None]]:
        """Between processes it travels as its base."""
        return MachineError, (self.message, self.place)


class Leaf(Unknown):
    """Something that the source does not tell. What is computed from it is a leaf again, named by its formula.

    When it decides a branch, the explorer says which way.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        decide: Any = object.__getattribute__(self, "_report")
        return bool(decide(self.reason))

    def __index__(self) -> int:
        raise MachineError(f"{self.reason} decides a number: it is no leaf predicate")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._derived(f"{self.reason}->{name[2:]}") if name.startswith("f_") else self

    def __getitem__(self, key: Any) -> Any:
        return self._derived(f"{self.reason}[{shown(key)}]")

    def __eq__(self, other: object) -> Any:
        if isinstance(other, int) and other == 0:
            return _leaf(f"not {self.reason}", lambda _: not self)
        return self._derived(f"{self.reason} == {shown(other)}")

    def __ne__(self, other: object) -> Any:
        if isinstance(other, int) and other == 0:
            return self
        return self._derived(f"{self.reason} != {shown(other)}")

    def __lt__(self, other: object) -> Any:
        return self._derived(f"{self.reason} < {shown(other)}")

    def __le__(self, other: object) -> Any:
        return self._derived(f"{self.reason} <= {shown(other)}")

    def __gt__(self, other: object) -> Any:
        return self._derived(f"{self.reason} > {shown(other)}")

    def __ge__(self, other: object) -> Any:
        return self._derived(f"{self.reason} >= {shown(other)}")

    def __and__(self, other: Any) -> Any:
        if isinstance(other, int) and other & (other + 1) == 0 and other > 1:
            return self  # a conversion to a narrower type, or a mask of low bits
        return self._derived(f"{self.reason} & {shown(other)}")

    def __or__(self, other: Any) -> Any:
        return self._derived(f"{self.reason} | {shown(other)}")

    def __add__(self, other: Any) -> Any:
        return self._derived(f"{self.reason} + {shown(other)}")

    def __rshift__(self, other: Any) -> Any:
        return self._derived(f"{self.reason} >> {shown(other)}")

    __rand__ = __and__
    __ror__ = __or__
    __radd__ = __add__
    __hash__ = Unknown.__hash__

    def _derived(self, formula: str) -> Leaf:
        return _leaf(f"({formula})" if " " in formula else formula, object.__getattribute__(self, "_report"))


def _leaf(name: str, decide: Any) -> Leaf:
    """A leaf whose value ``decide`` gives for its name; an Unknown's report gives nothing."""
    return Leaf(name, decide)


def shown(value: object) -> str:
    """A value as a leaf's formula names it. Raises MachineError for one that has no words."""
    if isinstance(value, Unknown):
        return value.reason
    if isinstance(value, MemberPointer) and isinstance(value.record, Unknown):
        return f"&{value.record.reason}->{value.name[2:]}"
    if isinstance(value, ItemPointer) and isinstance(value.items, Unknown):
        return f"{value.items.reason} + {value.index}" if value.index else value.items.reason
    if isinstance(value, RecordObject):
        return value.ctype.tag
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    raise MachineError(f"a leaf predicate hangs on something without a name ({type(value).__name__})")


class Explorer(Machine):
    """A C machine whose leaf predicates take all values in turn."""

    def __init__(self) -> None:
        super().__init__()
        self._decided: Assignment = {}
        self._default = False

    def leaf(self, name: str) -> Leaf:
        """The leaf predicate of this name."""
        return _leaf(name, self._decide)

    def undecided(self, reason: str) -> None:
        """A value that is no leaf decides something: the list would be a guess. Raises Undecided."""
        raise Undecided(f"cannot be decided: {reason}", reason)

    def missing(self, reason: str, *_: Any) -> Unknown:
        """A call of a function that nobody defines is a leaf."""
        return self.leaf(reason.partition(" ")[0])

    def run(self, action: Callable[[], Result], decided: Assignment, *, default: bool) -> Result:
        """The action's result with these values; other leaves are ``default`` and are put into ``decided``."""
        outer = self._decided, self._default
        self._decided, self._default = decided, default
        try:
            return action()
        finally:
            self._decided, self._default = outer

    def outcomes(self, action: Callable[[], Result]) -> Iterator[tuple[Assignment, Result]]:
        """The action's result for each way its leaves can go, with the leaves that decided it."""
        decided: Assignment = {}
        for _ in range(_RUNS):
            result = self.run(action, decided, default=False)
            yield decided, result
            taken = list(decided.items())
            while taken and taken[-1][1]:
                taken.pop()
            if not taken:
                return
            name, _ = taken.pop()
            decided = {**dict(taken), name: True}
        raise MachineError(f"more than {_RUNS} runs do not cover all values of the leaf predicates")

    def _decide(self, name: str) -> bool:
        return self._decided.setdefault(name, self._default)
