"""A comparison of two kernels' lists as JSON, one finding a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.kvm.comparing import Comparison
from cpregscan.kvm.findings import KvmFinding
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.kvm_list_json import profile_part, tree_part
from cpregscan.report.kvm_list_text import SCOPE
from cpregscan.report.style import Style

FORMAT = "cpregscan-kvm-compare-1"


def render(comparison: Comparison, findings: Sequence[KvmFinding], _style: Style) -> Iterator[str]:
    """The lines of one JSON object."""
    document = {
        "format": FORMAT,
        "old": tree_part(comparison.old),
        "new": tree_part(comparison.new),
        "profile": profile_part(comparison.profile),
        "open": comparison.open_leaves,
        "scope": SCOPE,
        "findings": Rows(map(_finding, findings)),
    }
    return json_lines(document)


def _finding(finding: KvmFinding) -> Json:
    return {
        "rule": finding.rule,
        "level": finding.level.word,
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
        "old_place": str(finding.old_place) if finding.old_place else None,
        "new_place": str(finding.new_place) if finding.new_place else None,
    }
