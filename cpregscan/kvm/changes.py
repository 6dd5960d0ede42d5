"""What patches to a kernel do to its list, in the words of all linting."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Protocol

from cpregscan.findings.model import Assessment, Finding
from cpregscan.findings.settings import Settings
from cpregscan.kvm.assessing import assessment_of
from cpregscan.kvm.findings import KvmAssessment
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.placing import ListPlacer
from cpregscan.patches.steps import AppliedSeries

Judging = Callable[[KernelList, KernelList], KvmAssessment]
"""Tells what differs between the lists of an old and a new kernel."""


class Lists(Protocol):
    """Where the lists of the trees between the patches come from. Steps are counted from 0."""

    def before(self, step: int) -> KernelList:
        """The list of the tree that a patch applies to."""

    def after(self, step: int) -> KernelList:
        """The list of the tree that it makes."""

    def ends(self) -> tuple[KernelList, KernelList]:
        """The lists of the trees before and after the whole series."""


class ListChanges:
    """What patches to a kernel do to the list that KVM gives; see `cpregscan.lint.changes.Changes`."""

    def __init__(self, series: AppliedSeries, lists: Lists, judge: Judging, settings: Settings) -> None:
        self._series = series
        self._lists = lists
        self._judge = judge
        self._settings = settings
        self._placers: dict[int, ListPlacer] = {}

    @cached_property
    def judged(self) -> KvmAssessment:
        """The whole series in the words of kernels."""
        return self._judge(*self._lists.ends())

    def between(self, first: int, last: int) -> Assessment:
        """The findings from the tree before one step to the tree after another."""
        found = self._judge(self._lists.before(first), self._lists.after(last))
        return assessment_of(found, self._settings)

    def whole(self) -> Assessment:
        """The findings of the whole series."""
        return assessment_of(self.judged, self._settings)

    def placed(self, finding: Finding, step: int) -> Finding:
        """The finding on the line of the patch that causes it."""
        if step not in self._placers:
            lists = self._lists.before(step), self._lists.after(step)
            self._placers[step] = ListPlacer(self._series, step, *lists)
        return self._placers[step].placed(finding)

    def alike(self, one: Finding, other: Finding) -> bool:
        """Whether they tell of the same: by one rule, of a common register and direction.

        For whom it is so may hang on more after another patch.
        """
        return (
            one.rule == other.rule
            and not set(one.subjects).isdisjoint(other.subjects)
            and not set(one.directions).isdisjoint(other.directions)
        )
