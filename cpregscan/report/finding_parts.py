"""What the formats of findings share: counts, the place that stands for a finding, sets of guests, verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpregscan.errors import Place
from cpregscan.facts.escape import printable
from cpregscan.facts.model import Guest
from cpregscan.findings.model import Assessment, Direction, Finding, Judgement, Level, Verdict
from cpregscan.findings.standing import Standing, standings
from cpregscan.report.guests import guest_sets

HARMLESS = (Verdict.LOADS, Verdict.UNDECIDED)
"""Verdicts under which it tells nothing that QEMU prints nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open findings of each level there are, and how many that are not open."""

    error: int
    warning: int
    note: int
    suppressed: int
    known: int

    def __str__(self) -> str:
        levels = (("error", self.error), ("warning", self.warning), ("note", self.note))
        words = [f"{number} {word}{'' if number == 1 else 's'}" for word, number in levels if number]
        aside = [f"{number} {word}" for word, number in _aside(self) if number]
        return (", ".join(words) or "no findings") + (f" ({', '.join(aside)})" if aside else "")


def _aside(counts: Counts) -> tuple[tuple[str, int], ...]:
    return (("suppressed", counts.suppressed), ("in the baseline", counts.known))


def counts(assessment: Assessment) -> Counts:
    """The counts of an assessment's findings."""
    found = list(standings(assessment))
    levels = Counter(finding.level for finding, standing in found if standing is Standing.OPEN)
    aside = Counter(standing for _, standing in found)
    return Counts(
        levels[Level.ERROR],
        levels[Level.WARNING],
        levels[Level.NOTE],
        aside[Standing.SUPPRESSED],
        aside[Standing.KNOWN],
    )


def main_place(finding: Finding) -> Place | None:
    """The place to show a finding at where there is room for one: in the new tree, else in the old one."""
    ordered = sorted(finding.sites, key=lambda site: not site.in_new)
    return ordered[0].place if ordered else None


def compared(assessment: Assessment) -> str:
    """What was compared, or which one tree was checked."""
    old, new = printable(assessment.old.tree), printable(assessment.new.tree)
    return new if assessment.old is assessment.new else f"{old} -> {new}"


def reached(finding: Finding) -> Iterator[tuple[str, Verdict, tuple[Guest, ...]]]:
    """The guests that a finding reaches, sorted, by directions (in words) and verdict, the gravest first."""
    guests: dict[tuple[Direction, Verdict], list[Guest]] = defaultdict(list)
    for reach in finding.reaches:
        guests[reach.direction, reach.verdict].append(reach.guest)
    alike: dict[tuple[Verdict, tuple[Guest, ...]], list[Direction]] = defaultdict(list)
    for (direction, verdict), members in guests.items():
        alike[verdict, tuple(sorted(set(members)))].append(direction)
    for (verdict, reached_guests), directions in sorted(alike.items(), key=lambda item: -item[0][0].gravity):
        words = [direction.value for direction in Direction if direction in directions]
        yield " and ".join(words), verdict, reached_guests


def reach_lines(finding: Finding) -> Iterator[str]:
    """A line for each set of guests that a finding reaches, with direction and verdict."""
    for directions, verdict, guests in reached(finding):
        for names in guest_sets(guests):
            yield f"{directions}: {verdict.value}: {names}"


def body(finding: Finding) -> Iterator[str]:
    """All of a finding but its message, as lines for formats that have one field for it."""
    for subject in finding.subjects:
        yield f"about: {subject}"
    yield from site_lines(finding)
    yield from reach_lines(finding)
    yield from told_lines(finding)


def site_lines(finding: Finding) -> Iterator[str]:
    """A line for each place of a finding."""
    for site in finding.sites:
        label = f" ({site.label})" if site.label else ""
        yield f"{'new' if site.in_new else 'old'}: {site.place}{label}"


def told_lines(finding: Finding) -> Iterator[str]:
    """What QEMU says, the mechanism, the remedy, and the fingerprint."""
    for line in says(finding):
        yield f"QEMU says: {line}"
    for word, text in (("note", finding.note), ("help", finding.help)):
        if text:
            yield f"{word}: {text}"
    yield f"fingerprint: {finding.fingerprint}"


def says(finding: Finding) -> tuple[str, ...]:
    """What QEMU prints, or that it prints nothing where one would expect it to; empty where nobody would."""
    if finding.says:
        return finding.says
    silent = any(reach.verdict not in HARMLESS for reach in finding.reaches)
    return ("nothing",) if silent else ()


def verdict_text(judgement: Judgement | None) -> str:
    """A verdict for people; empty if there is none."""
    if judgement is None:
        return ""
    verdict = judgement.verdict
    luck = f" (zeroed heap: {zeroed_heap(judgement)})" if verdict == Verdict.DEPENDS_ON_MEMORY else ""
    return f"{verdict.value}{luck}"


def zeroed_heap(judgement: Judgement) -> str:
    """What happens at reset state if uninitialised memory holds zeros: ``loads`` or ``fails``."""
    return "loads" if judgement.loads_with_zeroed_heap else "fails"


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """Guests that fare alike; the verdicts are in the words of `verdict_text`."""

    forward: str
    backward: str
    guests: tuple[Guest, ...]


def verdict_groups(judgements: Iterable[Judgement]) -> tuple[VerdictGroup, ...]:
    """The guests by how they fare in both directions, the gravest first."""
    by_guest: dict[Guest, dict[Direction, Judgement]] = defaultdict(dict)
    for judgement in judgements:
        by_guest[judgement.guest][judgement.direction] = judgement
    together: dict[tuple[str, str], list[Guest]] = defaultdict(list)
    gravity: dict[tuple[str, str], int] = {}
    for guest, verdicts in by_guest.items():
        words = (
            verdict_text(verdicts.get(Direction.FORWARD)),
            verdict_text(verdicts.get(Direction.BACKWARD)),
        )
        together[words].append(guest)
        gravity[words] = max(judgement.verdict.gravity for judgement in verdicts.values())
    ordered = sorted(together, key=lambda words: (-gravity[words], words))
    return tuple(VerdictGroup(*words, tuple(sorted(together[words]))) for words in ordered)
