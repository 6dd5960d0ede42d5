"""The exit codes of cpregscan."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpregscan.findings.model import Assessment, Level


class ExitCode(IntEnum):
    """What a run came to, for scripts."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOT_ANALYSED = 3
    NOT_UNDERSTOOD = 4


MEANINGS = {
    ExitCode.CLEAN: "done, and nothing found that fails the run",
    ExitCode.FINDINGS: "findings at or above --fail-on; in the changelog view: something differs",
    ExitCode.USAGE: "the command line, a configuration or a baseline asks for what does not exist or fit",
    ExitCode.NOT_ANALYSED: "a tree or a facts file could not be read or analysed",
    ExitCode.NOT_UNDERSTOOD: "no such findings, but a verdict is undecided: what differs was not understood",
}
"""What each exit code means, for --help."""

INTERRUPTED = 130
"""As a shell tells of a program that the user stopped."""

BROKEN_PIPE = 141
"""As a shell tells of a program whose reader went away."""


def code_of(assessment: Assessment, fail_on: Level | None) -> ExitCode:
    """What an assessment comes to if findings of a level, or graver, fail a run; None never fails it.

    Findings that are accepted or in the baseline count for nothing.
    """
    from cpregscan.findings.model import Verdict
    from cpregscan.findings.standing import open_findings

    if fail_on is None:
        return ExitCode.CLEAN
    if any(finding.level >= fail_on for finding in open_findings(assessment)):
        return ExitCode.FINDINGS
    if any(judgement.verdict is Verdict.UNDECIDED for judgement in assessment.judgements):
        return ExitCode.NOT_UNDERSTOOD
    return ExitCode.CLEAN
