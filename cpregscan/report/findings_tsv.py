"""The verdicts as tab-separated text: a header line, then one verdict a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import field
from cpregscan.findings.model import Assessment
from cpregscan.report.finding_parts import zeroed_heap
from cpregscan.report.style import Style

COLUMNS = ("machine", "cpu", "direction", "verdict", "zeroed-heap", "rules")


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """Sorted by machine, CPU and direction; ``rules`` are separated by commas. Several CPUs: ``virt*4``."""
    yield "\t".join(COLUMNS)
    for judgement in assessment.judgements:
        guest = judgement.guest
        machine = guest.machine if guest.smp == 1 else f"{guest.machine}*{guest.smp}"
        yield "\t".join(
            (
                field(machine),
                field(guest.cpu),
                judgement.direction.value,
                judgement.verdict.value,
                zeroed_heap(judgement),
                ",".join(judgement.rules),
            )
        )
