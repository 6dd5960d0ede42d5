"""Where `kvm` gets the lists of kernels from: the trees, by way of the user's cache."""

from __future__ import annotations

import os
import sys
from contextlib import closing

from cpregscan.cli.output import note
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import cache_folder, open_store
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.shape import open_kernel
from cpregscan.kvm.stored import StoredLists
from cpregscan.trees.tree import Tree


def stored_lists(*, no_cache: bool) -> StoredLists:
    """Lists by way of the user's cache; without one (told in a note) all is worked out afresh."""
    store = None
    if not no_cache:
        try:
            store = open_store(cache_folder(os.environ))
        except (OSError, RuntimeError) as error:
            note(f"goes on without a cache: {error}")
    return StoredLists(store, analyser_version(), surroundings())


def listed(tree: Tree, lists: StoredLists) -> KernelList:
    """The list of a kernel tree. Raises SourceError or MachineError."""
    recording = RecordingTree(tree)
    return lists.known(recording) or lists.made(recording)


def listed_pair(
    old: Tree, new: Tree, lists: StoredLists, old_spec: str, repo: str | None
) -> tuple[KernelList, KernelList]:
    """Both lists. Where neither is known, the old kernel's is worked out in a process of its own.

    There the tree is opened once more, as ``old_spec`` and ``repo`` name it.
    """
    before, after = RecordingTree(old), RecordingTree(new)
    known_old, known_new = lists.known(before), lists.known(after)
    if known_old is None and known_new is None and _can_fork():
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(1, get_context("fork")) as pool:
            waiting = pool.submit(_opened_and_listed, old_spec, repo, lists)
            made = lists.made(after)
            return waiting.result(), made
    return known_old or lists.made(before), known_new or lists.made(after)


def _opened_and_listed(spec: str, repo: str | None, lists: StoredLists) -> KernelList:
    with closing(open_kernel(spec, repo)) as tree:
        return listed(tree, lists)


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux, and pays with a second CPU."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
