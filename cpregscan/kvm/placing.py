"""Finds the line of a patch that causes a finding about kernels."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property

from cpregscan.errors import Place
from cpregscan.facts.model import CpuFacts, Facts, Guard, Register
from cpregscan.findings.model import Finding
from cpregscan.kvm.facts import facts_of
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.reaching import KernelText
from cpregscan.kvm.shape import reads
from cpregscan.lint.clues import code_of
from cpregscan.lint.placing import Placer
from cpregscan.patches.linemap import LineMap
from cpregscan.patches.steps import AppliedSeries


@dataclass(frozen=True)
class ListPlacer:
    """Places the findings of one patch; ``before`` and ``after`` are the lists of its trees.

    A finding stands on a changed line of the entry; else on one of the functions and macros that the entry
    leads to, those that it names itself first; else as `cpregscan.lint.placing.Placer` has it.
    """

    series: AppliedSeries
    step: int
    before: KernelList
    after: KernelList

    def placed(self, finding: Finding) -> Finding:
        """The finding with the line of the patch as its first site; as it is if the patch has no line."""
        return Placer(self.series, self.step, lambda: self._deciding(finding), reads).placed(finding)

    def _deciding(self, finding: Finding) -> tuple[Facts, Facts]:
        """The facts of both trees: the finding's first register, with lines of changed files that decide as guards."""
        old, new = self._entries(finding.subjects[0].index)
        before, after = self._texts
        return self._guarded(finding, self.before, old, before), self._guarded(
            finding, self.after, new, after
        )

    def _entries(self, index: int | None) -> tuple[Register | None, Register | None]:
        """The register in both lists; where one tree hides it from all, with the place of its entry there."""
        lists = facts_of(self.before), facts_of(self.after)
        old, new = (
            next((one for one in facts.cpus[0].registers if one.index == index), None) for facts in lists
        )
        if old is not None and new is None:
            new = self._elsewhere(old, LineMap.after)
        elif new is not None and old is None:
            old = self._elsewhere(new, LineMap.before)
        return old, new

    def _elsewhere(self, register: Register, follow: Callable[[LineMap, int], int | None]) -> Register | None:
        """The register with the place of its entry in the other tree; None if that has no such line."""
        place = register.origin.place
        for change in self.series.steps[self.step].applied.files:
            if change.file.path == place.path:
                line = follow(LineMap(change), place.line)
                if line is None:
                    return None
                place = Place(place.path, line)
        return replace(register, origin=replace(register.origin, place=place))

    def _guarded(
        self, finding: Finding, listed: KernelList, entry: Register | None, text: KernelText
    ) -> Facts:
        touched = self.series.steps[self.step].touched
        guest = finding.guests[0]
        registers = () if entry is None else (_with_guards(entry, text, touched),)
        return replace(facts_of(listed), cpus=(CpuFacts(guest.cpu, guest.machine, registers),))

    @cached_property
    def _texts(self) -> tuple[KernelText, KernelText]:
        step = self.series.steps[self.step]
        return KernelText(step.before), KernelText(step.after)


def _with_guards(register: Register, text: KernelText, touched: Collection[str]) -> Register:
    reached = text.reached(register.origin.place, register.origin.table)
    places = (place for place in reached if place.path in touched and _tells(text, place))
    guards = tuple(Guard("", place, held=True) for place in places)
    return replace(register, origin=replace(register.origin, guards=guards))


def _tells(text: KernelText, place: Place) -> bool:
    """Whether there is more in a line than brackets and comments."""
    return any(map(str.isalnum, code_of(text.lines(place.path)[place.line - 1])))
