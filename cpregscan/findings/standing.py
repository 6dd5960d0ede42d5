"""Which findings are news: those that are neither accepted with a reason nor known to the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from cpregscan.findings.model import Assessment, Finding


class Standing(Enum):
    """How a finding stands: only OPEN ones decide the exit code."""

    OPEN = "open"
    SUPPRESSED = "suppressed"
    KNOWN = "known"


def standings(assessment: Assessment) -> Iterator[tuple[Finding, Standing]]:
    """Each finding with how it stands, in their order."""
    known = {entry.fingerprint for entry in assessment.baseline or ()}
    for finding in assessment.findings:
        if finding.suppression:
            yield finding, Standing.SUPPRESSED
        elif finding.fingerprint in known:
            yield finding, Standing.KNOWN
        else:
            yield finding, Standing.OPEN


def open_findings(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that are news."""
    return tuple(finding for finding, standing in standings(assessment) if standing is Standing.OPEN)
