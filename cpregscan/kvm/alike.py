"""Which findings about kernels say the same, each of another register."""

from __future__ import annotations

from collections.abc import Iterable

from cpregscan.kvm.findings import KvmFinding

Group = tuple[KvmFinding, ...]
"""Findings that differ in nothing but the register, in their order."""


def groups(findings: Iterable[KvmFinding]) -> tuple[Group, ...]:
    """The findings in groups, in the order of their first members. Of values, all under one condition are alike."""
    found: dict[object, list[KvmFinding]] = {}
    for finding in findings:
        sides = () if finding.of_values else finding.sides
        advice = tuple(one.text for one in finding.advice)
        alike = (finding.rule, finding.directions, finding.when, sides, advice, finding.effects)
        found.setdefault(alike, []).append(finding)
    return tuple(map(tuple, found.values()))
