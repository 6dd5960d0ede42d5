"""--verify-fix: lays what a finding proposes over the new tree, and tells how the verdict turns."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.analysis import analyse
from cpregscan.errors import CpregscanError
from cpregscan.facts.model import CpuFacts, Facts
from cpregscan.findings.assess import assess
from cpregscan.findings.fixes import Fix, fix_of, laid_over
from cpregscan.findings.model import Assessment, Direction, Finding
from cpregscan.findings.settings import Settings
from cpregscan.trees.tree import Tree


def verified(assessment: Assessment, new: Tree | None, settings: Settings) -> Assessment:
    """The assessment, the help of each finding that can be mended by text with what that comes to."""
    findings = tuple(_verified(finding, assessment, new, settings) for finding in assessment.findings)
    return replace(assessment, findings=findings)


def _verified(finding: Finding, assessment: Assessment, new: Tree | None, settings: Settings) -> Finding:
    fix = fix_of(finding, assessment.old, assessment.new)
    if fix is None:
        return finding
    said = _outcome(finding, fix, assessment, new, settings)
    return replace(finding, help=f"{finding.help}\n{said}")


def _outcome(finding: Finding, fix: Fix, assessment: Assessment, new: Tree | None, settings: Settings) -> str:
    name = f"{fix.guest.cpu} on {fix.guest.machine}"
    overlay = laid_over(new, fix) if new is not None else None
    if overlay is None:
        return "not verified: that takes the new tree, not its facts"
    try:
        after = analyse(overlay, assessment.new.arch, [fix.guest])
    except CpregscanError as error:
        return f"not verified: with it the tree cannot be analysed ({error})"
    before = replace(assessment.old, cpus=_of_guest(assessment.old, fix))
    mended = assess(before, after, settings)
    rules = {one.rule for one in mended.findings if Direction.FORWARD in one.directions}
    verdict = next(one.verdict.value for one in mended.judgements if one.direction is Direction.FORWARD)
    was = next(
        one.verdict.value
        for one in assessment.judgements
        if one.guest == fix.guest and one.direction is Direction.FORWARD
    )
    cured = "verified" if finding.rule not in rules else "verified: not cured"
    return f"{cured}: with it {name} goes forward from {was} to {verdict}"


def _of_guest(facts: Facts, fix: Fix) -> tuple[CpuFacts, ...]:
    return tuple(cpu for cpu in facts.cpus if cpu.guest == fix.guest)
