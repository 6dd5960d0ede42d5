"""What a result covers, what it could not decide, and what QEMU refuses: said on every run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts, Guest
from cpregscan.report.guests import guest_sets, wrapped
from cpregscan.report.style import Style


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts over all guests; ``undecided`` counts places and reasons once, however many guests meet them."""

    models: int
    guests: int
    registers: int
    undecided: int
    refused: int

    def __str__(self) -> str:
        counts = (
            _count(self.models, "model"),
            _count(self.guests, "guest"),
            _count(self.registers, "register"),
            _count(self.undecided, "undecided place"),
            _count(self.refused, "refusal"),
        )
        return ", ".join(counts)


def coverage(facts: Facts) -> Coverage:
    """What the facts cover."""
    return Coverage(
        models=len({cpu.cpu for cpu in facts.cpus}),
        guests=len(facts.cpus),
        registers=sum(len(cpu.registers) for cpu in facts.cpus),
        undecided=len({undecided for cpu in facts.cpus for undecided in cpu.undecided}),
        refused=sum(cpu.refusal is not None for cpu in facts.cpus),
    )


def coverage_line(facts: Facts) -> str:
    """The coverage in one line that names the tree."""
    return f"{printable(facts.tree)} ({facts.arch}): {coverage(facts)}"


def remarks(facts: Facts, style: Style) -> Iterator[str]:
    """Lines that tell what is undecided or refused, and for which guests; none if nothing is."""
    yield from undecided_remarks(facts, style)
    yield from refusal_remarks(facts, style)


def undecided_remarks(facts: Facts, style: Style) -> Iterator[str]:
    """Lines that tell what is undecided, and for which guests."""
    places = ((f"{place.place}: {place.reason}", cpu.guest) for cpu in facts.cpus for place in cpu.undecided)
    yield from _section(f"Undecided in {printable(facts.tree)}:", places, style)


def refusal_remarks(facts: Facts, style: Style) -> Iterator[str]:
    """Lines that tell what QEMU refuses, in its words, and for which guests."""
    refusals = ((cpu.refusal, cpu.guest) for cpu in facts.cpus if cpu.refusal is not None)
    yield from _section(f"Refused by {printable(facts.tree)}:", refusals, style)


def _section(title: str, told: Iterable[tuple[str, Guest]], style: Style) -> Iterator[str]:
    guests: dict[str, list[Guest]] = defaultdict(list)
    for text, guest in told:
        guests[printable(text)].append(guest)
    if guests:
        yield style.heading(title)
        for text, holders in sorted(guests.items()):
            yield f"  {text}"
            for names in guest_sets(holders):
                yield from wrapped(names, style.width, "    ")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
