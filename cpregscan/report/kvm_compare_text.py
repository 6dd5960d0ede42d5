"""A comparison of two kernels' lists for people: changes that are alike stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Direction
from cpregscan.kvm.advice import AdviceClass
from cpregscan.kvm.alike import Group, groups
from cpregscan.kvm.comparing import ChangeKind, Comparison
from cpregscan.kvm.findings import KvmAssessment, KvmFinding, when_text
from cpregscan.kvm.profile import Profile
from cpregscan.report.kvm_list_text import SCOPE
from cpregscan.report.style import Style
from cpregscan.report.values import aligned

_WORDS = {Direction.FORWARD: "lost going forward", Direction.BACKWARD: "unknown to the old kernel going back"}


def render(assessment: KvmAssessment, style: Style) -> Iterator[str]:
    """The verdicts, the groups of lost and gained registers, what may be refused, and the counts."""
    comparison = assessment.comparison
    old, new = (
        f"{printable(side.tree)} (Linux {printable(side.version)})"
        for side in (comparison.old, comparison.new)
    )
    yield f"{style.removed('- old')} {old}"
    yield f"{style.added('+ new')} {new}"
    yield f"  profile {profile_text(comparison.profile)}"
    yield from _verdicts(assessment, style)
    for group in groups(assessment.findings):
        yield ""
        yield from _group(group, style)
    yield ""
    yield _counts(comparison)
    yield style.quiet(SCOPE)


def assumptions(assessment: KvmAssessment) -> Iterator[str]:
    """Lines that tell under what it was judged: the profile, the QEMU, what is taken as off, what is not covered."""
    yield f"profile {profile_text(assessment.comparison.profile)}"
    destination = assessment.destination
    if destination is None:
        yield "without --qemu, a QEMU is assumed that refuses each register that it does not know"
    else:
        yield f"QEMU at the destination: {destination.tree} ({destination.version}), -cpu host or max"
    for judged in assessment.verdicts:
        if judged.assumed:
            yield f"{judged.direction.value}, for want of settings, taken as off: {', '.join(judged.assumed)}"
    yield SCOPE


def profile_text(profile: Profile) -> str:
    """What a profile tells, in a line."""
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


def _group(group: Group, style: Style) -> Iterator[str]:
    first = group[0]
    count = _counted(len(group), "register")
    what = f"{count} {_WORDS[first.directions[0]]}{when_text(first.when)}"
    if first.of_values:
        what = f"{count} may refuse other values than before"
    yield style.heading(printable(what)) + style.quiet(f" [{first.rule}]")
    if not first.of_values:
        for word, text in zip(("old", "new"), first.sides, strict=True):
            yield f"    {word} kernel: {printable(text)}"
        for effect, when in first.effects:
            yield f"    {effect.value}{printable(when_text(when))}"
    for line in aligned([tuple(map(printable, _row(finding))) for finding in group]):
        yield _painted(first, style, line)
    for advice in first.advice:
        yield f"    ({advice.letter.value}) {printable(advice.text)}"
        yield from (f"        {printable(line)}" for line in _lines(group, advice.letter))


def _row(finding: KvmFinding) -> tuple[str, ...]:
    places = (f"{side.place} {side.entry}" if side else "-" for side in (finding.old, finding.new))
    cells = finding.sides if finding.of_values else places
    return f"{finding.index:#018x}", finding.name, *cells


def _painted(finding: KvmFinding, style: Style, line: str) -> str:
    if len(finding.directions) != 1:
        return style.changed(f"  ~ {line}")
    if finding.directions == (Direction.FORWARD,):
        return style.removed(f"  - {line}")
    return style.added(f"  + {line}")


def _lines(group: Group, letter: AdviceClass) -> Iterator[str]:
    """The lines that go with one advice, of each register of a group."""
    for finding in group:
        yield from (advice.line for advice in finding.advice if advice.line and advice.letter is letter)


def _counts(comparison: Comparison) -> str:
    kinds = Counter(change.kind for change in comparison.changes)
    words = f"{kinds[ChangeKind.LOST]} lost, {kinds[ChangeKind.GAINED]} gained"
    rules = _counted(kinds[ChangeKind.WRITE_RULE], "write rule")
    sizes = " and ".join(str(len(side.registers)) for side in (comparison.old, comparison.new))
    return f"{words}, {rules} changed; {sizes} registers compared, nothing undecided"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
