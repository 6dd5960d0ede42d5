"""Two kernels in the words of all assessments: a guest for each way that a stream can end, and who meets what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpregscan.errors import Place
from cpregscan.facts.model import Guest, Undecided
from cpregscan.findings.model import Assessment, Direction, Finding, Judgement, Reach, Verdict
from cpregscan.findings.settings import Settings
from cpregscan.kvm.alike import Group, groups
from cpregscan.kvm.facts import CPU, MACHINE, facts_of
from cpregscan.kvm.findings import KvmAssessment, KvmFinding, when_text
from cpregscan.kvm.telling import level_of, told
from cpregscan.kvm.verdicts import Fate, KvmVerdict

Ways = Mapping[Direction, KvmVerdict]
"""What becomes of a stream, by direction."""

HARMLESS = (Verdict.LOADS, Verdict.UNDECIDED)
"""Verdicts on which no break hangs."""

UNTOLD = ("what its version prints: --qemu TREE tells",)
"""Stands for the words of a QEMU that is not named."""


def assessment_of(found: KvmAssessment, settings: Settings) -> Assessment:
    """Findings and verdicts, both of `found`'s QEMU."""
    ways = {way.direction: way for way in found.verdicts}
    findings = sorted(
        (
            _finding(group, ways, settings, named=found.destination is not None)
            for group in groups(found.findings)
        ),
        key=lambda one: (-one.level, one.rule, one.subjects[0].index or 0, one.message),
    )
    judgements = [
        _judgement(way, verdict, guest, findings, _undecided(way, found.findings))
        for way in ways.values()
        for verdict, guest in _guests(way).items()
    ]
    judgements.sort(key=lambda one: (one.guest, one.direction is Direction.BACKWARD))
    return Assessment(
        facts_of(found.comparison.old), facts_of(found.comparison.new), tuple(judgements), tuple(findings)
    )


def _guests(way: KvmVerdict) -> dict[Verdict, Guest]:
    """The guest that meets each verdict: its machine is named with the condition."""
    return {verdict: Guest(CPU, MACHINE + when_text(when)) for verdict, when in way.verdicts}


def _finding(group: Group, ways: Ways, settings: Settings, *, named: bool) -> Finding:
    first = group[0]
    reaches: list[Reach] = []
    says: dict[str, None] = {}
    for direction in first.directions:
        way = ways[direction]
        fates = [] if first.of_values else [fate for one in group for fate in way.fates.get(one.index, ())]
        reaches += _reaches(way, fates)
        says |= dict.fromkeys(line for fate in fates for line in fate.says)
    breaks = any(reach.verdict not in HARMLESS for reach in reaches)
    printed = tuple(says) if named else UNTOLD if breaks else ()
    effects = ways[first.directions[0]].effects.get(first.index, ())
    return told(group, level_of(first, effects, settings), tuple(reaches), printed)


def _reaches(way: KvmVerdict, fates: Iterable[Fate]) -> list[Reach]:
    """The guests that meet any of the fates, with the gravest; all of them, undecided, if no fate is known.

    None is known of values, and of registers that QEMU does not send in its list of cpregs.
    """
    guests = _guests(way)
    gravest: dict[Verdict, Verdict] = {}
    for fate in fates:
        known = gravest.get(fate.verdict, Verdict.LOADS)
        gravest[fate.verdict] = max(known, fate.effect.verdict, key=lambda one: one.gravity)
    alone = gravest or dict.fromkeys(guests, Verdict.UNDECIDED)
    reaches = (Reach(guests[of_stream], way.direction, verdict) for of_stream, verdict in alone.items())
    return sorted(reaches, key=lambda reach: reach.guest)


def _undecided(way: KvmVerdict, findings: Iterable[KvmFinding]) -> tuple[Undecided, ...]:
    """What was taken as off, each at the first entry that hangs on it."""
    places: dict[str, Place] = {}
    for finding in findings:
        place = finding.new_place or finding.old_place
        if way.direction in finding.directions and place is not None:
            for leaf in finding.when.leaves:
                places.setdefault(leaf, place)
    return tuple(
        sorted(
            Undecided(places[leaf], f"{leaf} is taken as off, for want of a setting") for leaf in way.assumed
        )
    )


def _judgement(
    way: KvmVerdict,
    verdict: Verdict,
    guest: Guest,
    findings: Iterable[Finding],
    undecided: tuple[Undecided, ...],
) -> Judgement:
    met = [
        (finding, reach.verdict)
        for finding in findings
        for reach in finding.reaches
        if (reach.guest, reach.direction) == (guest, way.direction)
    ]
    grave = [finding for finding, alone in met if alone not in HARMLESS]
    return Judgement(
        guest,
        way.direction,
        verdict,
        loads_with_zeroed_heap=verdict is not Verdict.FAILS_AT_RESET,
        says=tuple(dict.fromkeys(line for finding in grave for line in finding.says)),
        rules=tuple(sorted({finding.rule for finding in grave})),
        undecided=undecided,
    )
