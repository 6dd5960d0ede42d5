"""Reads the detail part of a facts file: the call chain and the guards of each register."""

from __future__ import annotations

from cpregscan.errors import FactsError
from cpregscan.facts.escape import plain
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import read_call, read_place
from cpregscan.facts.model import Call, Guard

Trail = tuple[tuple[Call, ...], tuple[Guard, ...]]
"""The call chain and the guards that led to a register."""

_HELD = {"held": True, "failed": False}


class _DetailReader:
    """Reads line after line; the lines of a kind stand together: guards, then reasons, then paths."""

    def __init__(self, table: GuestTable, wanted: frozenset[int]) -> None:
        self.trails: dict[int, dict[int, Trail]] = {number: {} for number in wanted}
        self._table = table
        self._wanted = wanted
        self._sets: dict[str, tuple[int, ...]] = {}
        self._bare: dict[str, Guard] = {}
        self._guards: dict[tuple[int, str], Guard] = {}
        self._chains: dict[str, tuple[Call, ...]] = {}

    def read(self, line: str) -> None:
        """Takes in one line. Raises ValueError or KeyError if it is not as the writer writes it."""
        kind, *fields = line.split("\t")
        if kind == "guard":
            self._guard(*fields)
        elif kind == "reason":
            self._reason(fields[0], tuple(map(plain, fields[1:-1])), self._guests(fields[-1]))
        elif kind == "path":
            chain, guards, indexes, guests = fields
            self._path(chain, guards.split(" ") if guards else [], indexes, self._guests(guests))
        else:
            raise ValueError(f"unknown kind {kind[:20]!r}")

    def _guests(self, text: str) -> tuple[int, ...]:
        if text not in self._sets:
            self._sets[text] = self._table.read(text, self._wanted)
        return self._sets[text]

    def _guard(self, name: str, held: str, text: str) -> None:
        self._bare[name] = Guard(plain(text), read_place(name.split("#")[0]), _HELD[held])

    def _reason(self, names: str, reasons: tuple[str, ...], guests: tuple[int, ...]) -> None:
        if not guests:
            return
        for name in names.split(" "):
            bare = self._bare[name]
            guard = Guard(bare.text, bare.place, bare.held, reasons)
            for number in guests:
                self._guards[number, name] = guard

    def _path(self, chain: str, names: list[str], indexes: str, guests: tuple[int, ...]) -> None:
        if not guests:
            return
        if chain not in self._chains:
            self._chains[chain] = tuple(map(read_call, chain.split(" "))) if chain else ()
        numbers = [int(index, 16) for index in indexes.split(" ")]
        for guest in guests:
            guards = tuple(self._guards.get((guest, name)) or self._bare[name] for name in names)
            trail = (self._chains[chain], guards)
            self.trails[guest].update(dict.fromkeys(numbers, trail))


def read_trails(
    lines: list[str], before: int, table: GuestTable, wanted: frozenset[int], place: str
) -> dict[int, dict[int, Trail]]:
    """By guest and index, how each register was reached; ``before`` lines stand before these in the file."""
    reader = _DetailReader(table, wanted)
    number = 0
    try:
        for number in range(len(lines)):
            reader.read(lines[number])
    except (ValueError, KeyError, TypeError) as error:
        raise FactsError(f"a line that cannot be read ({error})", f"{place}:{before + number + 1}") from error
    return reader.trails
