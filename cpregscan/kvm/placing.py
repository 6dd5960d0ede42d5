"""Finds the line of a patch that causes a finding about kernels."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain

from cpregscan.errors import Place
from cpregscan.findings.model import Assessment, Finding, Site
from cpregscan.lint.model import Nearness, PatchSite
from cpregscan.patches.steps import AppliedSeries, Origin


def on_patch_lines(assessment: Assessment, series: AppliedSeries) -> Assessment:
    """The assessment with the line of a patch as the first site of each finding that one can be found for."""
    return replace(assessment, findings=tuple(_placed(finding, series) for finding in assessment.findings))


def _placed(finding: Finding, series: AppliedSeries) -> Finding:
    """The finding on the line that adds or removes an entry, else on the nearest changed line, else on any."""
    sites = sorted(finding.sites, key=lambda site: not site.in_new)
    origin = next(chain(_exact(sites, series), _nearest(sites, series), _elsewhere(series)), None)
    if origin is None:
        return finding
    near = {site.place.path for site in sites}
    return replace(finding, sites=(_site(origin, series, near), *finding.sites))


def _exact(sites: list[Site], series: AppliedSeries) -> Iterator[Origin]:
    for site in sites:
        found = (series.origin_of_new if site.in_new else series.origin_of_old)(site.place)
        if found is not None:
            yield found


def _nearest(sites: list[Site], series: AppliedSeries) -> Iterator[Origin]:
    for site in sites:
        for step in reversed(range(len(series.steps))):
            found = (series.nearest_to_new if site.in_new else series.nearest_to_old)(site.place, step)
            if found is not None:
                yield found


def _elsewhere(series: AppliedSeries) -> Iterator[Origin]:
    """The first changed line of each file: what decides may be in another one than the entry, such as a header."""
    for step, one in enumerate(series.steps):
        for change in one.applied.files:
            found = series.nearest_to_new(Place(change.file.path, 1), step)
            if found is not None:
                yield found


def _site(origin: Origin, series: AppliedSeries, near: Collection[str]) -> PatchSite:
    """The line as a site. ``near`` are the files that the finding is about."""
    nearness = Nearness.NOFILTER
    if origin.file.path in near:
        nearness = Nearness.ADDED if origin.exact else Nearness.FILE
    patch = origin.patch
    part = f" {patch.number}/{patch.total}" if patch.total > 1 else ""
    return PatchSite(
        _place_after(origin, series),
        in_new=True,
        label=f"patch{part}, {origin.mail_place}",
        step=origin.step,
        patch=patch,
        line=origin.line,
        nearness=nearness,
    )


def _place_after(origin: Origin, series: AppliedSeries) -> Place:
    """Where the line stands after its patch; of a removed line, where the one that follows it stands."""
    for change in series.steps[origin.step].applied.files:
        for placed in change.placed if change.file is origin.file else ():
            number = placed.new_at
            for line in placed.hunk.lines:
                if line is origin.line:
                    return Place(origin.file.path, number)
                number += line.new is not None
    return Place(origin.file.path, 1)
