"""What each patch of a series does to streams, and what the whole series does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from cpregscan.facts.model import Facts
from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.settings import Settings
from cpregscan.lint.model import Identity, Linted, PatchResult, identity, patch_site, says_something
from cpregscan.lint.news import assess_change
from cpregscan.lint.placing import Placer
from cpregscan.patches.steps import AppliedSeries
from cpregscan.rules.list_too_long import RULE as LENGTH

_LENGTHENING = frozenset(("unknown-cpreg", "ignored-cpreg", "forgiven-cpreg", "tolerated-cpreg"))
"""Rules about cpregs that only the sender has."""


class SeriesFacts(Protocol):
    """Where the facts of the trees between the patches come from. Steps are counted from 0."""

    def before(self, step: int) -> Facts:
        """The facts of the tree that a patch applies to."""

    def after(self, step: int) -> Facts:
        """The facts of the tree that it makes."""

    def ends(self) -> tuple[Facts, Facts]:
        """The facts of the trees before and after the whole series."""

    def detailed(self, step: int) -> tuple[Facts, Facts]:
        """The facts before and after a patch with call chains and guards."""

    def relevant(self, path: str) -> bool:
        """Whether an analysis may have read a file."""


def lint(series: AppliedSeries, facts: SeriesFacts, settings: Settings) -> Linted:
    """The findings of each patch and of the series, each on the line of the patch that causes it."""
    return _Linting(series, facts, settings).linted()


class _Linting:
    """The work on one series."""

    def __init__(self, series: AppliedSeries, facts: SeriesFacts, settings: Settings) -> None:
        self._series = series
        self._facts = facts
        self._settings = settings

    def linted(self) -> Linted:
        several = self._series.chained and len(self._series.steps) > 1
        results = [result for step in range(len(self._series.steps)) if (result := self._result(step))]
        if several:
            results = [left for result in results if (left := self._without_undoing(result))]
        whole = self._whole(results)
        if several:
            results = [replace(result, mended=dict(self._mended(result, whole))) for result in results]
        return Linted(self._series, tuple(results), whole)

    def _result(self, step: int) -> PatchResult | None:
        if not self._series.steps[step].touched:
            return None
        found = assess_change(self._facts.before(step), self._facts.after(step), self._settings)
        if not says_something(found):
            return None
        return PatchResult(step, self._series.steps[step].patch, self._placed(found, step))

    def _without_undoing(self, result: PatchResult) -> PatchResult | None:
        """The result without what only undoes an earlier patch: nobody runs the tree in between."""
        if result.step == 0:
            return result
        found = self._since_base(result.step)
        kept = tuple(
            one for one in result.assessment.findings if any(alike(one, each) for each in found.findings)
        )
        if not kept and result.assessment.findings:
            return None
        return replace(result, assessment=replace(result.assessment, findings=kept))

    def _since_base(self, step: int) -> Assessment:
        return assess_change(self._facts.before(0), self._facts.after(step), self._settings)

    def _placed(self, found: Assessment, step: int) -> Assessment:
        placer = self._placer(step)
        placed = [
            finding if finding.rule == LENGTH.id else placer.placed(finding) for finding in found.findings
        ]
        return replace(found, findings=tuple(_beside(finding, placed) for finding in placed))

    def _placer(self, step: int) -> Placer:
        return Placer(self._series, step, lambda: self._facts.detailed(step), self._facts.relevant)

    def _whole(self, results: Sequence[PatchResult]) -> Assessment:
        if len(results) == 1 and len(self._series.steps) == 1:
            return results[0].assessment
        found = assess_change(*self._facts.ends(), self._settings)
        return replace(found, findings=tuple(self._blamed(finding, results) for finding in found.findings))

    def _blamed(self, finding: Finding, results: Sequence[PatchResult]) -> Finding:
        """The finding of the whole series on the line of the last patch that has it."""
        for result in reversed(results):
            for other in result.assessment.findings:
                site = patch_site(other)
                if site is not None and alike(finding, other):
                    return replace(finding, sites=(site, *finding.sites))
        placed = [self._placer(result.step).placed(finding) for result in reversed(results)]
        sites = [site for one in placed if (site := patch_site(one)) is not None]
        nearest = min(sites, key=lambda site: site.nearness, default=None)
        return finding if nearest is None else replace(finding, sites=(nearest, *finding.sites))

    def _mended(self, result: PatchResult, whole: Assessment) -> Iterator[tuple[Identity, int]]:
        for finding in result.assessment.findings:
            if finding.level > Level.NOTE and not has_alike(finding, whole.findings):
                yield identity(finding), self._mending_step(finding, result.step)

    def _mending_step(self, finding: Finding, step: int) -> int:
        """The first later step with which the finding is gone."""
        last = len(self._series.steps) - 1
        for later in range(step + 1, last):
            if not has_alike(finding, self._since_base(later).findings):
                return later
        return last


def alike(one: Finding, other: Finding) -> bool:
    """Whether two findings tell of the same: by one rule, of a common subject, direction and guest."""
    return (
        one.rule == other.rule
        and not set(one.subjects).isdisjoint(other.subjects)
        and not set(one.directions).isdisjoint(other.directions)
        and not set(one.guests).isdisjoint(other.guests)
    )


def has_alike(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether there is a like finding among others that are more than a note."""
    return any(other.level > Level.NOTE and alike(finding, other) for other in others)


def _beside(finding: Finding, others: Sequence[Finding]) -> Finding:
    """A finding about the list's length, on the line of one that goes the same way, best of what makes it longer."""
    if finding.rule != LENGTH.id:
        return finding
    for other in sorted(others, key=lambda other: other.rule not in _LENGTHENING):
        site = patch_site(other)
        if site is not None and not set(finding.directions).isdisjoint(other.directions):
            return replace(finding, sites=(site,))
    return finding
