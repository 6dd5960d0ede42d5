"""A linted series as one assessment, for all formats of findings."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.findings.model import Assessment, Finding, Level, Site
from cpregscan.lint.model import Linted, Nearness, PatchResult, PatchSite, patch_site


def combined(linted: Linted, wanted: Nearness) -> Assessment:
    """What the series does, and as notes the breaks of its patches that later ones mend.

    Only findings that are as near to the patch as is wanted, or nearer.
    """
    mended = (
        _bisectability(finding, result, by, linted)
        for result in linted.patches
        for finding in result.assessment.findings
        if (by := result.mending_step(finding)) is not None
    )
    findings = (*linted.whole.findings, *mended)
    return replace(linted.whole, findings=tuple(finding for finding in findings if _is_near(finding, wanted)))


def _is_near(finding: Finding, wanted: Nearness) -> bool:
    site = patch_site(finding)
    return wanted is Nearness.NOFILTER or (site is not None and site.nearness <= wanted)


def _bisectability(finding: Finding, result: PatchResult, by: int, linted: Linted) -> Finding:
    mending = linted.series.steps[by].patch
    patch = result.patch
    return replace(
        finding,
        level=Level.NOTE,
        message=f"between patches {patch.number} and {mending.number} only: {finding.message}",
        note=f"patch {mending.number}/{mending.total} ({mending.title}) mends it; a bisection meets it in between.",
        help="squash the two, or put the one that mends first.",
    )


def with_patch_lines(assessment: Assessment) -> Assessment:
    """The assessment with the line of the patch, sign and all, beside the place of each PatchSite."""
    return replace(
        assessment,
        findings=tuple(
            replace(finding, sites=tuple(map(_with_line, finding.sites))) for finding in assessment.findings
        ),
    )


def _with_line(site: Site) -> Site:
    if not isinstance(site, PatchSite):
        return site
    return replace(site, text=f"{site.line.kind} {site.line.text.decode('utf-8', 'replace').strip()}")
