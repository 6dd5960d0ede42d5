"""The open findings as checkpatch.pl prints them with --terse: tools that call it read these lines."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.standing import open_findings
from cpregscan.lint.model import patch_site
from cpregscan.report.finding_parts import main_place
from cpregscan.report.style import Style

TYPES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "CHECK"}


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """``INPUT:LINE: ERROR: message [rule]``, the line of the mail; without a mail that of the file."""
    for finding in open_findings(assessment):
        text = printable(finding.message)
        yield f"{printable(_place(finding))}: {TYPES[finding.level]}: {text} [{finding.rule}]"


def _place(finding: Finding) -> str:
    site = patch_site(finding)
    place = site.mail_place if site is not None else main_place(finding)
    return "-:1" if place is None else str(place)
