"""An assessment as Markdown, for comments on merge requests and for release notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Assessment, Finding
from cpregscan.findings.standing import Standing, standings
from cpregscan.report.coverage import coverage_line
from cpregscan.report.finding_parts import compared, counts, reach_lines, says, verdict_groups
from cpregscan.report.guests import guest_sets
from cpregscan.report.style import Style

_MARKS = re.compile(r"([\\`*\[\]<>#!|~&@%$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_TICKS = re.compile("`+")


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """A heading, the verdicts as a table, the open findings, then in a line each the others, and the coverage."""
    yield f"## cpregscan: {escaped(compared(assessment))}"
    yield ""
    yield f"Found: {counts(assessment)}."
    yield ""
    yield from _verdicts(assessment)
    stands = list(standings(assessment))
    for finding, standing in stands:
        if standing is Standing.OPEN:
            yield from _finding(finding)
    yield from _others([finding for finding, standing in stands if standing is not Standing.OPEN])
    if assessment.unused_ignores:
        yield from ("Ignores that serve no more:", "")
        yield from (f"- {escaped(line)}" for line in assessment.unused_ignores)
        yield ""
    for facts in dict.fromkeys((coverage_line(assessment.old), coverage_line(assessment.new))):
        yield f"{escaped(facts)}  "


def escaped(text: str) -> str:
    """Text in which nothing is a mark of Markdown or HTML."""
    return _MARKS.sub(r"\\\1", printable(" ".join(text.split())))


def code(text: str) -> str:
    """Text as a span of code, whatever it holds; within tables a bar is escaped."""
    plain = printable(" ".join(text.split())).replace("|", r"\|")
    fence = "`" * (max(map(len, _TICKS.findall(plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def _verdicts(assessment: Assessment) -> Iterator[str]:
    groups = verdict_groups(assessment.judgements)
    if groups:
        yield from ("| forward | backward | guests |", "|---|---|---|")
        for group in groups:
            guests = "<br>".join(escaped(names) for names in guest_sets(group.guests))
            yield f"| {group.forward} | {group.backward} | {guests} |"
        yield ""


def _finding(finding: Finding) -> Iterator[str]:
    yield f"### {finding.level.word}: {escaped(finding.message)}"
    yield ""
    yield f"Rule {code(finding.rule)}, fingerprint {code(finding.fingerprint)}."
    yield ""
    for subject in finding.subjects:
        yield f"- {code(str(subject))}"
    for site in finding.sites:
        label = f" ({escaped(site.label)})" if site.label else ""
        yield f"- {'new' if site.in_new else 'old'}: {code(str(site.place))}{label}"
    for line in reach_lines(finding):
        yield f"- {escaped(line)}"
    for line in says(finding):
        yield f"- QEMU says: {code(line) if finding.says else line}"
    yield ""
    if finding.note:
        yield from (escaped(finding.note), "")
    if finding.help:
        yield from (*_block(finding.help), "")


def _block(text: str) -> Iterator[str]:
    """Text as a block of code: remedies hold C, and their lines count."""
    fence = "`" * max(3, max(map(len, _TICKS.findall(text)), default=0) + 1)
    yield fence
    yield from map(printable, text.splitlines())
    yield fence


def _others(findings: list[Finding]) -> Iterator[str]:
    if findings:
        yield "Not counted:"
        yield ""
        for finding in findings:
            reason = finding.suppression.reason if finding.suppression else "in the baseline"
            yield f"- {escaped(finding.message)} ({escaped(reason)})"
        yield ""
