"""The open findings, one a line, as editors and mail tools read the output of checkers."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Assessment
from cpregscan.findings.standing import open_findings
from cpregscan.report.finding_parts import main_place
from cpregscan.report.style import Style


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """``file:line: LEVEL: message [rule]``; the file is ``-`` for a finding without a place."""
    for finding in open_findings(assessment):
        place = printable(str(main_place(finding) or "-"))
        yield f"{place}: {finding.level.name}: {printable(finding.message)} [{finding.rule}]"
