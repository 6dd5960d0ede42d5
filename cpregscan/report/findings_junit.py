"""An assessment as a JUnit report: each guest and direction is a test, which an open error fails.

The shape is that of the schema junit-10.xsd of Jenkins' xUnit plugin, which others read as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Guest
from cpregscan.findings.model import Assessment, Direction, Finding, Judgement, Level, Verdict
from cpregscan.findings.standing import Standing, standings
from cpregscan.report.finding_parts import site_lines, told_lines, verdict_text
from cpregscan.report.guests import machine_name
from cpregscan.report.style import Style


@dataclass(frozen=True, slots=True)
class _Case:
    """A test. ``outcome`` is the name of the element that tells of it, empty if it passed."""

    suite: str
    group: str
    name: str
    outcome: str = ""
    message: str = ""
    text: str = ""
    output: str = ""


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """A suite for each machine, and one for the findings that reach no guest."""
    cases = [*_guests(assessment), *_tree(assessment)]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites name={_attribute('cpregscan')} {_numbers(cases)}>"
    for suite, members in groupby(cases, key=lambda case: case.suite):
        yield from _suite(suite, list(members))
    yield "</testsuites>"


def _guests(assessment: Assessment) -> Iterator[_Case]:
    met: dict[tuple[Guest, Direction], dict[int, tuple[Finding, Standing]]] = defaultdict(dict)
    for number, stands in enumerate(standings(assessment)):
        for reach in stands[0].reaches:
            met[reach.guest, reach.direction][number] = stands
    for judgement in sorted(assessment.judgements, key=lambda judgement: machine_name(judgement.guest)):
        yield _case(judgement, list(met[judgement.guest, judgement.direction].values()))


def _case(judgement: Judgement, findings: list[tuple[Finding, Standing]]) -> _Case:
    opened = [finding for finding, standing in findings if standing is Standing.OPEN]
    errors = [finding for finding in opened if finding.level is Level.ERROR]
    rest = [finding for finding in opened if finding.level is not Level.ERROR]
    verdict = verdict_text(judgement)
    name = f"{judgement.guest.cpu} {judgement.direction.value}"
    outcome, message, text = "", verdict, _texts(errors)
    if errors:
        outcome, message = "failure", f"{verdict}: {errors[0].message}"
    elif judgement.verdict is Verdict.UNDECIDED:
        outcome, text = "error", "\n".join(f"{place.place}: {place.reason}" for place in judgement.undecided)
    elif findings and not opened:
        outcome, message = "skipped", f"{verdict}: accepted, or in the baseline"
    machine = machine_name(judgement.guest)
    return _Case(machine, f"cpregscan.{machine}", name, outcome, message, text, _texts(rest))


def _tree(assessment: Assessment) -> Iterator[_Case]:
    for finding, standing in standings(assessment):
        if not finding.reaches:
            yield _tree_case(finding, standing)


def _tree_case(finding: Finding, standing: Standing) -> _Case:
    outcome = ""
    if standing is not Standing.OPEN:
        outcome = "skipped"
    elif finding.level is Level.ERROR:
        outcome = "failure"
    text = _texts([finding])
    name = f"{finding.rule} {finding.fingerprint}"
    return _Case("tree", "cpregscan.tree", name, outcome, finding.message, text, "" if outcome else text)


def _texts(findings: Iterable[Finding]) -> str:
    return "\n\n".join("\n".join(_lines(finding)) for finding in findings)


def _lines(finding: Finding) -> Iterator[str]:
    """A finding without the guests that it reaches: the tests tell of them."""
    yield f"{finding.level.word}[{finding.rule}]: {finding.message}"
    yield from site_lines(finding)
    yield from told_lines(finding)


def _suite(name: str, cases: list[_Case]) -> Iterator[str]:
    skipped = sum(case.outcome == "skipped" for case in cases)
    yield f' <testsuite name={_attribute(name)} {_numbers(cases)} skipped="{skipped}" time="0">'
    for case in cases:
        yield from _testcase(case)
    yield " </testsuite>"


def _numbers(cases: list[_Case]) -> str:
    failures, errors = (sum(case.outcome == word for case in cases) for word in ("failure", "error"))
    return f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'


def _testcase(case: _Case) -> Iterator[str]:
    head = f'  <testcase classname={_attribute(case.group)} name={_attribute(case.name)} time="0"'
    if not case.outcome and not case.output:
        yield f"{head}/>"
        return
    yield f"{head}>"
    if case.outcome == "skipped":
        yield f"   <skipped message={_attribute(case.message)}/>"
    elif case.outcome:
        tag = f"{case.outcome} type={_attribute(case.outcome)} message={_attribute(case.message)}"
        yield f"   <{tag}>{_text(case.text)}</{case.outcome}>"
    if case.output:
        yield f"   <system-out>{_text(case.output)}</system-out>"
    yield "  </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(printable(text))


def _text(text: str) -> str:
    return escape("\n".join(map(printable, text.splitlines())))
