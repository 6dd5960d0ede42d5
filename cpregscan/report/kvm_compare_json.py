"""A comparison of two kernels' lists as JSON, one finding a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.kvm.findings import KvmAssessment, KvmFinding
from cpregscan.kvm.verdicts import KvmVerdict
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.kvm_list_json import profile_part, tree_part
from cpregscan.report.kvm_list_text import SCOPE
from cpregscan.report.style import Style

FORMAT = "cpregscan-kvm-compare-1"


def render(assessment: KvmAssessment, _style: Style) -> Iterator[str]:
    """The lines of one JSON object."""
    comparison = assessment.comparison
    document = {
        "format": FORMAT,
        "old": tree_part(comparison.old),
        "new": tree_part(comparison.new),
        "profile": profile_part(comparison.profile),
        "open": comparison.open_leaves,
        "scope": SCOPE,
        "qemu": _destination(assessment),
        "verdicts": Rows(map(_verdict, assessment.verdicts if assessment.destination else ())),
        "findings": Rows(map(_finding, assessment.findings)),
    }
    return json_lines(document)


def _destination(assessment: KvmAssessment) -> Json | None:
    destination = assessment.destination
    return None if destination is None else {"tree": destination.tree, "version": destination.version}


def _verdict(judged: KvmVerdict) -> Json:
    return {
        "direction": judged.direction.value,
        "verdicts": {verdict.value: when.text for verdict, when in judged.verdicts},
        "assumed_off": judged.assumed,
        "says": judged.says,
    }


def _finding(finding: KvmFinding) -> Json:
    return {
        "rule": finding.rule,
        "directions": [direction.value for direction in finding.directions],
        "index": f"{finding.index:#018x}",
        "name": finding.name,
        "when": finding.when.text,
        "message": finding.message,
        "note": finding.note,
        "help": finding.help,
        "advice": [
            {"class": advice.letter.value, "text": advice.text, "line": advice.line}
            for advice in finding.advice
        ],
        "effects": {effect.name.lower(): when.text for effect, when in finding.effects},
        "old_place": str(finding.old_place) if finding.old_place else None,
        "new_place": str(finding.new_place) if finding.new_place else None,
    }
