"""A comparison of two kernels' lists for people: changes that are alike stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Direction, Level
from cpregscan.kvm.advice import AdviceClass
from cpregscan.kvm.comparing import Comparison
from cpregscan.kvm.findings import KvmAssessment, KvmFinding, side_text, when_text
from cpregscan.kvm.rules import WRITE
from cpregscan.report.kvm_list_text import SCOPE
from cpregscan.report.style import Style
from cpregscan.report.values import aligned

_WORDS = {Direction.FORWARD: "lost going forward", Direction.BACKWARD: "unknown to the old kernel going back"}


def render(assessment: KvmAssessment, style: Style) -> Iterator[str]:
    """The verdicts, the groups of lost and gained registers, what may be refused, and the counts."""
    comparison, findings = assessment.comparison, assessment.findings
    old, new = (
        f"{printable(side.tree)} (Linux {printable(side.version)})"
        for side in (comparison.old, comparison.new)
    )
    yield f"{style.removed('- old')} {old}"
    yield f"{style.added('+ new')} {new}"
    yield f"  profile {_profile(comparison)}"
    yield from _verdicts(assessment, style)
    for group in _groups(findings):
        yield ""
        yield from _group(group, style)
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


def _verdicts(assessment: KvmAssessment, style: Style) -> Iterator[str]:
    """What the destination's QEMU makes of each direction, if it is known."""
    if assessment.destination is None:
        return
    name, version = printable(assessment.destination.tree), printable(assessment.destination.version)
    yield f"  QEMU at the destination: {name} ({version}), -cpu host or max"
    for judged in assessment.verdicts:
        yield ""
        for verdict, when in judged.verdicts:
            yield style.heading(f"{judged.direction.value}: {verdict.value}{printable(when_text(when))}")
        if judged.assumed:
            yield f"    taken as off, for want of settings: {', '.join(map(printable, judged.assumed))}"
        yield from (f"    it says: {printable(line)}" for line in judged.says)


def _groups(findings: Sequence[KvmFinding]) -> list[list[KvmFinding]]:
    """Findings that differ in nothing but the register."""
    groups: dict[object, list[KvmFinding]] = {}
    for finding in findings:
        sides = () if _is_note(finding) else _sides(finding)
        advice = tuple(one.text for one in finding.advice)
        alike = (
            finding.rule,
            finding.level,
            finding.directions,
            finding.when,
            sides,
            advice,
            finding.effects,
        )
        groups.setdefault(alike, []).append(finding)
    return list(groups.values())


def _group(group: list[KvmFinding], style: Style) -> Iterator[str]:
    first = group[0]
    count = _counted(len(group), "register")
    what = f"{count} {_WORDS[first.directions[0]]}{when_text(first.when)}"
    if _is_note(first):
        what = f"{count} may refuse other values than before"
    yield style.heading(printable(f"{first.level.word}: {what}")) + style.quiet(f" [{first.rule}]")
    if not _is_note(first):
        for word, text in zip(("old", "new"), _sides(first), strict=True):
            yield f"    {word} kernel: {printable(text)}"
        for effect, when in first.effects:
            yield f"    {effect.value}{printable(when_text(when))}"
    for line in aligned([tuple(map(printable, _row(finding))) for finding in group]):
        yield _painted(first, style, line)
    for advice in first.advice:
        yield f"    ({advice.letter.value}) {printable(advice.text)}"
        yield from (f"        {printable(line)}" for line in _lines(group, advice.letter))


def _is_note(finding: KvmFinding) -> bool:
    """Whether it tells of values alone: nothing is lost or gained."""
    return finding.rule == WRITE.id


def _sides(finding: KvmFinding) -> tuple[str, ...]:
    """What each kernel does, the old one first."""
    return tuple(side_text(side, finding.rule) for side in (finding.old, finding.new))


def _row(finding: KvmFinding) -> tuple[str, ...]:
    places = (f"{side.place} {side.entry}" if side else "-" for side in (finding.old, finding.new))
    cells = _sides(finding) if _is_note(finding) else places
    return f"{finding.index:#018x}", finding.name, *cells


def _painted(finding: KvmFinding, style: Style, line: str) -> str:
    if len(finding.directions) != 1:
        return style.changed(f"  ~ {line}")
    if finding.directions == (Direction.FORWARD,):
        return style.removed(f"  - {line}")
    return style.added(f"  + {line}")


def _lines(group: list[KvmFinding], letter: AdviceClass) -> Iterator[str]:
    """The lines that go with one advice, of each register of a group."""
    for finding in group:
        yield from (advice.line for advice in finding.advice if advice.line and advice.letter is letter)


def _counts(comparison: Comparison, findings: Sequence[KvmFinding]) -> str:
    levels = ", ".join(
        _counted(sum(finding.level is level for finding in findings), level.word)
        for level in sorted(Level, reverse=True)
    )
    sizes = " and ".join(str(len(side.registers)) for side in (comparison.old, comparison.new))
    return f"{levels}; {sizes} registers compared, nothing undecided"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
