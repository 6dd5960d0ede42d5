"""The open findings as `b4 review` takes them from its check commands: a JSON array, one entry a finding."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.standing import open_findings
from cpregscan.lint.model import patch_site
from cpregscan.report.finding_parts import body, main_place
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.style import Style

STATUS = {Level.ERROR: "fail", Level.WARNING: "warn", Level.NOTE: "warn"}
TOOL = "cpregscan"


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """An entry for each finding; one that passes if there is none."""
    found = [_entry(finding) for finding in open_findings(assessment)]
    return json_lines(
        Rows(found or [_result("pass", "changes nothing that travels in the migration stream", "")])
    )


def _entry(finding: Finding) -> Json:
    site = patch_site(finding)
    place = site.place if site is not None else main_place(finding)
    where = f"{place}: " if place is not None else ""
    details = "\n".join((f"{finding.level.word}[{finding.rule}]", *body(finding)))
    return _result(STATUS[finding.level], f"{where}{finding.message} [{finding.rule}]", details)


def _result(status: str, summary: str, details: str) -> Json:
    return {"tool": TOOL, "status": status, "summary": summary, "url": "", "details": details}
