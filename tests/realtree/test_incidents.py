"""Incidents of QEMU's history: comparing a commit with its parent tells what users found months later."""

from __future__ import annotations

import functools
from contextlib import closing
from dataclasses import dataclass

import pytest

from cpregscan.analysis import analyse
from cpregscan.facts.model import Guest
from cpregscan.findings.assess import assess
from cpregscan.findings.model import Assessment, Direction, Finding
from cpregscan.findings.settings import Settings
from cpregscan.trees.opening import open_tree
from tests.realtrees import upstream

pytestmark = pytest.mark.realtree

_FORWARD, _BACKWARD = Direction.FORWARD, Direction.BACKWARD
_SECURE = Guest("cortex-a57", "virt,secure=on")


@dataclass(frozen=True, slots=True)
class Incident:
    """A commit, a guest that it breaks, and the finding that tells so: rule, direction, a word of its subjects."""

    commit: str
    guest: Guest
    rule: str
    direction: Direction
    word: str = ""

    def __str__(self) -> str:
        return f"{self.commit}-{self.rule}-{self.direction.value}"


INCIDENTS = (
    Incident("d56974afe98", Guest("cortex-a57", "none"), "moved-cpreg", _FORWARD, "CBAR"),
    Incident("f9506e162c3", Guest("cortex-a15", "none"), "feature-enum", _FORWARD),
    Incident("cf6303d262e", Guest("cortex-a15", "none"), "feature-enum", _FORWARD),
    Incident("0ae0326b984", Guest("cortex-a15", "none"), "feature-enum", _FORWARD),
    Incident("af903caed9f", Guest("cortex-a15", "none"), "feature-enum", _BACKWARD),
    Incident("10d0ef3e6cf", _SECURE, "reset-refused", _BACKWARD, "SCR_EL3"),
    Incident("3d65b958c54", Guest("max", "none"), "constant-changed", _FORWARD, "CTR_EL0"),
    Incident("655659a74a3", Guest("neoverse-n1", "virt"), "unknown-cpreg", _FORWARD, "0x40200000200e0298"),
    Incident("655659a74a3", Guest("neoverse-n1", "virt"), "list-too-long", _BACKWARD),
    Incident("887eaa8a290", Guest("cortex-a57", "virt"), "unknown-cpreg", _FORWARD, "ID_AA64ISAR0_EL1"),
    Incident("6c6e24166fc", Guest("cortex-a57", "virt"), "refused-subsection", _BACKWARD, "cpu/wfxt-timer"),
    Incident("89f942f29df", _SECURE, "unknown-cpreg", _FORWARD),
    Incident("09754ca867f", Guest("cortex-a15", "virt"), "missing-constant", _FORWARD, "DBGDEVID"),
    Incident("8ce4d441cb1", Guest("cortex-a57", "virt"), "unknown-cpreg", _FORWARD, "PAR"),
)

SAFE = (
    "39f29e599355", "0942820408dc", "f037f5b4b91a", "132f8ec799ce", "abf1046a155b", "de83d60a84f2", "202126dcb9d6",
)  # fmt: skip
"""Commits that did it right: for guests with promised compatibility nothing breaks."""


@functools.cache
def _assessed(commit: str, guest: Guest) -> Assessment:
    repo = str(upstream())
    facts = []
    for spec in (f"{commit}~1", commit):
        with closing(open_tree(spec, repo)) as tree:
            facts.append(analyse(tree, "aarch64", [guest]))
    before, after = facts
    return assess(before, after, Settings())


@pytest.mark.parametrize("incident", INCIDENTS, ids=str)
def test_incident_is_told(incident: Incident) -> None:
    findings = _assessed(incident.commit, incident.guest).findings
    fitting = [finding for finding in findings if finding.rule == incident.rule]
    fitting = [finding for finding in fitting if incident.direction in finding.directions]
    assert fitting, [finding.message for finding in findings]
    assert any(_mentions(finding, incident.word) for finding in fitting), [one.subjects for one in fitting]


def _mentions(finding: Finding, word: str) -> bool:
    return any(word in str(subject) for subject in finding.subjects)


@pytest.mark.parametrize("commit", SAFE)
def test_what_was_done_right_is_silent(commit: str) -> None:
    for guest in (Guest("cortex-a57", "virt-5.2"), Guest("cortex-a72", "virt-5.2,secure=on")):
        assessment = _assessed(commit, guest)
        assert not [one for one in assessment.findings if one.level.name == "ERROR"], assessment.findings
