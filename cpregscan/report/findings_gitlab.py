"""The open findings as a report of GitLab's Code Quality: a JSON array, shown in merge requests."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.errors import Place
from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.standing import open_findings
from cpregscan.report.finding_parts import body, main_place
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.style import Style

SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}

NOWHERE = Place("VERSION", 1)
"""Where a finding without a place is shown: GitLab drops what has none, and every QEMU tree has this file."""


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """One finding a line. The format has no room for suppressed ones: they are left out."""
    return json_lines(Rows(map(_issue, open_findings(assessment))))


def _issue(finding: Finding) -> Json:
    place = main_place(finding) or NOWHERE
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": finding.message,
        "content": {"body": "\n".join(body(finding))},
        "categories": ["Compatibility"],
        "severity": SEVERITIES[finding.level],
        "fingerprint": finding.fingerprint,
        "location": {"path": place.path, "lines": {"begin": max(place.line, 1)}},
    }
