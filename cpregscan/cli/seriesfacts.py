"""The facts of the trees before, between and after the patches of a series."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from functools import partial

from cpregscan.cli.forking import apart, can_fork
from cpregscan.cli.machines import machines_of_pair
from cpregscan.cli.request import Request, request_of
from cpregscan.cli.sources import Progress, TreeSource, source_of
from cpregscan.facts.model import Facts
from cpregscan.patches.steps import AppliedSeries
from cpregscan.trees.paths import abbreviated
from cpregscan.trees.scope import QEMU
from cpregscan.trees.tree import Tree

_AT_ONCE = 2
"""Trees that are analysed at the same time."""


class TreeFacts:
    """Analyses each tree of a series once, by way of the cache."""

    def __init__(
        self,
        series: AppliedSeries,
        arguments: Namespace,
        progress: Progress | None,
        *,
        plain_names: bool = False,
    ) -> None:
        self._plain_names = plain_names
        self._series = series
        self._arguments = arguments
        self._progress = progress
        self._sources: dict[int, TreeSource] = {}
        self._facts: dict[int, Facts] = {}
        self._request: Request | None = None
        self._last: TreeSource | None = None
        self._ahead = False
        """Whether the trees between the patches were looked at already."""

    def before(self, step: int) -> Facts:
        """The facts before a patch."""
        self._make_pair(step)
        return self._named(self._series.steps[step].before, "QEMU without this patch")

    def after(self, step: int) -> Facts:
        """The facts after a patch."""
        self._make_pair(step)
        return self._named(self._series.steps[step].after, "QEMU with this patch")

    def ends(self) -> tuple[Facts, Facts]:
        """The facts before and after the whole series."""
        self._make(self._series.before, self._series.after)
        before = self._named(self._series.before, "QEMU without this series")
        return before, self._named(self._series.after, "QEMU with this series")

    def detailed(self, step: int) -> tuple[Facts, Facts]:
        """The facts before and after a patch with call chains and guards."""
        wanted = replace(self._wanted(), detailed=True)
        before, after = (self._detailed(tree, wanted) for tree in self._trees(step))
        return before, after

    def relevant(self, path: str) -> bool:
        """Whether an analysis may have read a file: by its name."""
        return QEMU.shows(path) and path.endswith((".c", ".h", ".inc", ".json"))

    def _named(self, tree: Tree, words: str) -> Facts:
        """The facts of a tree, named in words or as the user named it, hashes abbreviated."""
        facts = self._facts[id(tree)]
        name = words if self._plain_names else abbreviated(tree.name)
        return replace(facts, tree=name)

    def _detailed(self, tree: Tree, wanted: Request) -> Facts:
        known = self._facts[id(tree)]
        if not known.detailed:
            known = self._facts[id(tree)] = self._source(tree).facts(wanted, self._progress)
        return known

    def _make_pair(self, step: int) -> None:
        before, after = self._trees(step)
        if self._series.steps[step].touched:
            self._make(before, after)
        else:
            self._make(before, before)
            self._facts[id(after)] = self._facts[id(before)]

    def _make(self, one: Tree, other: Tree) -> None:
        """One after the other: the second goes on from what the first has left, also if it was begun before."""
        wanted = self._wanted()
        for tree in dict.fromkeys((one, other)):
            if id(tree) != id(self._series.before):
                self._look_ahead(wanted)
            if id(tree) not in self._facts:
                if self._last is not None and self._last.settle():
                    self._source(tree).settle()
                self._last = self._source(tree)
                self._facts[id(tree)] = self._last.facts(wanted, self._progress)

    def _look_ahead(self, wanted: Request) -> None:
        """Has the trees of a long series analysed two at a time; from then on they come from the cache."""
        if self._ahead or not self._apart:
            return
        self._ahead = True
        if self._last is not None:
            self._last.settle()
        sources = [self._source(tree) for tree in self._unforeseen()]
        for start in range(0, len(sources), _AT_ONCE):
            if self._progress is not None:
                self._progress("the trees between the patches", start, len(sources))
            apart([partial(source.find_apart, wanted) for source in sources[start : start + _AT_ONCE]])

    def _unforeseen(self) -> list[Tree]:
        """The trees, but for the first, whose facts may differ from those of the tree before."""
        steps = {id(step.after): step for step in self._series.steps}
        trees = {id(tree): tree for step in self._series.steps for tree in (step.before, step.after)}
        trees.pop(id(self._series.before), None)
        return [
            tree
            for number, tree in trees.items()
            if (step := steps.get(number)) is None
            or (step.touched and not self._source(tree).overlooks(step.before, step.touched))
        ]

    @property
    def _apart(self) -> bool:
        """Whether work is worth processes of its own, which hand over their results by way of the cache."""
        return (
            len(self._series.steps) > 1 and can_fork() and self._source(self._series.before).cache is not None
        )

    def _wanted(self) -> Request:
        """What to analyse: the machines that the trees before and after the series have."""
        if self._request is None:
            ends = (self._source(self._series.before), self._source(self._series.after))
            if self._apart:
                apart([partial(end.find_apart, None) for end in ends])
            self._arguments.machine = machines_of_pair(*ends, self._arguments.machine)
            self._request = request_of(self._arguments, detailed=False)
        return self._request

    def _trees(self, step: int) -> tuple[Tree, Tree]:
        done = self._series.steps[step]
        return done.before, done.after

    def _source(self, tree: Tree) -> TreeSource:
        if id(tree) not in self._sources:
            self._sources[id(tree)] = source_of(tree, self._arguments)
        return self._sources[id(tree)]
