"""Replays calls that only put structs into a hash table: what one run has put there, another need not work out again.

A call is replayed if it gets the same struct, and if all that the run before has read of the object that owns
the table is as it was then, bit by bit as far as the bits decided anything.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from cpregscan.cmachine.natives.collections import Chain, Entry, HashTable, chain_from
from cpregscan.cmachine.observed import Observed, plain
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.replay.noting import Noting
from cpregscan.cmachine.replay.outcomes import Copies, Outcome, Outcomes, content
from cpregscan.cmachine.watching import Watcher
from cpregscan.errors import CpregscanError

if TYPE_CHECKING:
    from cpregscan.cmachine.program import Program

_HARMLESS = frozenset(
    (
        "N_g_hash_table_insert", "N_g_hash_table_replace", "N_g_hash_table_lookup", "N_g_hash_table_contains",
        "N_g_malloc", "N_g_malloc0", "N_g_memdup", "N_g_memdup2", "N_g_free", "N_strlen", "N_memcpy",
        "N_g_strdup", "N_g_strdup_printf", "N___builtin_ctz", "N___builtin_clz", "N___builtin_expect",
    )
)  # fmt: skip
"""Natives that look up and insert, that work on memory which the call has made, or that do nothing."""
_INDIRECT = re.compile(r"\.f_\w+\(|\bv_\w+\(|\b[tAO]\d+\(|\)\(")
"""A call by a pointer, or of an observer: nobody knows what that does."""
_VARIABLE = re.compile(r"G_\w+_\d+\Z")
_MOST = 64
"""Outcomes that are remembered for one struct."""
_FUTILE = 2
"""Runs for a struct that could not be remembered after which they are not watched any more."""


class Replayed:
    """Stands for a generated function ``f(owner, struct, ...)`` that fills a hash table of its owner.

    The struct may be one of an array, or stand for all of it.
    """

    def __init__(
        self, program: Program, python: str, function: Callable[..., Any], outcomes: Outcomes
    ) -> None:
        self._program = program
        self._python = python
        self._function = function
        self._outcomes = outcomes
        self._futile: Counter[Any] = Counter()
        """How many runs for a struct could not be remembered."""
        self._copies: Copies = {}
        self._watcher = Watcher()
        self._constants: dict[int, tuple[str, Any]] = {}
        self._variables = 0
        self._checked = False
        self._member = ""

    def __call__(self, owner: Any, struct: Any, *rest: Any) -> Any:
        """Runs the function, or does again what it did before."""
        table = self._table(owner)
        key = None if table is None else self._key(struct, rest)
        if table is None or key is None:
            return self._function(owner, struct, *rest)
        outer = chain_from(sys._getframe(1), self._program.pool.namespace)
        known = self._outcomes.setdefault(key, [])
        for outcome in known:
            if outcome.fits(owner, table):
                if outcome.enter(table.entries, outer, self._program.pool.namespace):
                    return None
                known.remove(outcome)
                break
        if len(known) >= _MOST or self._futile[key] >= _FUTILE or not self._is_harmless():
            return self._function(owner, struct, *rest)
        remembered = len(known)
        result = self._run(known, table, outer, owner, struct, *rest)
        self._futile[key] += len(known) == remembered
        return result

    def _table(self, owner: Any) -> HashTable | None:
        """The one hash table of an object; None while it is watched already."""
        if not isinstance(owner, RecordObject):
            return None
        if not self._member:
            self._member = _table_of(owner)
        table = owner.__dict__.get(self._member)
        return table if type(table) is HashTable and type(table.entries) is dict else None

    def _key(self, struct: Any, rest: tuple[Any, ...]) -> Any:
        """What tells a struct from all others: of a constant one, where it stands, else its contents."""
        if not isinstance(struct, RecordObject) or any(type(one) not in (int, type(None)) for one in rest):
            return None
        if len(self._program.variables.made) != self._variables:
            self._find_constants()
        found = self._constants.get(id(struct if struct._array is None else struct._array))
        if found is not None:
            return found[0], struct._index, rest
        contents = tuple(content(one.__dict__) for one in struct._array or (struct,))
        maker = self._program.pool.names.get(("record", struct.ctype))
        return None if None in contents or maker is None else (maker, contents, struct._index, rest)

    def _find_constants(self) -> None:
        variables = self._program.variables.made
        namespace = self._program.pool.namespace
        self._variables = len(variables)
        constants = ((one.python, namespace[one.python]) for one in variables if one.constant)
        self._constants = {
            id(value): (python, value)
            for python, value in constants
            if isinstance(value, (list, RecordObject))
        }

    def _run(
        self, known: list[Outcome], table: HashTable, outer: Chain, owner: RecordObject, *given: Any
    ) -> Any:
        """Runs the function under watch, and remembers what came of it if that can be done again."""
        undecided = len(self._program.machine.undecided_places)
        structs = [(one, dict(one.__dict__)) for one in given[0]._array or given[:1]]
        told = _told(structs)
        before = table.entries
        noting = Noting(before)
        table.entries = cast("dict[Any, Entry]", noting)  # has what these natives ask of entries
        try:
            with self._watcher.watching(owner):
                result = plain(self._function(owner, *given))
                written = self._watcher.settle()
        finally:
            disturbed = noting.disturbed()
            table.entries = before
            noting.settle()
            _make_plain(noting.own.values())
        if written or disturbed or _told(structs) != told:
            self._give_up()
        elif result is None and len(self._program.machine.undecided_places) == undecided:
            others = [(member, one) for member, one in self._watcher.reads.items() if one.value is not table]
            outcome = noting.outcome(others, outer, self._program.pool.names, self._copies)
            known += (outcome,) if outcome else ()
        return result

    def _give_up(self) -> None:
        """From now on the function runs as it is."""
        self._program.pool.namespace[self._python] = self._function
        self._outcomes.clear()

    def _is_harmless(self) -> bool:
        """Whether the function, and all that it can call, does nothing but fill the table; else it is given up."""
        if not self._checked:
            self._checked = True
            reached = self._reached()
            constant = {one.python for one in self._program.variables.made if one.constant}
            if reached is None or not all(self._does_no_more(python, constant) for python in reached):
                self._give_up()
                return False
        return True

    def _does_no_more(self, python: str, constant: Collection[str]) -> bool:
        names = self._program.code_of(python).co_names
        return (
            not _INDIRECT.search(self._program.translations[python][1].source)
            and all(name in _HARMLESS for name in names if name.startswith("N_"))
            and all(name in constant for name in names if _VARIABLE.match(name))
        )

    def _reached(self) -> set[str] | None:
        """The functions that this one can call, with itself, all translated; None if one of them cannot be."""
        reached, fresh = set[str](), [self._python]
        while fresh:
            python = fresh.pop()
            if python in reached:
                continue
            reached.add(python)
            try:
                self._program.translated(python)
            except CpregscanError:
                return None
            fresh += (name for name in self._program.code_of(python).co_names if name.startswith("F_"))
        return reached


def _table_of(owner: RecordObject) -> str:
    """The member of an object that holds a hash table; empty if there is none, or more than one."""
    names = [name for name, value in owner.__dict__.items() if type(value) is HashTable]
    return names[0] if len(names) == 1 else ""


def _told(structs: Iterable[tuple[RecordObject, Mapping[str, Any]]]) -> list[tuple[Any, ...] | None]:
    """What structs hold now in these members; reading an array for the first time makes one more."""
    return [content({name: struct.__dict__.get(name) for name in members}) for struct, members in structs]


def _make_plain(entries: Iterable[Entry]) -> None:
    """Takes the watch off the numbers in the structs; all their bits have decided something."""
    for _, struct, _ in entries:
        if isinstance(struct, RecordObject):
            for name, value in struct.__dict__.items():
                if type(value) is Observed:
                    struct.__dict__[name] = value.noted()
                elif type(value) is list:
                    value[:] = map(plain, value)
