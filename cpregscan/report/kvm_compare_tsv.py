"""A comparison of two kernels' lists as tab-separated fields."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import field
from cpregscan.kvm.findings import KvmAssessment
from cpregscan.report.style import Style

COLUMNS = (
    "rule", "directions", "index", "name", "when", "message", "note", "advice", "effects", "old_place",
    "new_place",
)  # fmt: skip


def render(assessment: KvmAssessment, _style: Style) -> Iterator[str]:
    """A header line, then a change a line; a place is empty where that kernel never lists the register."""
    yield "\t".join(COLUMNS)
    for finding in assessment.findings:
        fields = (
            finding.rule,
            ",".join(direction.value for direction in finding.directions),
            f"{finding.index:#018x}",
            finding.name,
            finding.when.text,
            finding.message,
            finding.note,
            "".join(advice.letter.value for advice in finding.advice),
            "; ".join(f"{effect.name.lower()} if {when.text}" for effect, when in finding.effects),
            str(finding.old_place or ""),
            str(finding.new_place or ""),
        )
        yield "\t".join(map(field, fields))
