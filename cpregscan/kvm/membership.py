"""Under which condition each index is put to user space, from runs over the values of the leaf predicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, Generic, TypeVar

from cpregscan.errors import MachineError
from cpregscan.kvm.conditions import ALWAYS, LIMIT, Condition, condition
from cpregscan.kvm.exploring import Assignment, Explorer

Found = TypeVar("Found")
"""What is known of an index that a run puts."""

Result = TypeVar("Result")

_MANY = 64
"""Leaves that one run may ask for."""

Run = Callable[[], Mapping[int, Found]]
"""Runs some code, and gives the indexes that it puts."""

_FEW = 6
"""Leaves whose values are all run through together; more than that are those of a loop, each on its own."""


def memberships(explorer: Explorer, run: Run[Found]) -> dict[int, tuple[Condition, Found]]:
    """For each index that some run puts: the condition under which it does, and what is known of it.

    Raises MachineError if many leaves decide about one index in a way that cannot be told apart.
    """
    decided: Assignment = {}
    first = explorer.run(run, decided, default=False)
    if len(decided) > _FEW:
        return _Independent(explorer, run).memberships()
    outcomes = list(explorer.outcomes(run)) if decided else [(decided, first)]
    known = {index: found for _, put in outcomes for index, found in put.items()}
    return {index: (condition_of(outcomes, _putting(index)), found) for index, found in known.items()}


def condition_of(
    outcomes: Sequence[tuple[Assignment, Result]], wanted: Callable[[Result], object]
) -> Condition:
    """The condition under which a result is wanted, from the results of all ways that a run can go."""
    if all(wanted(result) for _, result in outcomes):
        return ALWAYS
    taken = [decided for decided, result in outcomes if wanted(result)]

    def holds(values: Mapping[str, bool]) -> bool:
        return any(all(values[name] is value for name, value in decided.items()) for decided in taken)

    return condition((name for decided in taken for name in decided), holds)


def _putting(index: int) -> Callable[[Mapping[int, Any]], bool]:
    return lambda put: index in put


class _Independent(Generic[Found]):
    """Runs in which many leaves decide, each about few indexes: whom a leaf concerns shows when it alone turns.

    Each is turned with all others false and with all others true; then the values of those that concern
    an index are run through, and both ways must agree.
    """

    def __init__(self, explorer: Explorer, run: Run[Found]) -> None:
        self._explorer = explorer
        self._run = run
        self._leaves: dict[str, None] = {}
        self._done: dict[tuple[frozenset[tuple[str, bool]], bool], Mapping[int, Found]] = {}

    def memberships(self) -> dict[int, tuple[Condition, Found]]:
        concerned: dict[int, set[str]] = {}
        known: dict[int, Found] = {**self._put({}, default=False), **self._put({}, default=True)}
        asked = 0
        while asked < len(self._leaves):
            if len(self._leaves) > _MANY:
                raise MachineError(f"a list hangs on more than {_MANY} leaf predicates")
            leaf = list(self._leaves)[asked]
            asked += 1
            for default in (False, True):
                put = self._put({leaf: not default}, default=default)
                known.update(put)
                for index in set(put) ^ set(self._put({}, default=default)):
                    concerned.setdefault(index, set()).add(leaf)
        return {
            index: (self._condition(index, concerned.get(index, set())), found)
            for index, found in known.items()
        }

    def _condition(self, index: int, leaves: set[str]) -> Condition:
        names = sorted(leaves)
        if len(names) > LIMIT:
            raise MachineError(f"the index {index:#018x} hangs on {len(names)} leaf predicates")
        for row in product((False, True), repeat=len(names)):
            values = dict(zip(names, row, strict=True))
            if (index in self._put(values, default=False)) is not (index in self._put(values, default=True)):
                raise MachineError(f"what decides about the index {index:#018x} cannot be told apart")
        return condition(names, lambda values: index in self._put(dict(values), default=False))

    def _put(self, values: Assignment, *, default: bool) -> Mapping[int, Found]:
        key = (frozenset(values.items()), default)
        if key not in self._done:
            decided = dict(values)
            self._done[key] = self._explorer.run(self._run, decided, default=default)
            self._leaves.update(dict.fromkeys(decided))
        return self._done[key]
