"""Where `kvm` gets the lists of kernels from: the trees, by way of the user's cache."""

from __future__ import annotations

import os
from collections.abc import Sequence

from cpregscan.cli.forking import beside, can_fork
from cpregscan.cli.output import note
from cpregscan.errors import CpregscanError
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import cache_folder, open_store
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.stored import StoredLists
from cpregscan.trees.paths import abbreviated, shown
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


def listed_all(trees: Sequence[Tree], lists: StoredLists) -> tuple[KernelList, ...]:
    """The lists of several trees. Half of those that nobody knows yet are worked out in a process of its own.

    Raises SourceError or MachineError.
    """
    recordings = [RecordingTree(tree) for tree in trees]
    found = [lists.known(tree) for tree in recordings]
    unknown = [tree for tree, known in zip(recordings, found, strict=True) if known is None]
    made = iter(_made(unknown, lists))
    return tuple(known or next(made) for known in found)


def _made(trees: Sequence[RecordingTree], lists: StoredLists) -> list[KernelList]:
    half = len(trees) // 2
    if not half or not can_fork():
        return [_made_of(tree, lists) for tree in trees]
    other, own = beside(
        lambda: [_made_of(tree, lists) for tree in trees[:half]],
        lambda: [_made_of(tree, lists) for tree in trees[half:]],
    )
    return [*other, *own]


def _made_of(tree: RecordingTree, lists: StoredLists) -> KernelList:
    """The list of one of several trees; what goes wrong says in which."""
    try:
        return lists.made(tree)
    except CpregscanError as error:
        error.message += f" (in {shown(abbreviated(tree.name))})"
        raise
