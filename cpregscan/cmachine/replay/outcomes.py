"""What came of a call that put structs into a hash table: all of it by value or by name, so that it can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from cpregscan.cmachine.natives.collections import Chain, Entry, HashTable
from cpregscan.cmachine.observed import Reading
from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.cmachine.pool import FunctionPointer, InitialiserPlace
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.watching import Member, fetch

_ATOMS = frozenset((int, str, bytes, type(None)))
_NAMED = frozenset((FunctionPointer, InitialiserPlace))


class Named(NamedTuple):
    """Something that has a name in the program's pool."""

    python: str


class Number(NamedTuple):
    """A member that held an integer: what leads to it, the integer, and the bits of it that decided something."""

    path: str
    value: int
    mask: int


class Copy:
    """A struct that was put into the table: its key, the key's pointer, its class by name, its members.

    ``arrays`` are the members that are arrays; ``inner`` is what ran within the call when it was put there.
    Outcomes share those that are equal.
    """

    __slots__ = ("_resolved", "arrays", "inner", "key", "maker", "members", "pointer", "tail")

    def __init__(
        self,
        key: Any,
        pointer: Any,
        maker: str,
        members: dict[str, Any],
        arrays: tuple[str, ...],
        tail: ItemPointer | None,
        inner: Chain,
    ) -> None:
        self.key = key
        self.pointer = pointer
        self.maker = maker
        self.members = members
        self.arrays = arrays
        self.tail = tail
        self.inner = inner
        self._resolved: tuple[type[RecordObject], dict[str, Any]] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.key, self.pointer, self.maker, self.members, self.arrays, self.tail, self.inner)
        return Copy, parts

    def resolved(self, namespace: Mapping[str, Any]) -> tuple[type[RecordObject], dict[str, Any]]:
        """The class and the members themselves. Raises KeyError if one of them is no more."""
        if self._resolved is None:
            members = {
                name: namespace[value.python] if type(value) is Named else value
                for name, value in self.members.items()
            }
            self._resolved = namespace[self.maker], members
        return self._resolved


Members = tuple[Any, ...]
"""What a struct holds, such that it can be compared."""


class Outcome:
    """What a call has read of the object that owns the table, and what it has put into it."""

    __slots__ = ("_chains", "_getters", "_makers", "absent", "copies", "numbers", "others", "present")

    def __init__(
        self,
        numbers: tuple[Number, ...],
        others: tuple[tuple[Member, Reading], ...],
        absent: frozenset[Any],
        present: tuple[tuple[Any, Members], ...],
        copies: tuple[Copy, ...],
    ) -> None:
        self.numbers = numbers
        self.others = others
        self.absent = absent
        """Keys that the table must not have."""
        self.present = present
        """Keys under which it must have structs with these contents."""
        self.copies = copies
        self._getters: tuple[tuple[Callable[[Any], Any], int, int], ...] | None = None
        self._makers: list[tuple[type[RecordObject], dict[str, Any]]] | None = None
        self._chains: dict[Chain, tuple[Chain, ...]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Outcome, (self.numbers, self.others, self.absent, self.present, self.copies)

    def alike(self, other: Outcome) -> bool:
        """Whether both are of calls that have read the same."""
        own, its = ((one.numbers, one.absent, one.present) for one in (self, other))
        return own == its

    def fits(self, owner: RecordObject, table: HashTable) -> bool:
        """Whether the call would do the same again."""
        if self._getters is None:
            self._getters = tuple((attrgetter(path), value, mask) for path, value, mask in self.numbers)
        for get, value, mask in self._getters:
            if (get(owner) ^ value) & mask:
                return False
        if not all(reading.agrees(fetch(owner, member)) for member, reading in self.others):
            return False
        if not table.entries.keys().isdisjoint(self.absent):
            return False
        return all(told(table.entries.get(key)) == contents for key, contents in self.present)

    def enter(self, entries: dict[Any, Entry], outer: Chain, namespace: Mapping[str, Any]) -> bool:
        """Puts the structs into the table, as called from ``outer``; False if they name what is no more."""
        if self._makers is None:
            self._makers = _makers(self.copies, namespace)
        if self._makers is None:
            return False
        chains = self._chains.get(outer)
        if chains is None:
            chains = self._chains[outer] = tuple((*copy.inner, *outer) for copy in self.copies)
        for copy, (maker, members), chain in zip(self.copies, self._makers, chains, strict=True):
            new = maker()
            new.__dict__.update(members)
            for name in copy.arrays:
                new.__dict__[name] = list(members[name])
            if copy.tail is not None:
                new._tail = copy.tail
            entries[copy.key] = (copy.pointer, new, chain)
        return True


Outcomes = dict[Any, list[Outcome]]
"""The outcomes of one function, by what tells the struct that it got from others."""


def told(entry: Entry | None) -> Members | None:
    """The content of the struct that an entry of a table has."""
    return content(entry[1].__dict__) if entry and isinstance(entry[1], RecordObject) else None


def content(members: Mapping[str, Any]) -> Members | None:
    """A struct's members, to be compared; None if they are not all numbers, texts and things that have a name."""
    parts: list[Any] = []
    for name, value in members.items():
        kind = type(value)
        if kind in _ATOMS:
            parts += (name, value)
        elif kind is ItemPointer and isinstance(value.items, (bytes, bytearray)):
            parts += (name, bytes(value.items), value.index)
        elif kind in _NAMED and value.python:
            parts += (name, value.python, None)
        elif kind is list and all(type(one) is int for one in value):
            parts += (name, *value)
        else:
            return None
    return tuple(parts)


Copies = dict[tuple[Any, ...], Copy]
"""Those that were made, by all that makes them equal."""


def copied(key: Any, entry: Entry, outer: Chain, names: Mapping[Any, str], known: Copies) -> Copy | None:
    """An entry that a call from ``outer`` has made; None if it cannot be made again."""
    pointer, struct, chain = entry
    if not isinstance(struct, RecordObject) or struct._array is not None or struct._up is not None:
        return None
    maker, contents = names.get(("record", struct.ctype)), content(struct.__dict__)
    if maker is None or contents is None or type(pointer) not in (int, ItemPointer):
        return None
    inner = chain[: len(chain) - len(outer)]
    alike = (key, maker, contents, inner)
    if alike not in known or type(pointer) is not int:
        arrays = tuple(name for name, value in struct.__dict__.items() if type(value) is list)
        members = {name: _symbolic(value) for name, value in struct.__dict__.items()}
        known[alike] = Copy(key, pointer, maker, members, arrays, struct._tail, inner)
    return known[alike]


@cache
def _named(python: str) -> Named:
    return Named(python)


def _symbolic(value: Any) -> Any:
    if type(value) is list:
        return tuple(value)
    return _named(value.python) if type(value) in _NAMED else value


def _makers(
    copies: tuple[Copy, ...], namespace: Mapping[str, Any]
) -> list[tuple[type[RecordObject], dict[str, Any]]] | None:
    try:
        return [copy.resolved(namespace) for copy in copies]
    except KeyError:
        return None
