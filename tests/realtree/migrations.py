"""What real loads of one QEMU's streams in another came to, and what the analyser says of the same guests.

`python -m tests.realtree.migrations` prints the table of docs/migrations.md.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.findings.assess import assess
from cpregscan.findings.model import Direction, Judgement
from cpregscan.findings.settings import Settings
from tests.realtree.recordings import RECORDINGS, Recording, cpu_of
from tests.realtrees import oracle

DECIDED_BY_CPU = ("cpreg-count", "cpreg-unknown", "cpu-post-load", "cpu-subsection")
"""Classes of failures that the CPU's section decides."""

_OLD, _NEW = "7.2", "10.0"


@dataclass(frozen=True, slots=True)
class Migration:
    """A real load. ``loads`` is what it came to, ``observed`` the recording's class of the failure."""

    arch: str
    guest: Guest
    direction: Direction
    loads: bool
    observed: str


def recorded() -> Iterator[Migration]:
    """Each load that the CPU's section decided. Skips the test without recordings."""
    with gzip.open(oracle() / "migrations-7.2-10.0.jsonl.gz") as lines:
        for record in map(json.loads, lines):
            if record["ok"] or record.get("class") in DECIDED_BY_CPU:
                yield Migration(
                    "arm" if record["src"].endswith("-arm") else "aarch64",
                    Guest(cpu_of(record), record["machine"]),
                    Direction.FORWARD if record["src"].startswith(_OLD) else Direction.BACKWARD,
                    record["ok"],
                    "loads" if record["ok"] else record["class"],
                )


@functools.cache
def judgements(arch: str) -> dict[tuple[Guest, Direction], Judgement]:
    """The verdicts on all recorded guests of one binary."""
    guests = sorted({one.guest for one in recorded() if one.arch == arch})
    old, new = (_facts(recording, guests) for recording in RECORDINGS if recording.arch == arch)
    found = assess(old, new, Settings()).judgements
    return {(judgement.guest, judgement.direction): judgement for judgement in found}


def _facts(recording: Recording, guests: list[Guest]) -> Facts:
    analysis = recording.analysis()
    cpus: list[CpuFacts] = [analysis.facts_of(guest) for guest in guests]
    return Facts(recording.release, None, recording.release, recording.arch, "", tuple(cpus))


def table() -> Iterator[str]:
    """The lines of a Markdown table: what was observed against what is said, by binary and direction."""
    rows: Counter[tuple[str, str, str, str, str]] = Counter()
    for one in recorded():
        judgement = judgements(one.arch)[one.guest, one.direction]
        heap = "loads" if judgement.loads_with_zeroed_heap else "fails"
        rows[one.arch, one.direction.value, one.observed, judgement.verdict.value, heap] += 1
    yield "| binary | direction | observed | verdict | with a zeroed heap | loads recorded |"
    yield "|---|---|---|---|---|---:|"
    for (arch, direction, observed, said, heap), count in sorted(rows.items()):
        yield f"| {arch} | {direction} | {observed} | {said} | {heap} | {count} |"


def main() -> None:
    """Writes the table into the page."""
    page = Path(__file__).resolve().parents[2] / "docs" / "migrations.md"
    head, marker, _ = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
    page.write_text(head + marker + "\n".join(table()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
