"""Finds the line of a patch that causes a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cpregscan.errors import Place
from cpregscan.facts.model import Facts, Register
from cpregscan.findings.model import Finding, Site
from cpregscan.lint.clues import deciding_places, names_of, only_reads, registers_of, words_of
from cpregscan.lint.entries import extent, function_at, functions
from cpregscan.lint.model import Nearness, PatchSite
from cpregscan.lint.spots import Spot, best
from cpregscan.patches.linemap import LineMap
from cpregscan.patches.steps import AppliedSeries, Step
from cpregscan.rules.constant_changed import RULE as CONSTANT
from cpregscan.trees.tree import Tree

DetailedFacts = Callable[[], tuple[Facts, Facts]]
"""Gives the facts of the trees before and after a patch with call chains and guards."""


@dataclass
class Placer:
    """Places the findings of one patch. ``relevant`` tells whether an analysis read a file."""

    series: AppliedSeries
    step: int
    detailed: DetailedFacts
    relevant: Callable[[str], bool]
    _texts: dict[tuple[bool, str], list[str]] = field(default_factory=dict)

    def placed(self, finding: Finding) -> Finding:
        """The finding with the line of the patch as its first site; as it is if the patch has no line."""
        spot = self._spot(finding)
        if spot is None:
            return finding
        return replace(finding, sites=(self._site(spot), *finding.sites))

    def _spot(self, finding: Finding) -> Spot | None:
        own = sorted(finding.sites, key=lambda site: not site.in_new)
        changed = min(self._changed(own), key=lambda spot: not spot.tells, default=None)
        exact = self._in_model(finding) or changed or self._naming(finding)
        if exact is not None:
            return exact
        registers = self._registers(finding)
        entries = [self._entry_text(site) for site in own]
        bodies = list(self._bodies(own)) if _may_change(registers) else []
        texts = [*entries, *(self._lines_text(site, body) for site, body in bodies)]
        return (
            self._in_bodies(bodies)
            or self._deciding(registers)
            or self._in_hunk(own)
            or best(
                self._spots(),
                names_of(finding),
                words_of(finding, [*registers[0], *registers[1]], texts),
                sets=all(registers),
            )
            or self._in_file(own)
            or self._first()
        )

    def _registers(self, finding: Finding) -> tuple[Sequence[Register], Sequence[Register]]:
        if all(subject.index is None for subject in finding.subjects):
            return (), ()
        old, new = self.detailed()
        return tuple(registers_of(finding, old)), tuple(registers_of(finding, new))

    def _in_model(self, finding: Finding) -> Spot | None:
        """Of a constant that changed, the line that sets it in a function named for a CPU model that has the change."""
        if finding.rule != CONSTANT.id:
            return None
        models = {guest.cpu.partition(",")[0].rpartition("-")[2] for guest in finding.guests}
        names = names_of(finding)
        spots = [
            spot
            for spot in self._spots()
            if not (
                names.isdisjoint(spot.words)
                or only_reads(spot.code)
                or models.isdisjoint(self._function(spot))
            )
        ]
        added = [spot for spot in spots if spot.line.kind == "+"]
        return best(added or spots, names, names, sets=True)

    def _naming(self, finding: Finding) -> Spot | None:
        """Of a constant that changed, the line anywhere that sets it by name, wherever its entry is."""
        if finding.rule != CONSTANT.id:
            return None
        return best(self._spots(), names_of(finding), frozenset(), sets=True)

    def _function(self, spot: Spot) -> list[str]:
        """The parts of the name of the function that a changed line is in; none outside of functions."""
        place = self._place_after(spot)
        lines = self._lines_of(place.path, in_new=True)
        return function_at(lines, place.line).split("_")

    def _changed(self, sites: Iterable[Site]) -> Iterator[Spot]:
        """Changed lines within what the sites begin, those of the new tree first."""
        for site in sites:
            places = (Place(site.place.path, number) for number in self._extent(site))
            spots = (self._exact(place, in_new=site.in_new) for place in places)
            yield from (spot for spot in spots if spot is not None)

    def _bodies(self, sites: Iterable[Site]) -> Iterator[tuple[Site, range]]:
        """The functions that read and write a register, as the sites' table entries name them."""
        for site in sites:
            for body in functions(self._text(site), self._entry_text(site)):
                yield site, body

    def _in_bodies(self, bodies: Iterable[tuple[Site, range]]) -> Spot | None:
        """The first line of code that is changed in functions."""
        for site, body in bodies:
            places = (Place(site.place.path, number) for number in body)
            spots = (self._exact(place, in_new=site.in_new) for place in places)
            found = next((spot for spot in spots if spot is not None and spot.tells), None)
            if found is not None:
                return found
        return None

    def _exact(self, place: Place, *, in_new: bool) -> Spot | None:
        find = self.series.origin_of_new if in_new else self.series.origin_of_old
        origin = find(place, self.step)
        if origin is None or origin.step != self.step:
            return None
        return Spot(origin.file, origin.line, Nearness.ADDED)

    def _deciding(self, registers: tuple[Sequence[Register], Sequence[Register]]) -> Spot | None:
        """The changed line that decided most often whether the registers are there."""
        for in_new, members in ((True, registers[1]), (False, registers[0])):
            counted = Counter(deciding_places(members))
            for place, _ in counted.most_common():
                spot = self._exact(place, in_new=in_new)
                if spot is not None:
                    return spot
        return None

    def _in_hunk(self, sites: Iterable[Site]) -> Spot | None:
        for site in sites:
            for map_ in self._maps(site):
                shown = map_.new_lines if site.in_new else map_.old_lines
                if any(number in shown for number in self._extent(site)):
                    return self._nearest(site, Nearness.DIFF_CONTEXT)
        return None

    def _in_file(self, sites: Iterable[Site]) -> Spot | None:
        spots = (self._nearest(site, Nearness.FILE) for site in sites)
        return next((spot for spot in spots if spot is not None), None)

    def _nearest(self, site: Site, nearness: Nearness) -> Spot | None:
        find = self.series.nearest_to_new if site.in_new else self.series.nearest_to_old
        origin = find(site.place, self.step)
        return None if origin is None else Spot(origin.file, origin.line, nearness)

    def _first(self) -> Spot | None:
        found = next(self._spots(), None)
        return None if found is None else replace(found, nearness=Nearness.NOFILTER)

    def _spots(self) -> Iterator[Spot]:
        """The changed lines of relevant files; those of all files if none is relevant."""
        files = [change.file for change in self._step.applied.files]
        chosen = [file for file in files if self.relevant(file.path)] or files
        for file in chosen:
            for hunk in file.hunks:
                changed = (line for line in hunk.lines if line.kind != " " and line.text.strip())
                yield from (Spot(file, line, Nearness.ADDED) for line in changed)

    @property
    def _step(self) -> Step:
        return self.series.steps[self.step]

    def _maps(self, site: Site) -> Iterator[LineMap]:
        for change in self._step.applied.files:
            path = change.file.new_path if site.in_new else change.file.old_path
            if path == site.place.path:
                yield LineMap(change)

    def _site(self, spot: Spot) -> PatchSite:
        place = self._place_after(spot)
        patch = self._step.patch
        part = f" {patch.number}/{patch.total}" if patch.total > 1 else ""
        return PatchSite(
            place,
            in_new=True,
            label=f"patch{part}, {patch.mail.place(spot.line.line)}",
            step=self.step,
            patch=patch,
            line=spot.line,
            nearness=spot.nearness,
        )

    def _place_after(self, spot: Spot) -> Place:
        """Where the line stands after the patch; of a removed line, where the one that follows it stands."""
        for change in self._step.applied.files:
            if change.file is spot.file:
                for placed in change.placed:
                    number = placed.new_at
                    for line in placed.hunk.lines:
                        if line is spot.line:
                            return Place(spot.file.path, number)
                        number += line.kind != "-"
        return Place(spot.file.path, spot.line.new or spot.line.old or 1)

    def _extent(self, site: Site) -> range:
        return extent(self._text(site), site.place.line)

    def _entry_text(self, site: Site) -> str:
        return self._lines_text(site, self._extent(site))

    def _lines_text(self, site: Site, numbers: range) -> str:
        return "\n".join(self._text(site)[numbers.start - 1 : numbers.stop - 1])

    def _text(self, site: Site) -> list[str]:
        return self._lines_of(site.place.path, in_new=site.in_new)

    def _lines_of(self, path: str, *, in_new: bool) -> list[str]:
        key = (in_new, path)
        if key not in self._texts:
            tree: Tree = self._step.after if in_new else self._step.before
            self._texts[key] = (tree.read(path) or b"").decode("utf-8", "replace").split("\n")
        return self._texts[key]


def _may_change(registers: tuple[Sequence[Register], Sequence[Register]]) -> bool:
    """Whether registers are in both trees, and hold what may be written to them."""
    return all(registers) and all(one.const is None for one in (*registers[0], *registers[1]))
