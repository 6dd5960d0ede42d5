"""What patches bring about: of QEMU, and what is asked of any other project's patches as well."""

from __future__ import annotations

from typing import Protocol

from cpregscan.facts.model import Facts
from cpregscan.findings.model import Assessment, Finding
from cpregscan.findings.settings import Settings
from cpregscan.lint.news import assess_change
from cpregscan.lint.placing import Placer
from cpregscan.patches.steps import AppliedSeries


class Changes(Protocol):
    """What the patches of a series bring about. Steps are counted from 0."""

    def between(self, first: int, last: int) -> Assessment:
        """The findings from the tree before one step to the tree after another, on lines of the trees."""

    def whole(self) -> Assessment:
        """Likewise before and after the whole series."""

    def placed(self, finding: Finding, step: int) -> Finding:
        """A finding with the line of a step's patch that causes it as its first site, if there is one."""

    def alike(self, one: Finding, other: Finding) -> bool:
        """Whether findings of two assessments tell of the same."""


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


class StreamChanges:
    """What patches to QEMU do to streams."""

    def __init__(self, series: AppliedSeries, facts: SeriesFacts, settings: Settings) -> None:
        self._series = series
        self._facts = facts
        self._settings = settings
        self._placers: dict[int, Placer] = {}

    def between(self, first: int, last: int) -> Assessment:
        """The findings from the tree before one step to the tree after another."""
        return assess_change(self._facts.before(first), self._facts.after(last), self._settings)

    def whole(self) -> Assessment:
        """The findings of the whole series."""
        return assess_change(*self._facts.ends(), self._settings)

    def placed(self, finding: Finding, step: int) -> Finding:
        """The finding on the line of the patch that causes it."""
        if step not in self._placers:
            self._placers[step] = Placer(
                self._series, step, lambda: self._facts.detailed(step), self._facts.relevant
            )
        return self._placers[step].placed(finding)

    def alike(self, one: Finding, other: Finding) -> bool:
        """Whether they tell of the same: by one rule, of a common subject, direction and guest."""
        return (
            one.rule == other.rule
            and not set(one.subjects).isdisjoint(other.subjects)
            and not set(one.directions).isdisjoint(other.directions)
            and not set(one.guests).isdisjoint(other.guests)
        )
