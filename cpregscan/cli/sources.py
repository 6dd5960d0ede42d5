"""What a TREE argument stands for: something that gives models and facts."""

from __future__ import annotations

import contextlib
import os
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cpregscan.cli.forking import beside, can_fork
from cpregscan.cli.keeping import Keeper
from cpregscan.cli.output import note
from cpregscan.cli.request import Request
from cpregscan.cli.storedsource import StoredSource
from cpregscan.errors import CpregscanError, TreeError
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.cached import MACHINES, CachedFacts, packed, unpacked
from cpregscan.facts.model import Facts, Guest
from cpregscan.facts.moving import moved
from cpregscan.facts.reader import open_facts
from cpregscan.facts.recording import Question, RecordingTree
from cpregscan.facts.released import released_file
from cpregscan.facts.store import cache_folder, open_store
from cpregscan.trees.tree import Tree

if TYPE_CHECKING:
    from cpregscan.qemu.handover import Learned

_MANY = 16
"""Guests that are worth a second process."""


class Progress(Protocol):
    """How an analysis tells how far it is; see `cpregscan.analysis.Progress`."""

    def __call__(self, what: str, done: int, total: int, /) -> None: ...


class Source(Protocol):
    """A tree or a facts file, for one binary."""

    def models(self) -> tuple[str, ...]:
        """The names of the CPU models."""

    def machines(self) -> tuple[str, ...]:
        """The versions of the machine `virt`, oldest first."""

    def offers(self, machine: str) -> bool:
        """Whether guests on this machine can be asked for; ``machine`` is a known version with options."""

    def known(self, request: Request) -> Facts | None:
        """The facts asked for, if all can be had without an analysis."""

    def facts(self, request: Request, progress: Progress | None) -> Facts:
        """The facts asked for, sorted by guest. Raises UsageError for what the source lacks."""

    def close(self) -> None:
        """Ends helper processes."""


@dataclass(frozen=True, slots=True)
class TreeSource:
    """A source tree, analysed where the cache (None: there is none) does not know it."""

    tree: RecordingTree
    arch: str
    cache: CachedFacts | None
    writers: dict[int, bool] = field(default_factory=dict)
    """Processes that still write to the cache; see `Keeper`."""

    def models(self) -> tuple[str, ...]:
        """The models that the tree registers."""
        return self.cache.models(self.tree, self._find_models) if self.cache else self._find_models(self.tree)

    def machines(self) -> tuple[str, ...]:
        """The versions that the tree registers."""
        if not self.cache:
            return self._find_machines(self.tree)
        return self.cache.names(MACHINES, self.tree, self._find_machines)

    def offers(self, machine: str) -> bool:
        """A tree runs any."""
        return True

    def known(self, request: Request) -> Facts | None:
        """The facts if the cache has them all."""
        if not self.cache:
            return None
        models = self.cache.known_models(self.tree) if request.cpus is None else ()
        if models is None:
            return None
        guests = request.guests(models)
        facts = self.cache.known_facts(self.tree, guests, detailed=request.detailed)
        return facts if facts and len(facts.cpus) == len(guests) else None

    def facts(self, request: Request, progress: Progress | None) -> Facts:
        """The facts, analysed where they are not known."""
        from cpregscan.analysis import leave

        def analyse(_: Tree, guests: Sequence[Guest]) -> Sequence[bytes]:
            in_two = request.divisible and len(guests) >= _MANY and can_fork()
            parts = self._carried_over(guests)
            if parts is None:
                parts = (self._analyse_in_two if in_two else self._analyse)(guests, progress)
            if keeper := self._keeper:
                leave(self.tree, self.arch, keeper)
            return parts

        guests = request.guests(self.models() if request.cpus is None else ())
        if self.cache:
            facts = self.cache.facts(self.tree, guests, analyse, detailed=request.detailed)
        else:
            facts = unpacked(analyse(self.tree, guests), self.tree, guests, detailed=request.detailed)
        return replace(facts, cpus=tuple(sorted(facts.cpus, key=lambda cpu: cpu.guest)))

    def overlooks(self, before: Tree, paths: Iterable[str]) -> bool:
        """Whether analyses do not see how these files differ from a tree before."""
        return bool(self.cache and self.cache.programs.overlook(before, self.tree.tree, paths))

    def find_apart(self, request: Request | None) -> None:
        """Has what is asked for in the cache, for others to find: to be called in a process of its own.

        Without a request these are the names of models and machines. What cannot be analysed is told to the one
        who asks for it then.
        """
        with contextlib.suppress(CpregscanError):
            if request is None:
                self.models(), self.machines()
            elif self.known(request) is None:
                self.facts(replace(request, divisible=False), None)
                if keeper := self._keeper:
                    keeper.settle()

    def settle(self) -> bool:
        """Waits until a tree that is nearly the same can go on from what the analysis of this one has left.

        Gives whether it has left a program. What else there is to be known of this one comes from the cache.
        """
        left = bool(self._keeper and self._keeper.settle())
        if self.cache:
            from cpregscan.analysis import forget

            forget(self.tree)
        return left

    def close(self) -> None:
        """Closes the tree."""
        self.tree.close()

    def _find_models(self, tree: Tree) -> tuple[str, ...]:
        from cpregscan.analysis import cpu_models

        return cpu_models(tree, self.arch, self._keeper)

    def _find_machines(self, tree: Tree) -> tuple[str, ...]:
        from cpregscan.analysis import machine_versions

        return machine_versions(tree, self.arch, self._keeper)

    def _carried_over(self, guests: Sequence[Guest]) -> list[bytes] | None:
        """The facts of the tree from which the analysis goes on, if only lines have moved since."""
        keeper = self._keeper
        if not self.cache or not keeper:
            return None
        from cpregscan.analysis import carried_over

        where = carried_over(self.tree, self.arch, keeper)
        parts = self.cache.parts(where.tree, guests) if where else None
        if where is None or parts is None:
            return None
        new = [part for one in parts if (part := moved(one, where.paths, where.new_line)) is not None]
        return new if len(new) == len(parts) else None

    def _analyse(self, guests: Sequence[Guest], progress: Progress | None) -> list[bytes]:
        from cpregscan.analysis import Configuration, analyse

        wanted = [Configuration(*guest) for guest in guests]
        return [packed(analyse(self.tree, self.arch, wanted, progress, self._keeper))]

    def _analyse_in_two(self, guests: Sequence[Guest], progress: Progress | None) -> list[bytes]:
        """The first guest has most of the tree translated; the others then go to two processes.

        Guests on one machine cost about the same: each process gets every other one of them.
        """
        from cpregscan.analysis import adopt, learned

        rest = sorted(guests[1:], key=attrgetter("machine"))
        begun = self._analyse(guests[:1], progress)
        before = learned(self.tree, self.arch)

        def half_done(what: str, done: int, _: int) -> None:
            if progress is not None:
                progress(what, 2 * done, len(guests))

        def other_half() -> tuple[list[bytes], Mapping[Question, str], Learned]:
            facts = self._analyse(rest[1::2], None)
            return facts, self.tree.answers, learned(self.tree, self.arch).since(before)

        (other, answers, new), own = beside(other_half, lambda: self._analyse(rest[::2], half_done))
        self.tree.adopt(answers)
        adopt(self.tree, self.arch, new)
        return [*begun, *own, *other]

    @property
    def _keeper(self) -> Keeper | None:
        return Keeper(self.tree, self.cache.programs, self.writers) if self.cache else None


def open_source(spec: str, arguments: Namespace) -> Source:
    """What a TREE argument stands for. Raises TreeError, FactsError or UsageError."""
    arch: str = arguments.arch
    if is_facts_file_name(spec) and os.path.isfile(spec):
        return StoredSource.of(open_facts(Path(spec)), arch)
    from cpregscan.trees.opening import open_tree

    try:
        return source_of(open_tree(spec, arguments.repo), arguments)
    except TreeError as error:
        shipped = released_file(spec, arch)
        if shipped is None:
            raise
        note(f"{spec}: taken from the facts that ship with cpregscan ({error})")
        return StoredSource.of(open_facts(shipped), arch)


def source_of(tree: Tree, arguments: Namespace) -> TreeSource:
    """The source of a tree that is at hand."""
    return TreeSource(RecordingTree(tree), arguments.arch, _open_cache(arguments))


def is_facts_file_name(path: str) -> bool:
    """Whether a file of this name is taken for a facts file."""
    return ".facts" in os.path.basename(path)


def _open_cache(arguments: Namespace) -> CachedFacts | None:
    """The user's cache; without one (told in a note) all is analysed afresh."""
    if arguments.no_cache:
        return None
    try:
        store = open_store(cache_folder(os.environ))
    except (OSError, RuntimeError) as error:
        note(f"goes on without a cache: {error}")
        return None
    return CachedFacts(store, arguments.arch, analyser_version(), surroundings(), _search_digest)


def _search_digest(path: str, content: bytes) -> str:
    from cpregscan.qemu.searching import search_digest

    return search_digest(path, content)
