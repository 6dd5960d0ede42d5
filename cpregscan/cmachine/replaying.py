"""Replays calls that only put structs into a hash table: what one run has put there, another need not work out again.

A call is replayed if it gets the same struct, and if all that the run before has read of the object that owns
the table is as it was then, bit by bit as far as the bits decided anything.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cpregscan.cmachine.natives.collections import Entry, HashTable, chain_from
from cpregscan.cmachine.observed import Observed, Reading, plain
from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.cmachine.pool import FunctionPointer, InitialiserPlace
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.watching import Member, Watcher, fetch

if TYPE_CHECKING:
    from cpregscan.cmachine.natives.collections import Chain
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
_ATOMS = frozenset((int, str, bytes, type(None), FunctionPointer, InitialiserPlace))
_MOST = 64
"""Outcomes that are remembered for one struct."""


class Copy(NamedTuple):
    """A struct that was put into the table, to be made again: its class, its members, and which of them are arrays."""

    key: Any
    pointer: Any
    maker: type[RecordObject]
    members: dict[str, Any]
    arrays: tuple[str, ...]
    tail: Any
    inner: Chain

    def made(self) -> RecordObject:
        """The struct, sharing nothing that can be written."""
        new = self.maker()
        new.__dict__.update(self.members)
        for name in self.arrays:
            new.__dict__[name] = list(self.members[name])
        if self.tail is not None:
            new._tail = self.tail
        return new


@dataclass(slots=True)
class Outcome:
    """What a call has read, and what it has put into the table."""

    numbers: tuple[tuple[Callable[[Any], Any], int, int], ...]
    """Members that hold integers: how to get one, what it was, and the bits of it that decided something."""
    others: tuple[tuple[Member, Reading], ...]
    absent: frozenset[Any]
    """Keys that the table must not have."""
    copies: tuple[Copy, ...]
    chains: dict[Chain, tuple[Chain, ...]] = field(default_factory=dict)

    def fits(self, owner: RecordObject, table: HashTable) -> bool:
        """Whether the call would do the same again."""
        for get, value, mask in self.numbers:
            if (get(owner) ^ value) & mask:
                return False
        if not all(reading.agrees(fetch(owner, member)) for member, reading in self.others):
            return False
        return table.entries.keys().isdisjoint(self.absent)

    def enter(self, entries: dict[Any, Entry], outer: Chain) -> None:
        """Puts the structs into the table, as called from ``outer``."""
        chains = self.chains.get(outer)
        if chains is None:
            chains = self.chains[outer] = tuple((*copy.inner, *outer) for copy in self.copies)
        for copy, chain in zip(self.copies, chains, strict=True):
            entries[copy.key] = (copy.pointer, copy.made(), chain)


class Replayed:
    """Stands for a generated function ``f(owner, struct, ...)`` that fills a hash table of its owner."""

    def __init__(self, program: Program, python: str, function: Callable[..., Any]) -> None:
        self._program = program
        self._python = python
        self._function = function
        self._watcher = Watcher()
        self._known: defaultdict[Any, list[Outcome]] = defaultdict(list)
        self._constants: dict[int, Any] = {}
        self._variables = self._translated = 0
        self._member = ""

    def __call__(self, owner: Any, struct: Any, *rest: Any) -> Any:
        """Runs the function, or does again what it did before."""
        table = self._table(owner)
        key = None if table is None else self._key(struct, rest)
        if table is None or key is None:
            return self._function(owner, struct, *rest)
        known = self._known[key]
        for outcome in known:
            if outcome.fits(owner, table):
                outcome.enter(table.entries, chain_from(sys._getframe(1), self._program.pool.namespace))
                return None
        if len(known) >= _MOST:
            return self._function(owner, struct, *rest)
        outer = chain_from(sys._getframe(1), self._program.pool.namespace)
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
        """What tells a struct from all others: of a constant one, where it is, else its contents."""
        if not isinstance(struct, RecordObject) or any(type(one) not in _ATOMS for one in rest):
            return None
        if len(self._program.variables.made) != self._variables:
            self._find_constants()
        if id(struct._array) in self._constants or id(struct) in self._constants:
            return id(struct), rest
        content = _content(struct.__dict__)
        return None if content is None else (type(struct), content, rest)

    def _find_constants(self) -> None:
        variables = self._program.variables.made
        namespace = self._program.pool.namespace
        self._variables = len(variables)
        constants = (namespace[one.python] for one in variables if one.constant)
        self._constants = {id(one): one for one in constants if isinstance(one, (list, RecordObject))}

    def _run(
        self, known: list[Outcome], table: HashTable, outer: Chain, owner: RecordObject, *given: Any
    ) -> Any:
        """Runs the function under watch, and remembers what came of it if that can be done again."""
        undecided = len(self._program.machine.undecided_places)
        before = table.entries
        table.entries = noting = _Noting(before)
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
        sure = len(self._program.machine.undecided_places) == undecided
        if result is None and sure and (outcome := noting.outcome(table, self._watcher.reads, outer)):
            known.append(outcome)
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
            names = (
                set(self._program.code_of(fresh.pop()).co_names) & self._program.translations.keys() - reached
            )
            reached |= names
            fresh += names
        return reached


class _Noting(dict[Any, Any]):
    """The entries of a hash table that notes which were asked for, and which are new."""

    def __init__(self, entries: Mapping[Any, Any]) -> None:
        super().__init__(entries)
        self.own: dict[Any, Entry] = {}
        self.asked: set[Any] = set()
        self.simple = True
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
            self.asked.add(key)
            self.simple = self.simple and not super().__contains__(key)

    def _complex(self, name: str) -> Any:
        self.simple = False
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

    def outcome(self, table: HashTable, reads: Mapping[Member, Reading], outer: Chain) -> Outcome | None:
        """What to remember of the run; None if another run cannot repeat it."""
        copies = [_copy(key, entry, outer) for key, entry in self.own.items()]
        others = [(member, one) for member, one in reads.items() if one.value is not table]
        if not self.simple or None in copies or not all(_is_plain(one.value) for _, one in others):
            return None
        numbers = [(_getter(member), one.value, one.mask) for member, one in others if type(one.value) is int]
        rest = tuple((member, one) for member, one in others if type(one.value) is not int)
        found = tuple(copy for copy in copies if copy is not None)
        return Outcome(tuple(numbers), rest, frozenset(self.asked), found)


def _table_of(owner: RecordObject) -> str:
    """The member of an object that holds a hash table; empty if there is none, or more than one."""
    names = [name for name, value in owner.__dict__.items() if type(value) is HashTable]
    return names[0] if len(names) == 1 else ""


def _getter(member: Member) -> Callable[[Any], Any]:
    if all(isinstance(step, str) for step in member.path):
        return attrgetter(".".join((*map(str, member.path), member.name)))
    return lambda owner: fetch(owner, member)


def _copy(key: Any, entry: Entry, outer: Chain) -> Copy | None:
    pointer, struct, chain = entry
    if not isinstance(struct, RecordObject) or struct._array is not None or struct._up is not None:
        return None
    if _content(struct.__dict__) is None or not (type(pointer) is int or type(pointer) is ItemPointer):
        return None
    members = dict(struct.__dict__)
    arrays = tuple(name for name, value in members.items() if type(value) is list)
    members.update((name, tuple(members[name])) for name in arrays)
    inner = chain[: len(chain) - len(outer)]
    return Copy(key, pointer, type(struct), members, arrays, struct._tail, inner)


def _content(members: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The members of a struct such that they can be compared; None if they are not all numbers, texts and functions."""
    parts: list[Any] = []
    for name, value in members.items():
        kind = type(value)
        if kind in _ATOMS:
            parts += (name, value)
        elif kind is ItemPointer and isinstance(value.items, (bytes, bytearray)):
            parts += (name, bytes(value.items), value.index)
        elif kind is list and all(type(one) is int for one in value):
            parts += (name, *value)
        else:
            return None
    return tuple(parts)


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (int, str, bool)


def _make_plain(entries: Iterable[Entry]) -> None:
    """Takes the watch off the numbers in the structs; all their bits have decided something."""
    for _, struct, _ in entries:
        if isinstance(struct, RecordObject):
            for name, value in struct.__dict__.items():
                if type(value) is Observed:
                    struct.__dict__[name] = value.noted()
                elif type(value) is list:
                    value[:] = map(plain, value)
