"""What each patch of a series does, and what the whole series does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.settings import Settings
from cpregscan.lint.changes import Changes, SeriesFacts, StreamChanges
from cpregscan.lint.model import Identity, Linted, PatchResult, identity, patch_site, says_something
from cpregscan.patches.steps import AppliedSeries
from cpregscan.rules.list_too_long import RULE as LENGTH

_LENGTHENING = frozenset(("unknown-cpreg", "ignored-cpreg", "forgiven-cpreg", "tolerated-cpreg"))
"""Rules about cpregs that only the sender has."""


def lint(series: AppliedSeries, facts: SeriesFacts, settings: Settings) -> Linted:
    """The findings of each patch to QEMU and of the series, each on the line of the patch that causes it."""
    return lint_changes(series, StreamChanges(series, facts, settings))


def lint_changes(series: AppliedSeries, changes: Changes) -> Linted:
    """Likewise what a series changes in trees of any project."""
    return _Linting(series, changes).linted()


class _Linting:
    """The work on one series."""

    def __init__(self, series: AppliedSeries, changes: Changes) -> None:
        self._series = series
        self._changes = changes
        self._assessed: dict[tuple[int, int], Assessment] = {}

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
        found = self._between(step, step)
        if not says_something(found):
            return None
        return PatchResult(step, self._series.steps[step].patch, self._placed(found, step))

    def _between(self, first: int, last: int) -> Assessment:
        """What comes of the steps from one to another; asked for every finding that a later patch may mend."""
        if (first, last) not in self._assessed:
            self._assessed[first, last] = self._changes.between(first, last)
        return self._assessed[first, last]

    def _without_undoing(self, result: PatchResult) -> PatchResult | None:
        """The result without what only undoes an earlier patch: nobody runs the tree in between."""
        if result.step == 0:
            return result
        found = self._between(0, result.step).findings
        kept = tuple(one for one in result.assessment.findings if self._alike_of(one, found))
        if not kept and result.assessment.findings:
            return None
        return replace(result, assessment=replace(result.assessment, findings=kept))

    def _placed(self, found: Assessment, step: int) -> Assessment:
        placed = [
            finding if finding.rule == LENGTH.id else self._changes.placed(finding, step)
            for finding in found.findings
        ]
        return replace(found, findings=tuple(_beside(finding, placed) for finding in placed))

    def _whole(self, results: Sequence[PatchResult]) -> Assessment:
        if len(self._series.steps) == 1 and self._series.steps[0].touched:
            return results[0].assessment if results else self._between(0, 0)
        found = self._changes.whole()
        return replace(found, findings=tuple(self._blamed(finding, results) for finding in found.findings))

    def _blamed(self, finding: Finding, results: Sequence[PatchResult]) -> Finding:
        """The finding of the whole series on the line of the last patch that has it."""
        for result in reversed(results):
            for other in self._alike_of(finding, result.assessment.findings):
                if (site := patch_site(other)) is not None:
                    return replace(finding, sites=(site, *finding.sites))
        placed = [self._changes.placed(finding, result.step) for result in reversed(results)]
        sites = [site for one in placed if (site := patch_site(one)) is not None]
        nearest = min(sites, key=lambda site: site.nearness, default=None)
        return finding if nearest is None else replace(finding, sites=(nearest, *finding.sites))

    def _mended(self, result: PatchResult, whole: Assessment) -> Iterator[tuple[Identity, int]]:
        for finding in result.assessment.findings:
            if finding.level > Level.NOTE and not self._breaks_alike(finding, whole):
                yield identity(finding), self._mending_step(finding, result.step)

    def _mending_step(self, finding: Finding, step: int) -> int:
        """The first later step with which the finding is gone."""
        last = len(self._series.steps) - 1
        for later in range(step + 1, last):
            if not self._breaks_alike(finding, self._between(0, later)):
                return later
        return last

    def _alike_of(self, finding: Finding, others: Iterable[Finding]) -> list[Finding]:
        return [other for other in others if self._changes.alike(finding, other)]

    def _breaks_alike(self, finding: Finding, found: Assessment) -> bool:
        """Whether there is a like finding that is more than a note."""
        return any(other.level > Level.NOTE for other in self._alike_of(finding, found.findings))


def _beside(finding: Finding, others: Sequence[Finding]) -> Finding:
    """A finding about the list's length, on the line of one that goes the same way, best of what makes it longer."""
    if finding.rule != LENGTH.id:
        return finding
    for other in sorted(others, key=lambda other: other.rule not in _LENGTHENING):
        site = patch_site(other)
        if site is not None and not set(finding.directions).isdisjoint(other.directions):
            return replace(finding, sites=(site,))
    return finding
