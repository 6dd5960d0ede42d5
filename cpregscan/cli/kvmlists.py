"""Where `kvm` gets the lists of kernels from: the trees, by way of the user's cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpregscan.cli.output import note
from cpregscan.errors import CpregscanError
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import cache_folder, open_store
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.stored import StoredLists
from cpregscan.trees.paths import abbreviated, shown
from cpregscan.trees.tree import Tree

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


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
    if not half or not _can_fork():
        return [_made_of(tree, lists) for tree in trees]
    from multiprocessing import get_context

    context = get_context("fork")
    answers, answering = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(trees[:half], lists, answering), daemon=True)
    child.start()
    answering.close()
    try:
        made = [_made_of(tree, lists) for tree in trees[half:]]
        return [*_received(answers), *made]
    finally:
        child.terminate()
        child.join()


def _made_of(tree: RecordingTree, lists: StoredLists) -> KernelList:
    """The list of one of several trees; what goes wrong says in which."""
    try:
        return lists.made(tree)
    except CpregscanError as error:
        error.message += f" (in {shown(abbreviated(tree.name))})"
        raise


def _answer(trees: Sequence[RecordingTree], lists: StoredLists, answering: Connection) -> None:
    """The forked process: sends the lists, or what went wrong."""
    try:
        answering.send([_made_of(tree, lists) for tree in trees])
    except CpregscanError as error:
        answering.send(error)


def _received(answers: Connection) -> list[KernelList]:
    """The lists that the other process sent; raises what it raised."""
    try:
        answer: list[KernelList] | CpregscanError = answers.recv()
    except EOFError:
        raise CpregscanError("the process that worked out a list ended early (out of memory?)") from None
    if isinstance(answer, CpregscanError):
        raise answer
    return answer


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux, and pays with a second CPU."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
