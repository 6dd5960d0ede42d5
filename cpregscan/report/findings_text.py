"""An assessment for people: each finding in the shape that compilers gave it, then how each guest fares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts, Guest
from cpregscan.findings.model import Assessment, Finding, Site, Subject
from cpregscan.findings.standing import Standing, standings
from cpregscan.report.coverage import coverage_line, refusal_remarks, undecided_remarks
from cpregscan.report.finding_parts import compared, counts, reached, says, verdict_groups
from cpregscan.report.guests import guest_sets, wrapped
from cpregscan.report.style import Style
from cpregscan.report.values import aligned

SUBJECTS = 8
"""How many registers a finding names, and guests it lists, unless everything is asked for."""

_SAID = 4
"""Lines of what QEMU prints that are shown of a finding."""


def render(assessment: Assessment, style: Style) -> Iterator[str]:
    """The findings, the verdicts, what could not be decided, and the coverage.

    A note that several findings share stands with the first of them.
    """
    everybody = frozenset(judgement.guest for judgement in assessment.judgements)
    yield style.heading(f"{compared(assessment)}: {counts(assessment)}")
    yield ""
    notes: set[str] = set()
    for finding, standing in standings(assessment):
        if standing is Standing.OPEN or style.verbose:
            shown = replace(finding, note="") if finding.note in notes and not style.verbose else finding
            yield from _finding(shown, standing, everybody, style)
            yield ""
            notes.add(finding.note)
    yield from _verdicts(assessment, style)
    yield from _section("Ignores that serve no more:", assessment.unused_ignores, style)
    yield from _undecided(assessment, style)
    trees = _trees(assessment)
    for facts in trees:
        yield from undecided_remarks(facts, style)
        if style.verbose:
            yield from refusal_remarks(facts, style)
    for facts in trees:
        yield coverage_line(facts)


def _trees(assessment: Assessment) -> tuple[Facts, ...]:
    same = assessment.old is assessment.new
    return (assessment.new,) if same else (assessment.old, assessment.new)


def _finding(
    finding: Finding, standing: Standing, everybody: frozenset[Guest], style: Style
) -> Iterator[str]:
    head = style.level(finding.level, f"{finding.level.word}[{finding.rule}]")
    yield head + style.heading(f": {printable(finding.message)}")
    for site in finding.sites:
        yield from _site(site, style)
    for label, text in _labelled(finding, standing, everybody, style):
        yield from _folded(label, text, style)


def _site(site: Site, style: Style) -> Iterator[str]:
    label = f" ({printable(site.label)})" if site.label else ""
    yield f"  {style.quiet('-->')} {'new' if site.in_new else 'old'}: {printable(str(site.place))}{label}"
    if site.text:
        yield f"  {style.quiet(f'{site.place.line:>6} |')} {printable(site.text.expandtabs().rstrip())}"


def _labelled(
    finding: Finding, standing: Standing, everybody: frozenset[Guest], style: Style
) -> Iterator[tuple[str, Iterable[str]]]:
    """The lines below a finding's places: a label, and texts of which each starts on a line of its own."""
    yield "about", _subjects(finding.subjects, style)
    for directions, verdict, guests in reached(finding):
        first, *others = _guests(guests, everybody, style)
        yield directions, (f"{verdict.value}: {first}", *others)
    yield "qemu says", _first(says(finding), style)
    yield "note", finding.note.splitlines()
    yield "help", finding.help.splitlines()
    if finding.suppression:
        expires = f" (until {finding.suppression.expires})" if finding.suppression.expires else ""
        yield "suppressed", [f"{finding.suppression.reason}{expires}"]
    elif standing is Standing.KNOWN:
        yield "known", ["it is in the baseline"]
    yield "fingerprint", [finding.fingerprint]


def _folded(label: str, texts: Iterable[str], style: Style) -> Iterator[str]:
    head = f"  = {label}: "
    indent = " " * len(head)
    for text in texts:
        for line in wrapped(printable(text), style.width, indent):
            yield style.quiet(head) + line.removeprefix(indent) if head else line
            head = ""


def _first(lines: Sequence[str], style: Style) -> Iterator[str]:
    """The first lines of what QEMU prints, or all of them if the user wants that."""
    shown = lines if style.verbose else lines[:_SAID]
    yield from shown
    if len(shown) < len(lines):
        yield f"and {len(lines) - len(shown)} more lines like these"


def _subjects(subjects: tuple[Subject, ...], style: Style) -> Iterator[str]:
    shown = subjects if style.verbose else subjects[:SUBJECTS]
    yield from aligned(
        (each.name, each.encoding, f"{each.index:#018x}" if each.index else "") for each in shown
    )
    if len(shown) < len(subjects):
        yield f"and {len(subjects) - len(shown)} more"


def _guests(guests: tuple[Guest, ...], everybody: frozenset[Guest], style: Style) -> Iterator[str]:
    if len(guests) > 1 and everybody == frozenset(guests):
        yield f"all {len(guests)} guests"
        return
    shown = guests if style.verbose else guests[:SUBJECTS]
    yield from guest_sets(shown)
    if len(shown) < len(guests):
        yield f"and {len(guests) - len(shown)} more"


def _verdicts(assessment: Assessment, style: Style) -> Iterator[str]:
    groups = verdict_groups(assessment.judgements)
    if not groups:
        return
    yield style.heading("Verdicts:")
    rows = [("FORWARD", "BACKWARD", ""), *((group.forward, group.backward, "") for group in groups)]
    heading, *heads = (line.ljust(_width(rows)) for line in aligned(rows))
    yield "  " + style.quiet(f"{heading}  GUESTS")
    for head, group in zip(heads, groups, strict=True):
        yield from _group(f"  {head}  ", list(guest_sets(group.guests)), style)
    yield ""


def _group(head: str, sets: list[str], style: Style) -> Iterator[str]:
    """Guests that fare alike in one line, or where that is too long below it."""
    if len(sets) == 1 and len(head) + len(sets[0]) <= style.width:
        yield head + sets[0]
        return
    yield head.rstrip()
    for names in sets:
        yield from wrapped(names, style.width, " " * 6, " " * 8)


def _width(rows: list[tuple[str, str, str]]) -> int:
    return max(len(row[0]) for row in rows) + 2 + max(len(row[1]) for row in rows)


def _undecided(assessment: Assessment, style: Style) -> Iterator[str]:
    guests: dict[str, set[Guest]] = defaultdict(set)
    for judgement in assessment.judgements:
        for place in judgement.undecided:
            guests[f"{place.place}: {place.reason}"].add(judgement.guest)
    lines = [
        line
        for text, members in sorted(guests.items())
        for line in (text, *(f"  {names}" for names in guest_sets(members)))
    ]
    yield from _section("Places that leave a verdict open:", lines, style)


def _section(title: str, lines: Iterable[str], style: Style) -> Iterator[str]:
    texts = list(lines)
    if texts:
        yield style.heading(title)
        for text in texts:
            yield f"  {printable(text)}"
        yield ""
