"""A series laid over its base patch by patch: the tree before and after each patch, and where lines come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cpregscan.errors import Place
from cpregscan.patches.applying import AppliedPatch, Outside, apply_patch
from cpregscan.patches.linemap import LineMap
from cpregscan.patches.model import FilePatch, HunkLine, Patch, Series
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.tree import Tree


@dataclass(frozen=True, slots=True)
class Step:
    """One patch of a series: the tree it applies to and the tree that it makes of it."""

    applied: AppliedPatch
    before: Tree
    after: Tree

    @property
    def patch(self) -> Patch:
        """The patch."""
        return self.applied.patch

    @property
    def touched(self) -> frozenset[str]:
        """The paths whose content the patch changes, of those that trees show."""
        return self.applied.touched


@dataclass(frozen=True, slots=True)
class Origin:
    """The hunk line that a place comes from: the step (counted from 0), the file and the line of the hunk.

    ``exact`` says whether it is the line itself that the patch adds or removes, or the nearest one that it
    changes in the same file.
    """

    step: int
    patch: Patch
    file: FilePatch
    line: HunkLine
    exact: bool

    @property
    def mail_place(self) -> Place:
        """Where the line stands in the input."""
        return self.patch.mail.place(self.line.line)


@dataclass(frozen=True)
class AppliedSeries:
    """A whole series over its base: ``before`` the first patch and ``after`` the last.

    ``chained`` says that each patch applies to what the one before it leaves; the commits of a range with
    merges in it each apply to a tree of their own, and no place can be followed from one to the next.
    """

    series: Series
    steps: tuple[Step, ...]
    before: Tree
    after: Tree
    chained: bool = True

    @property
    def touched(self) -> frozenset[str]:
        """The paths that any patch of the series changes."""
        return frozenset().union(*(step.touched for step in self.steps))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of the series and of how its patches apply."""
        return self.series.notes + tuple(note for step in self.steps for note in step.applied.notes)

    def origin_of_new(self, place: Place, step: int | None = None) -> Origin | None:
        """The hunk line that added a place of the tree after a step (after the last, if None is given).

        None if it is not the series that added it.
        """
        path, line = place.path, place.line
        for index, map_ in self._maps_back(step):
            if map_.change.file.new_path != path:
                continue
            found = map_.new_lines.get(line)
            if found is not None and found.kind == "+":
                return self._origin(index, map_, found, exact=True)
            older = map_.before(line)
            if older is None or map_.change.file.old_path is None:
                return None
            path, line = map_.change.file.old_path, older
        return None

    def origin_of_old(self, place: Place, step: int | None = None) -> Origin | None:
        """The hunk line that removes a place of the tree before a step (before the first, if None is given).

        None if the series leaves it there, wherever it moves.
        """
        path, line = place.path, place.line
        for index, map_ in self._maps_on(step):
            if map_.change.file.old_path != path or map_.change.file.copied:
                continue
            found = map_.old_lines.get(line)
            if found is not None and found.kind == "-":
                return self._origin(index, map_, found, exact=True)
            newer = map_.after(line)
            if newer is None or map_.change.file.new_path is None:
                return None
            path, line = map_.change.file.new_path, newer
        return None

    def nearest_to_new(self, place: Place, step: int) -> Origin | None:
        """The line that one step changes nearest to a place of the tree after it, the place itself if it can be.

        None if the step changes no line of that file.
        """
        for index, map_ in reversed(self._maps):
            if index == step and map_.change.file.new_path == place.path:
                found = map_.nearest_to_new(place.line)
                if found is not None:
                    exact = map_.new_lines.get(place.line) is found
                    return self._origin(index, map_, found, exact=exact)
        return None

    def nearest_to_old(self, place: Place, step: int) -> Origin | None:
        """Likewise for a place of the tree before the step."""
        for index, map_ in self._maps:
            if index == step and map_.change.file.old_path == place.path:
                found = map_.nearest_to_old(place.line)
                if found is not None:
                    exact = map_.old_lines.get(place.line) is found
                    return self._origin(index, map_, found, exact=exact)
        return None

    @cached_property
    def _maps(self) -> tuple[tuple[int, LineMap], ...]:
        return tuple(
            (index, LineMap(change)) for index, step in enumerate(self.steps) for change in step.applied.files
        )

    def _maps_back(self, step: int | None) -> Iterator[tuple[int, LineMap]]:
        last = len(self.steps) - 1 if step is None else step
        return (one for one in reversed(self._maps) if one[0] <= last and (self.chained or one[0] == last))

    def _maps_on(self, step: int | None) -> Iterator[tuple[int, LineMap]]:
        first = step or 0
        return (one for one in self._maps if one[0] >= first and (self.chained or one[0] == first))

    def close(self) -> None:
        """Closes the trees below all steps."""
        for tree in (self.before, *(step.before for step in self.steps), self.after):
            tree.close()

    def _origin(self, index: int, map_: LineMap, line: HunkLine, *, exact: bool) -> Origin:
        return Origin(index, self.steps[index].patch, map_.change.file, line, exact)


def steps(
    series: Series, base: Tree, outside: Outside | None = None, *, scope: Scope = QEMU
) -> Iterator[Step]:
    """Each patch over the tree that the one before it leaves. Raises DoesNotApply."""
    changes: dict[str, bytes | None] = {}
    before: Tree = base
    for patch in series.patches:
        applied = apply_patch(patch, before, outside, scope=scope)
        changes |= applied.changes
        after = OverlayTree(base, changes, f"{base.name} with {_parts(patch)}")
        yield Step(applied, before, after)
        before = after


def apply_series(
    series: Series, base: Tree, outside: Outside | None = None, *, scope: Scope = QEMU
) -> AppliedSeries:
    """The whole series over the base, which shows what is in ``scope``, before anything is analysed.

    Raises DoesNotApply.
    """
    done = tuple(steps(series, base, outside, scope=scope))
    return AppliedSeries(series, done, base, done[-1].after if done else base)


def _parts(patch: Patch) -> str:
    if patch.total == 1:
        return "the patch"
    return "patch 1" if patch.number == 1 else f"patches 1-{patch.number}"
