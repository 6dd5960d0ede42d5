"""A comparison of two kernels' lists for people: changes that are alike stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Direction, Level
from cpregscan.kvm.advice import Advice, AdviceClass
from cpregscan.kvm.comparing import Comparison
from cpregscan.kvm.findings import KvmFinding, when_text
from cpregscan.report.kvm_list_text import SCOPE
from cpregscan.report.style import Style
from cpregscan.report.values import aligned

_SIGNS = {Direction.FORWARD: "-", Direction.BACKWARD: "+"}
_WORDS = {Direction.FORWARD: "lost going forward", Direction.BACKWARD: "unknown to the old kernel going back"}


def render(comparison: Comparison, findings: Sequence[KvmFinding], style: Style) -> Iterator[str]:
    """The groups of lost and gained registers, what may be refused, and the counts."""
    old, new = (
        f"{printable(side.tree)} (Linux {printable(side.version)})"
        for side in (comparison.old, comparison.new)
    )
    yield f"{style.removed('- old')} {old}"
    yield f"{style.added('+ new')} {new}"
    yield f"  profile {_profile(comparison)}"
    for group in _groups(finding for finding in findings if finding.level is not Level.NOTE):
        yield ""
        yield from _group(group, style)
    notes = [finding for finding in findings if finding.level is Level.NOTE]
    if notes:
        yield ""
        yield from _notes(notes, style)
    yield ""
    yield _counts(comparison, findings)
    yield style.quiet(SCOPE)


def _profile(comparison: Comparison) -> str:
    profile = comparison.profile
    parts = [
        f"{printable(name)}={'on' if value else 'off'}"
        for part in (profile.vm, profile.host, profile.kernel)
        for name, value in sorted(part.items())
    ]
    if profile.fields is not None:
        parts.append(f"other ID register fields={'on' if profile.fields else 'off'}")
    return f"{profile.name}: {', '.join(parts) or 'nothing'}; all else unknown"


def _groups(findings: Iterator[KvmFinding]) -> list[list[KvmFinding]]:
    """Findings of one rule and direction that hold under the same condition and have the same remedies."""
    groups: dict[object, list[KvmFinding]] = {}
    for finding in findings:
        advice = tuple(one.text for one in finding.advice)
        groups.setdefault((finding.rule, finding.directions, finding.when, advice), []).append(finding)
    return list(groups.values())


def _group(group: list[KvmFinding], style: Style) -> Iterator[str]:
    first = group[0]
    (direction,) = first.directions
    title = f"{first.level.word}: {_count(group)} {_WORDS[direction]}{when_text(first.when)}"
    yield style.heading(printable(title)) + style.quiet(f" [{first.rule}]")
    paint = style.removed if direction is Direction.FORWARD else style.added
    sign = _SIGNS[direction]
    rows = [(f"{finding.index:#018x}", finding.name, *finding.note.split("; ", 1)) for finding in group]
    for line in aligned([tuple(map(printable, row)) for row in rows]):
        yield paint(f"  {sign} {line}")
    for advice in first.advice:
        yield f"    ({advice.letter.value}) {printable(advice.text)}"
        if advice.letter is AdviceClass.TOLERANCE:
            yield from (f"          {printable(line)}" for line in _lines(group))


def _lines(group: list[KvmFinding]) -> Iterator[str]:
    for finding in group:
        yield from (advice.line for advice in finding.advice if _has_line(advice))


def _has_line(advice: Advice) -> bool:
    return bool(advice.line)


def _notes(notes: list[KvmFinding], style: Style) -> Iterator[str]:
    yield style.heading(f"note: {_count(notes)} may refuse other values than before") + style.quiet(
        f" [{notes[0].rule}]"
    )
    rows = [(f"{finding.index:#018x}", finding.name, *finding.note.split("; ", 1)) for finding in notes]
    for line in aligned([tuple(map(printable, row)) for row in rows]):
        yield style.changed(f"  ~ {line}")


def _count(findings: Sequence[KvmFinding]) -> str:
    return _counted(len(findings), "register")


def _counts(comparison: Comparison, findings: Sequence[KvmFinding]) -> str:
    levels = ", ".join(
        _counted(sum(finding.level is level for finding in findings), level.word)
        for level in sorted(Level, reverse=True)
    )
    sizes = " and ".join(str(len(side.registers)) for side in (comparison.old, comparison.new))
    return f"{levels}; {sizes} registers compared, nothing undecided"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
