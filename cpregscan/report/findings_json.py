"""An assessment as JSON, with everything it holds; `findings_schema` describes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from cpregscan.facts.model import Guest
from cpregscan.findings.model import Assessment, Finding, Judgement, Site, Subject
from cpregscan.findings.standing import Standing, standings
from cpregscan.report.finding_parts import counts, zeroed_heap
from cpregscan.report.jsonparts import Json, Rows, guest_part, json_lines, tree_part, undecided_part
from cpregscan.report.style import Style
from cpregscan.report.values import hex64

FORMAT = "cpregscan-findings-1"


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """The lines of one JSON object. Findings and verdicts name guests by their number, from 0."""
    guests = sorted(
        {judgement.guest for judgement in assessment.judgements}
        | {reach.guest for finding in assessment.findings for reach in finding.reaches}
    )
    numbers = {guest: number for number, guest in enumerate(guests)}
    baseline = assessment.baseline
    document = {
        "format": FORMAT,
        "arch": assessment.new.arch,
        "old": tree_part(assessment.old),
        "new": tree_part(assessment.new),
        "counts": asdict(counts(assessment)),
        "guests": Rows(map(guest_part, guests)),
        "findings": Rows(_finding(*stands, numbers) for stands in standings(assessment)),
        "verdicts": Rows(_verdict(judgement, numbers) for judgement in assessment.judgements),
        "unused_ignores": list(assessment.unused_ignores),
        "baseline": None if baseline is None else Rows(map(asdict, baseline)),
    }
    return json_lines(document)


def _finding(finding: Finding, standing: Standing, numbers: dict[Guest, int]) -> Json:
    return {
        "rule": finding.rule,
        "level": finding.level.word,
        "message": finding.message,
        "note": finding.note,
        "help": finding.help,
        "says": finding.says,
        "fingerprint": finding.fingerprint,
        "moving_target": finding.moving_target,
        "standing": standing.value,
        "suppression": asdict(finding.suppression) if finding.suppression else None,
        "subjects": [_subject(subject) for subject in finding.subjects],
        "sites": [_site(site) for site in finding.sites],
        "reaches": list(_reaches(finding, numbers)),
    }


def _reaches(finding: Finding, numbers: dict[Guest, int]) -> Iterator[Json]:
    """The guests by what happens to them: there are many of them, and few fates."""
    guests: dict[tuple[str, str], list[int]] = {}
    for reach in finding.reaches:
        guests.setdefault((reach.direction.value, reach.verdict.value), []).append(numbers[reach.guest])
    for (direction, verdict), members in guests.items():
        yield {"direction": direction, "verdict": verdict, "guests": members}


def _subject(subject: Subject) -> Json:
    return {"name": subject.name, "encoding": subject.encoding, "index": hex64(subject.index)}


def _site(site: Site) -> Json:
    return {
        "tree": "new" if site.in_new else "old",
        "path": site.place.path,
        "line": site.place.line,
        "label": site.label,
        "text": site.text,
    }


def _verdict(judgement: Judgement, numbers: dict[Guest, int]) -> Json:
    return {
        "guest": numbers[judgement.guest],
        "direction": judgement.direction.value,
        "verdict": judgement.verdict.value,
        "zeroed_heap": zeroed_heap(judgement),
        "says": judgement.says,
        "rules": judgement.rules,
        "undecided": [undecided_part(undecided) for undecided in judgement.undecided],
    }
