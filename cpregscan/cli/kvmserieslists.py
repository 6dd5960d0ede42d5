"""The lists of the kernels before, between and after the patches of a series."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.cli.kvmlists import listed_all
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.shape import VERSION_FILE, reads
from cpregscan.kvm.stored import StoredLists
from cpregscan.patches.steps import AppliedSeries
from cpregscan.trees.paths import abbreviated
from cpregscan.trees.tree import Tree

_Content = frozenset[tuple[str, str | None]]
"""What a tree says in all files that go into a list: path and blob id of each."""


class SeriesLists:
    """The list of each tree of a series; of trees that say the same it is worked out once.

    Raises SourceError or MachineError.
    """

    def __init__(self, series: AppliedSeries, stored: StoredLists) -> None:
        self._series = series
        trees = [series.before, series.after]
        trees += [tree for step in series.steps for tree in (step.before, step.after)]
        self._contents = {id(tree): _content(tree) for tree in trees}
        distinct = {self._contents[id(tree)]: tree for tree in trees}
        self._lists = dict(zip(distinct, listed_all(tuple(distinct.values()), stored), strict=True))

    @property
    def all(self) -> tuple[KernelList, ...]:
        """Each list once."""
        return tuple(self._lists.values())

    def before(self, step: int) -> KernelList:
        """The list of the tree that a patch applies to."""
        return self._of(self._series.steps[step].before)

    def after(self, step: int) -> KernelList:
        """The list of the tree that it makes."""
        return self._of(self._series.steps[step].after)

    def ends(self) -> tuple[KernelList, KernelList]:
        """The lists of the trees before and after the whole series."""
        return self._of(self._series.before), self._of(self._series.after)

    def _of(self, tree: Tree) -> KernelList:
        found = self._lists[self._contents[id(tree)]]
        return replace(found, tree=abbreviated(tree.name), commit=tree.commit)


def _content(tree: Tree) -> _Content:
    return frozenset(
        (path, tree.blob(path)) for path in tree.files("") if reads(path) or path == VERSION_FILE
    )
