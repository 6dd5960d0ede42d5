"""Reads the list part of a facts file: registers, where their entries stand, what is undecided or refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpregscan.errors import FactsError, Place
from cpregscan.facts.detailreader import Trail
from cpregscan.facts.escape import plain
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import read_encoding, read_place, read_value
from cpregscan.facts.model import Accepted, Encoding, Origin, Register, Undecided
from cpregscan.facts.streamlines import KINDS, Rows

_Values = tuple[int, int, str, Encoding, str, tuple[str, ...], int | None, int | None]


@dataclass(frozen=True, slots=True)
class GuestList:
    """What was read for one guest: the values of each register and, by index, where its entry stands."""

    registers: list[_Values] = field(default_factory=list)
    entries: dict[int, Origin] = field(default_factory=dict)
    undecided: list[Undecided] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    accepted: dict[int, Accepted] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)

    @property
    def refusal(self) -> str | None:
        """QEMU's message if it refuses the guest."""
        return self.refusals[0] if self.refusals else None


class _ListReader:
    """Reads line after line into the lists of the wanted guests; equal texts are read once."""

    def __init__(self, table: GuestTable, wanted: frozenset[int]) -> None:
        self.lists = {number: GuestList() for number in sorted(wanted)}
        self._table = table
        self._wanted = wanted
        self._sets: dict[str, list[GuestList]] = {}
        self._encodings: dict[str, Encoding] = {}
        self._places: dict[str, Place] = {}
        self._flags: dict[str, tuple[str, ...]] = {}
        self._readers = {
            "register": self._register,
            "entry": self._entry,
            "undecided": self._undecided,
            "refused": self._refused,
            "accepts": self._accepts,
        }

    def read(self, line: str) -> None:
        """Takes in one line. Raises ValueError or KeyError if it is not as the writer writes it."""
        kind, rest = line.split("\t", 1)
        fact, guests = rest.rsplit("\t", 1)
        lists = self._sets.get(guests)
        if lists is None:
            lists = self._sets[guests] = [self.lists[n] for n in self._table.read(guests, self._wanted)]
        if not lists:
            return
        reader = self._readers.get(kind)
        if reader is not None:
            reader(fact.split("\t"), lists)
        elif kind in KINDS:
            row = fact.split("\t")
            for found in lists:
                found.rows.setdefault(kind, []).append(row)
        else:
            raise ValueError(f"there are no lines of kind {kind!r}")

    def _register(self, fields: list[str], lists: list[GuestList]) -> None:
        """A `register` line."""
        index, key, name, encoding, bank, flags, const, reset = fields
        if encoding not in self._encodings:
            self._encodings[encoding] = read_encoding(encoding)
        if flags not in self._flags:
            self._flags[flags] = tuple(map(plain, flags.split(" "))) if flags else ()
        values = (
            int(index, 16),
            int(key, 16),
            plain(name),
            self._encodings[encoding],
            plain(bank),
            self._flags[flags],
            read_value(const),
            read_value(reset),
        )
        for found in lists:
            if found.registers and found.registers[-1][0] >= values[0]:
                raise ValueError(f"register {index} twice or out of order")
            found.registers.append(values)

    def _entry(self, fields: list[str], lists: list[GuestList]) -> None:
        """An `entry` line."""
        index, place, table = fields
        if place not in self._places:
            self._places[place] = read_place(place)
        origin = Origin(self._places[place], plain(table), (), ())
        number = int(index, 16)
        for found in lists:
            found.entries[number] = origin

    def _accepts(self, fields: list[str], lists: list[GuestList]) -> None:
        """An `accepts` line."""
        index, *masks, depends, touches = fields
        kept, ones, unsure, varying, settable, clearable = (int(mask, 16) for mask in masks)
        accepted = Accepted(
            kept, ones, unsure, varying, settable, clearable, _names(depends), _names(touches)
        )
        for found in lists:
            found.accepted[int(index, 16)] = accepted

    def _undecided(self, fields: list[str], lists: list[GuestList]) -> None:
        """An `undecided` line."""
        place, reason = fields
        for found in lists:
            found.undecided.append(Undecided(read_place(place), plain(reason)))

    def _refused(self, fields: list[str], lists: list[GuestList]) -> None:
        """A `refused` line."""
        (message,) = fields
        for found in lists:
            found.refusals.append(plain(message))


def _names(text: str) -> tuple[str, ...]:
    return tuple(map(plain, text.split(" "))) if text else ()


def read_lists(
    lines: list[str], first: int, table: GuestTable, wanted: frozenset[int], place: str
) -> dict[int, GuestList]:
    """What the lines from ``first`` up to the last (the end of the part) say of the wanted guests."""
    reader = _ListReader(table, wanted)
    number = first
    try:
        for number in range(first, len(lines) - 1):
            reader.read(lines[number])
    except (ValueError, KeyError) as error:
        raise FactsError(f"a line that cannot be read ({error})", f"{place}:{number + 1}") from error
    for found in reader.lists.values():
        found.undecided.sort()
    return reader.lists


def registers_of(
    lists: dict[int, GuestList], trails: dict[int, dict[int, Trail]] | None, place: str
) -> dict[int, tuple[Register, ...]]:
    """The registers of each guest; without trails, guests share equal registers as objects."""
    made: dict[tuple[int, int, int], Register] = {}
    try:
        if trails is None:
            return {number: _shared_registers(found, made) for number, found in lists.items()}
        return {number: _own_registers(found, trails[number]) for number, found in lists.items()}
    except KeyError as error:
        raise FactsError(f"register {error.args[0]:#018x} has no origin", place) from error


def _shared_registers(found: GuestList, made: dict[tuple[int, int, int], Register]) -> tuple[Register, ...]:
    registers = []
    for values in found.registers:
        origin = found.entries[values[0]]
        accepted = found.accepted.get(values[0])
        key = (id(values), id(origin), id(accepted))
        register = made.get(key)
        if register is None:
            register = made[key] = Register(*values, origin, accepted)
        registers.append(register)
    return tuple(registers)


def _own_registers(found: GuestList, trails: dict[int, Trail]) -> tuple[Register, ...]:
    registers = []
    for values in found.registers:
        entry = found.entries[values[0]]
        chain, guards = trails[values[0]]
        origin = Origin(entry.place, entry.table, chain, guards)
        registers.append(Register(*values, origin, found.accepted.get(values[0])))
    return tuple(registers)
