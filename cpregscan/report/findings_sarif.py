"""An assessment as SARIF 2.1.0, the OASIS standard for results of static analysis.

All rules are declared, also on a clean run. What is accepted or in the baseline is marked and never
dropped: services that track results take what is missing for mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from cpregscan import __version__
from cpregscan.errors import Place
from cpregscan.findings.model import Assessment, Finding, Known, Level, Site, Suppression, Verdict
from cpregscan.report.finding_parts import body, compared
from cpregscan.report.jsonparts import Json, Rows, json_lines, tree_part
from cpregscan.report.rules_markdown import render as render_rules
from cpregscan.report.style import Style
from cpregscan.rules.rule import Rule
from cpregscan.rules.table import rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "cpregscan/v1"
NEW_ROOT, OLD_ROOT = "%SRCROOT%", "OLDROOT"
"""Names for the roots of the two trees; the new one is the checkout that results are shown in."""


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """The lines of one JSON object with one run, one result a line."""
    return json_lines({"$schema": SCHEMA, "version": "2.1.0", "runs": Rows([_run(assessment)])})


def _run(assessment: Assessment) -> Json:
    declared = rules()
    numbers = {rule.id: number for number, rule in enumerate(declared)}
    return {
        "tool": {
            "driver": {
                "name": "cpregscan",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in declared],
            }
        },
        "automationDetails": {"id": f"cpregscan/{assessment.new.arch}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            NEW_ROOT: {"description": {"text": f"the new tree, {assessment.new.tree}"}},
            OLD_ROOT: {"description": {"text": f"the old tree, {assessment.old.tree}"}},
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notes(assessment)}],
        "results": Rows(_results(assessment, numbers)),
        "properties": {
            "compared": compared(assessment),
            "old": tree_part(assessment.old),
            "new": tree_part(assessment.new),
        },
    }


def _rule(rule: Rule) -> Json:
    page = "\n".join(render_rules((rule,), Style()))
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": rule.mechanism},
        "help": {"text": rule.remedy, "markdown": page},
    }


def _results(assessment: Assessment, numbers: Mapping[str, int]) -> Iterator[Json]:
    """The findings, and what the baseline knows and is gone."""
    baseline = assessment.baseline
    known = {entry.fingerprint for entry in baseline or ()}
    for finding in assessment.findings:
        state = "unchanged" if finding.fingerprint in known else "new"
        yield {**_result(finding, numbers), **({} if baseline is None else {"baselineState": state})}
    there = {finding.fingerprint for finding in assessment.findings}
    for entry in baseline or ():
        if entry.fingerprint not in there:
            yield _absent(entry, numbers)


def _result(finding: Finding, numbers: Mapping[str, int]) -> Json:
    kind, level = _kind(finding)
    locations = _locations(finding)
    return {
        "ruleId": finding.rule,
        "ruleIndex": numbers.get(finding.rule, -1),
        "kind": kind,
        "level": level,
        "message": {"text": "\n".join((finding.message, "", *body(finding)))},
        "locations": locations[:1],
        "relatedLocations": [{"id": number, **location} for number, location in enumerate(locations[1:], 1)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "suppressions": [_suppression(finding.suppression)] if finding.suppression else [],
    }


def _kind(finding: Finding) -> tuple[str, str]:
    """SARIF's kind and level: only what fails has a level; a note may be a mere remark, or open."""
    verdicts = {reach.verdict for reach in finding.reaches}
    if finding.level is Level.NOTE and verdicts == {Verdict.LOADS}:
        return "informational", "none"
    if finding.level is Level.NOTE and verdicts == {Verdict.UNDECIDED}:
        return "open", "none"
    return "fail", finding.level.word


def _locations(finding: Finding) -> list[Json]:
    """The places, those of the new tree first."""
    return [_location(site) for site in sorted(finding.sites, key=lambda site: not site.in_new)]


def _location(site: Site) -> Json:
    side = "new tree" if site.in_new else "old tree"
    text = f"{side}: {site.label}" if site.label else side
    return {
        "physicalLocation": _physical(site.place, NEW_ROOT if site.in_new else OLD_ROOT, site.text),
        "message": {"text": text},
    }


def _physical(place: Place, root: str, text: str = "") -> Json:
    region: Json = {"startLine": place.line}
    if text:
        region["snippet"] = {"text": text}
    artifact = {"uri": quote(place.path, errors="replace"), "uriBaseId": root}
    return {"artifactLocation": artifact, **({"region": region} if place.line > 0 else {})}


def _suppression(suppression: Suppression) -> Json:
    expires = {"properties": {"expires": suppression.expires}} if suppression.expires else {}
    return {"kind": "external", "justification": suppression.reason, **expires}


def _absent(entry: Known, numbers: Mapping[str, int]) -> Json:
    return {
        "ruleId": entry.rule,
        "ruleIndex": numbers.get(entry.rule, -1),
        "kind": "pass",
        "level": "none",
        "message": {"text": entry.message},
        "partialFingerprints": {FINGERPRINT: entry.fingerprint},
        "suppressions": [],
        "baselineState": "absent",
    }


def _notes(assessment: Assessment) -> list[Json]:
    """What a user should know besides the results: ignores that serve no more, and undecided places."""
    lines: list[Json] = [
        {"level": "warning", "message": {"text": line}} for line in assessment.unused_ignores
    ]
    places = {place for judgement in assessment.judgements for place in judgement.undecided}
    for undecided in sorted(places):
        location = {"physicalLocation": _physical(undecided.place, NEW_ROOT)}
        text = f"undecided: {undecided.reason}"
        lines.append({"level": "note", "message": {"text": text}, "locations": [location]})
    return lines
