"""Replays calls that only put structs into a hash table: what one run has put there, another need not work out again.

A call is replayed if it gets the same struct, and if all that the run before has read of the object that owns
the table is as it was then, bit by bit as far as the bits decided anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.natives.collections import Chain, Entry, HashTable, chain_from
from cpregscan.cmachine.observed import Observed, Reading, is_plain, plain
from cpregscan.cmachine.outcomes import Number, Outcome, Outcomes, content, copied
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.watching import Member, Watcher

if TYPE_CHECKING:
    from cpregscan.cmachine.program import Program

_HARMLESS = frozenset(
    (
        "N_g_hash_table_insert", "N_g_hash_table_replace", "N_g_hash_table_lookup", "N_g_hash_table_contains",
        "N_g_malloc", "N_g_malloc0", "N_g_memdup", "N_g_memdup2", "N_g_free", "N_strlen", "N_memcpy",
        "N_g_strdup", "N_g_strdup_printf", "N___builtin_ctz", "N___builtin_clz", "N___builtin_expect",
    )
)  # fmt: skip
"""Natives that do nothing but to the table, to memory that the call has made, or at all."""
_INDIRECT = re.compile(r"\.f_\w+\(|\bO\d+\(")
"""A call by a pointer, or of an observer: nobody knows what that does."""
_VARIABLE = re.compile(r"G_\w+_\d+\Z")
_MOST = 64
"""Outcomes that are remembered for one struct."""


class Replayed:
    """Stands for a generated function ``f(owner, struct, ...)`` that fills a hash table of its owner."""

    def __init__(
        self, program: Program, python: str, function: Callable[..., Any], outcomes: Outcomes
    ) -> None:
        self._program = program
        self._python = python
        self._function = function
        self._outcomes = outcomes
        self._watcher = Watcher()
        self._constants: dict[int, tuple[str, Any]] = {}
        self._variables = self._translated = 0
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
        if len(known) >= _MOST:
            return self._function(owner, struct, *rest)
        return self._run(known, table, outer, owner, struct, *rest)

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
        contents = content(struct.__dict__)
        maker = self._program.pool.names.get(("record", struct.ctype))
        return None if contents is None or maker is None else (maker, contents, rest)

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
        before = table.entries
        noting = table.entries = _Noting(before)
        try:
            with self._watcher.watching(owner):
                result = plain(self._function(owner, *given))
                written = self._watcher.written()
        finally:
            table.entries = dict(noting)
            _make_plain(noting.own.values())
        if written or not self._is_harmless():
            table.entries = before
            self._program.pool.namespace[self._python] = self._function
            return self._function(owner, *given)
        if result is None and len(self._program.machine.undecided_places) == undecided:
            others = [(member, one) for member, one in self._watcher.reads.items() if one.value is not table]
            outcome = noting.outcome(others, outer, self._program.pool.names)
            known += (outcome,) if outcome else ()
        return result

    def _is_harmless(self) -> bool:
        """Whether the function, and all that it calls, does nothing but fill the table."""
        if len(self._program.translations) == self._translated:
            return True
        self._translated = len(self._program.translations)
        constant = {one.python for one in self._program.variables.made if one.constant}
        for python in self._reached():
            if _INDIRECT.search(self._program.translations[python][1].source):
                return False
            for name in self._program.code_of(python).co_names:
                if name.startswith("N_") and name not in _HARMLESS:
                    return False
                if _VARIABLE.match(name) and name not in constant:
                    return False
        return True

    def _reached(self) -> Iterable[str]:
        """The translated functions that this one can call, with itself."""
        reached, fresh = {self._python}, [self._python]
        while fresh:
            names = set(self._program.code_of(fresh.pop()).co_names)
            new = names & self._program.translations.keys() - reached
            reached |= new
            fresh += new
        return reached


class _Noting(dict[Any, Any]):
    """The entries of a hash table that notes which were asked for, and which are new."""

    def __init__(self, entries: Mapping[Any, Any]) -> None:
        super().__init__(entries)
        self.own: dict[Any, Entry] = {}
        self._asked: set[Any] = set()
        self._simple = True
        """Whether nothing was done that depends on the entries that there were before."""

    def get(self, key: Any, default: Any = None) -> Any:
        self._ask(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._ask(key)
        return super().__contains__(key)

    def __setitem__(self, key: Any, entry: Any) -> None:
        self._ask(key)
        self.own[key] = entry
        super().__setitem__(key, entry)

    def _ask(self, key: Any) -> None:
        if key not in self.own:
            self._asked.add(key)
            self._simple = self._simple and not super().__contains__(key)

    def _complex(self, name: str) -> Any:
        self._simple = False
        return getattr(super(), name)

    def __getitem__(self, key: Any) -> Any:
        return self._complex("__getitem__")(key)

    def __len__(self) -> int:
        return int(self._complex("__len__")())

    def values(self) -> Any:
        return self._complex("values")()

    def items(self) -> Any:
        return self._complex("items")()

    def pop(self, *arguments: Any) -> Any:
        return self._complex("pop")(*arguments)

    def outcome(
        self, reads: Iterable[tuple[Member, Reading]], outer: Chain, names: Mapping[Any, str]
    ) -> Outcome | None:
        """What to remember of the run; None if another run cannot repeat it."""
        copies = [copied(key, entry, outer, names) for key, entry in self.own.items()]
        numbers, others = [], []
        for member, one in reads:
            if type(one.value) is int and all(isinstance(step, str) for step in member.path):
                numbers.append(Number(".".join((*map(str, member.path), member.name)), one.value, one.mask))
            elif is_plain(one.value):
                others.append((member, one))
            else:
                return None
        found = tuple(copy for copy in copies if copy is not None)
        if not self._simple or len(found) != len(copies):
            return None
        return Outcome(tuple(numbers), tuple(others), frozenset(self._asked), found)


def _table_of(owner: RecordObject) -> str:
    """The member of an object that holds a hash table; empty if there is none, or more than one."""
    names = [name for name, value in owner.__dict__.items() if type(value) is HashTable]
    return names[0] if len(names) == 1 else ""


def _make_plain(entries: Iterable[Entry]) -> None:
    """Takes the watch off the numbers in the structs; all their bits have decided something."""
    for _, struct, _ in entries:
        if isinstance(struct, RecordObject):
            for name, value in struct.__dict__.items():
                if type(value) is Observed:
                    struct.__dict__[name] = value.noted()
                elif type(value) is list:
                    value[:] = map(plain, value)
