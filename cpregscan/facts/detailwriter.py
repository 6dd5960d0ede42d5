"""Writes how each register was reached: the guards, what decided them, and the paths through them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cpregscan.facts.escape import field
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import Holders, write_call, write_place
from cpregscan.facts.model import CpuFacts, Guard

_Reasons = tuple[str, ...]
_Variant = tuple[Guard, _Reasons | None]


def detail_lines(cpus: Sequence[CpuFacts], table: GuestTable) -> Iterator[str]:
    """The lines of the detail part, without its end."""
    tellers = _GuardNames(cpus)
    yield from tellers.lines()
    yield from _reason_lines(cpus, table, tellers)
    yield from _path_lines(cpus, table, tellers)


class _GuardNames:
    """Names each guard by its place.

    A guard whose reasons differ only from guest to guest is one guard with a line of reasons for each
    set of guests. One whose reasons differ within a guest (a condition met once for each table entry)
    is split: a name for each outcome.
    """

    def __init__(self, cpus: Sequence[CpuFacts]) -> None:
        found: dict[Guard, dict[int, set[_Reasons]]] = defaultdict(lambda: defaultdict(set))
        self._bare: dict[Guard, Guard] = {}
        for number, cpu in enumerate(cpus):
            for guard in _guards(cpu):
                bare = self._bare[guard] = Guard(guard.text, guard.place, guard.held)
                found[bare][number].add(guard.reasons)
        self._split = {
            guard for guard, guests in found.items() if any(len(reasons) > 1 for reasons in guests.values())
        }
        self._names = self._numbered()
        self._memo: dict[int, str] = {}

    def _variant(self, guard: Guard) -> _Variant:
        bare = self._bare[guard]
        return bare, guard.reasons if bare in self._split else None

    def _numbered(self) -> dict[_Variant, str]:
        places: dict[str, set[_Variant]] = defaultdict(set)
        for guard in self._bare:
            places[write_place(guard.place)].add(self._variant(guard))
        names = {}
        for place, variants in places.items():
            ordered = sorted(
                variants, key=lambda variant: (variant[0].text, variant[0].held, variant[1] or ())
            )
            for number, variant in enumerate(ordered, 1):
                names[variant] = place if number == 1 else f"{place}#{number}"
        return names

    def name(self, guard: Guard) -> str:
        """The guard's name, unique within the file."""
        return self._names[self._variant(guard)]

    def names(self, guards: tuple[Guard, ...]) -> str:
        """The names of guards on a way; the same tuple is asked for again and again."""
        text = self._memo.get(id(guards))
        if text is None:
            text = self._memo[id(guards)] = " ".join(map(self.name, guards))
        return text

    def lines(self) -> Iterator[str]:
        """The line that says what a name stands for, for each guard."""
        for (guard, _), name in sorted(self._names.items(), key=lambda named: named[1]):
            yield f"guard\t{name}\t{'held' if guard.held else 'failed'}\t{field(guard.text)}"


def _guards(cpu: CpuFacts) -> set[Guard]:
    """The guards of one guest; registers of one path share the tuple, which is then looked at once."""
    ways = {id(register.origin.guards): register.origin.guards for register in cpu.registers}
    return {guard for way in ways.values() for guard in way}


def _reason_lines(cpus: Sequence[CpuFacts], table: GuestTable, namer: _GuardNames) -> Iterator[str]:
    holders = Holders(table)
    for number, cpu in enumerate(cpus):
        decided: dict[_Reasons, set[str]] = defaultdict(set)
        for guard in _guards(cpu):
            if guard.reasons:
                decided[guard.reasons].add(namer.name(guard))
        for reasons, names in decided.items():
            fields = ("reason", " ".join(sorted(names)), *map(field, reasons))
            holders.add("\t".join(fields), number)
    yield from holders.lines()


def _path_lines(cpus: Sequence[CpuFacts], table: GuestTable, namer: _GuardNames) -> Iterator[str]:
    holders = Holders(table)
    chains: dict[int, str] = {}
    for number, cpu in enumerate(cpus):
        ways: dict[tuple[str, str], list[str]] = defaultdict(list)
        for register in cpu.registers:
            calls = register.origin.chain
            chain = chains.get(id(calls))
            if chain is None:
                chain = chains[id(calls)] = " ".join(map(write_call, calls))
            ways[chain, namer.names(register.origin.guards)].append(f"{register.index:#018x}")
        for (chain, guards), indexes in ways.items():
            holders.add(f"path\t{chain}\t{guards}\t{' '.join(indexes)}", number)
    yield from holders.lines()
