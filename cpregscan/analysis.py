"""The whole way from a tree to its facts: the one entrance for verbs, tests and other programs."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cpregscan.collecting import without_collection
from cpregscan.facts.model import Facts, Guest
from cpregscan.trees.tree import Tree

if TYPE_CHECKING:
    from cpregscan.qemu.analysis import TreeAnalysis
    from cpregscan.qemu.carrying import CarriedOver
    from cpregscan.qemu.handover import Learned


Configuration = Guest
"""One guest: ``cpu`` as in QEMU's ``-cpu``, ``machine`` as in ``-machine``, ``smp`` CPUs."""

Progress = Callable[[str, int, int], None]
"""Called with what is being worked on, how many configurations are done, and how many there are."""


class Nearby(Protocol):
    """What an earlier analysis left, and the files in which its tree differs from the one at hand."""

    @property
    def content(self) -> bytes: ...

    @property
    def changed(self) -> frozenset[str]: ...

    @property
    def searched(self) -> Mapping[str, str]:
        """The files that it only searched, with digests of what it saw there."""

    @property
    def tree(self) -> Tree:
        """Its tree, as far as its answers are known."""


class Leavings(NamedTuple):
    """What an analysis leaves: the content and the searched files of a `Nearby`."""

    content: bytes
    """Empty if that of another tree does as well."""
    searched: dict[str, str]


class Keeper(Protocol):
    """Where analyses find what earlier ones translated, and leave their own; see `cpregscan.cli.keeping`."""

    def nearest(self) -> Nearby | None:
        """What is left of the analysis of the tree that differs least."""

    def keep(self, make: Callable[[], Leavings], /, *, program: bool) -> None:
        """Keeps what ``make`` gives, which takes a while; ``program`` says whether it has a content."""


def cpu_models(tree: Tree, arch: str, keeper: Keeper | None = None) -> tuple[str, ...]:
    """The names of the CPU models that the tree registers for one binary, sorted.

    Raises TreeError, SourceError or MachineError if the tree cannot be analysed.
    """
    with _unfrozen():
        return _analysis(tree, arch, keeper).models()


def machine_versions(tree: Tree, arch: str, keeper: Keeper | None = None) -> tuple[str, ...]:
    """The versions of the machine `virt` that the tree has, oldest first. Raises as :func:`cpu_models` does."""
    with _unfrozen():
        return _analysis(tree, arch, keeper).machines()


def analyse(
    tree: Tree,
    arch: str,
    configurations: Sequence[Configuration],
    progress: Progress | None = None,
    keeper: Keeper | None = None,
) -> Facts:
    """Run each configuration of the tree on the C machine.

    Raises UsageError for models or machines that the tree lacks, SourceError and MachineError with
    the place of what cannot be analysed.
    """
    from cpregscan.facts.analyser import analyser_version
    from cpregscan.trees.shape import version_text

    cpus = []
    with _unfrozen():
        analysis = _analysis(tree, arch, keeper)
        for done, guest in enumerate(configurations):
            if progress is not None:
                progress(f"{guest.cpu} on {guest.machine}", done, len(configurations))
            cpus.append(analysis.facts_of(guest))
            if done == 0:
                gc.freeze()  # what the tree alone decides stays: later collections need not walk it
            elif gc.get_count()[0] > _MOST_OBJECTS:
                gc.collect()
                gc.freeze()  # the facts found so far stay as well
    return Facts(tree.name, tree.commit, version_text(tree), arch, analyser_version(), tuple(cpus))


def leave(tree: Tree, arch: str, keeper: Keeper) -> None:
    """Leaves what the analysis of a tree has translated and found to those of later trees."""
    from cpregscan.cmachine.keeping.copying import dump

    analysis = _analysis(tree, arch, keeper)
    grown = analysis.has_grown()

    def leavings() -> Leavings:
        content = dump(analysis.kept()) if grown else None
        return Leavings(content or b"", analysis.searched())

    keeper.keep(leavings, program=grown)


def carried_over(tree: Tree, arch: str, keeper: Keeper) -> CarriedOver | None:
    """Where lines are now, if the facts are else those of the tree from which the analysis goes on."""
    return _analysis(tree, arch, keeper).carried_over()


def learned(tree: Tree, arch: str) -> Learned:
    """What the analysis of a tree has found so far besides facts."""
    return _analysis(tree, arch, None).learned()


def adopt(tree: Tree, arch: str, found: Learned) -> None:
    """Takes over what an analysis of the same tree has found in another process."""
    _analysis(tree, arch, None).adopt(found)


def forget(tree: Tree) -> None:
    """Gives back the memory that the analysis of a tree took; asked again, it begins anew."""
    if _known.pop(tree, None) is not None:
        gc.collect()


_known: weakref.WeakKeyDictionary[Tree, dict[str, TreeAnalysis]] = weakref.WeakKeyDictionary()
_MOST_OBJECTS = 1_000_000
"""Python objects that guests may leave behind, in cycles, before they are collected: some 200 MB."""


def _analysis(tree: Tree, arch: str, keeper: Keeper | None) -> TreeAnalysis:
    """What is known of a tree, kept as long as the tree is."""
    of_tree = _known.setdefault(tree, {})
    if arch not in of_tree:
        of_tree[arch] = _begun(tree, arch, keeper.nearest() if keeper else None)
    return of_tree[arch]


def _begun(tree: Tree, arch: str, nearby: Nearby | None) -> TreeAnalysis:
    from cpregscan.cmachine.keeping.copying import load
    from cpregscan.qemu.analysis import TreeAnalysis
    from cpregscan.qemu.handover import Before

    if nearby is None:
        return TreeAnalysis(tree, arch)
    before = Before(load(nearby.content), nearby.changed, nearby.searched, nearby.tree)
    return TreeAnalysis(tree, arch, before)


@contextmanager
def _unfrozen() -> Iterator[None]:
    """The collector stays out; what was frozen meanwhile is not any more in the end."""
    with without_collection():
        try:
            yield
        finally:
            gc.unfreeze()
