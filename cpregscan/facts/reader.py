"""Reads a facts file: the header and its guests at once, the facts of chosen guests when asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cpregscan.errors import FactsError
from cpregscan.facts.detailreader import Trail, read_trails
from cpregscan.facts.escape import plain
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import DETAILS, END, FORMAT, NOTHING, TITLE
from cpregscan.facts.listreader import GuestList, read_lists, registers_of
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.facts.packing import unpack_first, unpack_rest
from cpregscan.facts.streamlines import StreamReader

HEADER = ("analyser", "tree", "commit", "version", "arch", "detailed")


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """A facts file whose header was read. ``place`` names it in errors; the rest is read when asked for."""

    place: str
    header: dict[str, str]
    table: GuestTable
    _lines: list[str]
    _first: int
    _rest: bytes

    @property
    def guests(self) -> tuple[Guest, ...]:
        """The guests that the file has facts of, sorted."""
        return self.table.guests

    @property
    def arch(self) -> str:
        """The binary that the facts are of: "aarch64" or "arm"."""
        return self.header["arch"]

    def facts(self, guests: Iterable[Guest] | None = None, *, detailed: bool = False) -> Facts:
        """The facts of these guests (default all), those that the file lacks left out. Raises FactsError.

        Call chains and guards are read only for ``detailed``, and only where the file has them.
        """
        chosen = set(self.guests if guests is None else guests)
        wanted = frozenset(number for number, guest in enumerate(self.guests) if guest in chosen)
        lists = read_lists(self._lines, self._first, self.table, wanted, self.place)
        has_details = detailed and self.header["detailed"] == "yes"
        trails = self._trails(wanted) if has_details else None
        header = self.header
        return Facts(
            tree=header["tree"],
            commit=None if header["commit"] == NOTHING else header["commit"],
            version=header["version"],
            arch=header["arch"],
            analyser=header["analyser"],
            cpus=tuple(self._cpus(lists, trails)),
            detailed=has_details,
        )

    def _cpus(
        self, lists: dict[int, GuestList], trails: dict[int, dict[int, Trail]] | None
    ) -> Iterable[CpuFacts]:
        made = registers_of(lists, trails, self.place)
        streams = StreamReader()
        for number, found in lists.items():
            guest = self.guests[number]
            try:
                stream = streams.stream(found.rows)
            except (ValueError, KeyError) as error:
                raise FactsError(f"lines that cannot be read ({error})", self.place) from error
            yield CpuFacts(
                guest.cpu,
                guest.machine,
                made[number],
                tuple(found.undecided),
                found.refusal,
                guest.smp,
                stream,
            )

    def _trails(self, wanted: frozenset[int]) -> dict[int, dict[int, Trail]]:
        text = unpack_rest(self._rest, self.place)
        if not text.endswith(f"\n{END}\n") and text != f"{END}\n":
            raise FactsError("the facts file is cut short", self.place)
        lines = text.split("\n")[:-2]
        return read_trails(lines, len(self._lines), self.table, wanted, self.place)


def open_facts(path: Path) -> StoredFacts:
    """The facts file at a path, its header read. Raises FactsError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FactsError(f"cannot be read: {error.strerror}", str(path)) from error
    return parse_facts(data, str(path))


def parse_facts(data: bytes, place: str) -> StoredFacts:
    """The content of a facts file, its header read. ``place`` names it in errors. Raises FactsError."""
    text, rest = unpack_first(data, place)
    _check_format(text, place)
    if not text.endswith(f"\n{DETAILS}\n"):
        raise FactsError("the facts file is cut short", place)
    lines = text.split("\n")[:-1]
    header = _read_header(lines, place)
    first = len(HEADER) + 1
    guests = []
    for number in range(first, len(lines)):
        if not lines[number].startswith("guest\t"):
            break
        guests.append(_read_guest(lines[number], f"{place}:{number + 1}"))
    return StoredFacts(place, header, GuestTable(guests), lines, first + len(guests), rest)


def _check_format(text: str, place: str) -> None:
    title = text[: text.find("\n")]
    if not title.startswith(TITLE):
        raise FactsError("not a facts file", place)
    found = title.removeprefix(TITLE)
    if found != str(FORMAT):
        raise FactsError(
            f"made in format {found[:20]!r}, this cpregscan reads format {FORMAT}: "
            "make it again with `cpregscan facts TREE -o FILE`",
            place,
        )


def _read_header(lines: list[str], place: str) -> dict[str, str]:
    header = {}
    for number, word in enumerate(HEADER, 1):
        name, _, value = lines[number].partition("\t") if number < len(lines) else ("", "", "")
        if name != word:
            raise FactsError(f"the header lacks its line `{word}`", f"{place}:{number + 1}")
        header[word] = plain_field(value, f"{place}:{number + 1}")
    return header


def _read_guest(line: str, place: str) -> Guest:
    try:
        _, cpu, machine, smp = line.split("\t")
        return Guest(plain(cpu), plain(machine), int(smp))
    except ValueError as error:
        raise FactsError(f"a line that cannot be read ({error})", place) from error


def plain_field(value: str, place: str) -> str:
    """The text of a field. Raises FactsError with the place if it holds a broken escape."""
    try:
        return plain(value)
    except ValueError as error:
        raise FactsError(str(error), place) from error
