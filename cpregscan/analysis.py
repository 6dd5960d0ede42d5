"""The whole way from a tree to its facts: the one entrance for verbs, tests and other programs."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cpregscan.facts.model import Facts, Guest
from cpregscan.trees.tree import Tree

if TYPE_CHECKING:
    from cpregscan.qemu.analysis import TreeAnalysis


Configuration = Guest
"""One guest: ``cpu`` as in QEMU's ``-cpu``, ``machine`` as in ``-machine``, ``smp`` CPUs."""

Progress = Callable[[str, int, int], None]
"""Called with what is being worked on, how many configurations are done, and how many there are."""


def cpu_models(tree: Tree, arch: str) -> tuple[str, ...]:
    """The names of the CPU models that the tree registers for one binary, sorted.

    Raises TreeError, SourceError or MachineError if the tree cannot be analysed.
    """
    with _no_collection():
        return _analysis(tree, arch).models()


def machine_versions(tree: Tree, arch: str) -> tuple[str, ...]:
    """The versions of the machine `virt` that the tree has, oldest first. Raises as :func:`cpu_models` does."""
    with _no_collection():
        return _analysis(tree, arch).machines()


def analyse(
    tree: Tree, arch: str, configurations: Sequence[Configuration], progress: Progress | None = None
) -> Facts:
    """Run each configuration of the tree on the C machine.

    Raises UsageError for models or machines that the tree lacks, SourceError and MachineError with
    the place of what cannot be analysed.
    """
    from cpregscan.facts.analyser import analyser_version
    from cpregscan.trees.shape import version_text

    cpus = []
    with _no_collection():
        analysis = _analysis(tree, arch)
        for done, guest in enumerate(configurations):
            if progress is not None:
                progress(f"{guest.cpu} on {guest.machine}", done, len(configurations))
            cpus.append(analysis.facts_of(guest))
            if done == 0:
                gc.freeze()  # what the tree alone decides stays: later collections need not walk it
            elif done % _GUESTS_PER_COLLECTION == 0:
                gc.collect()
                gc.freeze()  # the facts found so far stay as well
    return Facts(tree.name, tree.commit, version_text(tree), arch, analyser_version(), tuple(cpus))


_known: weakref.WeakKeyDictionary[Tree, dict[str, TreeAnalysis]] = weakref.WeakKeyDictionary()
_GUESTS_PER_COLLECTION = 4


def _analysis(tree: Tree, arch: str) -> TreeAnalysis:
    """What is known of a tree, kept as long as the tree is."""
    from cpregscan.qemu.analysis import TreeAnalysis

    of_tree = _known.setdefault(tree, {})
    if arch not in of_tree:
        of_tree[arch] = TreeAnalysis(tree, arch)
    return of_tree[arch]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python's cycle collector stays out: it would walk all syntax trees again and again, in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
