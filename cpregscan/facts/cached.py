"""Facts by way of the cache: only what no earlier run has found is analysed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from cpregscan.collecting import without_collection
from cpregscan.errors import FactsError
from cpregscan.facts.escape import field as escaped
from cpregscan.facts.escape import plain
from cpregscan.facts.lines import FORMAT
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.facts.packing import GZIP, pack
from cpregscan.facts.programs import Digest, KeptPrograms
from cpregscan.facts.reader import parse_facts
from cpregscan.facts.recording import Question, RecordingTree
from cpregscan.facts.store import Store
from cpregscan.facts.writer import write_parts
from cpregscan.trees.tree import Tree

Analyse = Callable[[Tree, Sequence[Guest]], Sequence[bytes]]
"""Analyses these guests of a tree; gives their facts in parts, each as `packed` makes it."""

FindNames = Callable[[Tree], tuple[str, ...]]
"""Finds the names of CPU models or machines of a tree."""

_FEW = 8
"""Payloads that are read again and again: those of the trees before and after a patch."""

MODELS, MACHINES = "models", "machines"


@dataclass(frozen=True, slots=True)
class CachedFacts:
    """The cache for one binary. ``analyser`` and ``surroundings`` say who computes; see `analyser`.

    Models and facts of a tree are asked for with the same recorder: an analysis may remember what
    it read when it found the models.
    """

    store: Store
    arch: str
    analyser: str
    surroundings: str
    digest: Digest
    alike: WeakKeyDictionary[RecordingTree, tuple[Tree, ...]] = field(default_factory=WeakKeyDictionary)
    """What `KeptPrograms.alike` has found."""

    @property
    def programs(self) -> KeptPrograms:
        """The programs that analyses left for others."""
        return KeptPrograms(self.store, self._recipe("programs"), self.digest)

    def known_models(self, recorder: RecordingTree) -> tuple[str, ...] | None:
        """The CPU models of the tree if they are in the cache."""
        return self._known_names(MODELS, recorder)

    def _known_names(self, what: str, recorder: RecordingTree) -> tuple[str, ...] | None:
        for payload in self._found(what, recorder):
            return tuple(map(plain, payload.decode().split("\n")[:-1]))
        return None

    def _found(self, what: str, recorder: RecordingTree) -> Iterator[bytes]:
        """What is stored for the tree, and for those that are alike for an analysis."""
        yield from self.store.find(self._recipe(what), recorder.tree)
        for tree in self._alike_to(recorder):
            yield from self.store.find(self._recipe(what), tree)

    def _alike_to(self, recorder: RecordingTree) -> tuple[Tree, ...]:
        """The trees that are alike for an analysis; once there are some, they are not looked for again."""
        if recorder not in self.alike and (found := tuple(self.programs.alike(recorder))):
            self.alike[recorder] = found
        return self.alike.get(recorder, ())

    def models(self, recorder: RecordingTree, find: FindNames) -> tuple[str, ...]:
        """The CPU models of the tree, found if they are not in the cache."""
        return self.names(MODELS, recorder, find)

    def names(self, what: str, recorder: RecordingTree, find: FindNames) -> tuple[str, ...]:
        """Names of some sort (MODELS, MACHINES) that the tree has, found if they are not in the cache."""
        known = self._known_names(what, recorder)
        if known is not None:
            return known
        names = find(recorder)
        text = "".join(f"{escaped(name)}\n" for name in names)
        self._keep(what, recorder, text.encode())
        return names

    def known_facts(
        self, recorder: RecordingTree, guests: Sequence[Guest], *, detailed: bool
    ) -> Facts | None:
        """The facts of those guests that are in the cache; None if none is."""
        payloads = self._found("facts", recorder)
        found = [_facts_in(payload, some, detailed=detailed) for payload, some in _covering(payloads, guests)]
        return merge(found, recorder) if found else None

    def names_hang_on(self, what: str, recorder: RecordingTree) -> frozenset[Question] | None:
        """All that was asked of the tree for names of some sort; None if they are not in the cache."""
        for questions, payloads in self.store.asked(self._recipe(what), recorder.tree):
            if any(True for _ in payloads):
                return questions
        return None

    def parts(self, tree: Tree, guests: Sequence[Guest]) -> list[bytes] | None:
        """What the cache has of an earlier tree that makes up the facts of the guests; None if it lacks some."""
        found = dict(_covering(self.store.find(self._recipe("facts"), tree), guests))
        return list(found) if frozenset().union(*found.values()) == set(guests) else None

    def facts_hang_on(self, recorder: RecordingTree, guests: Sequence[Guest]) -> frozenset[Question] | None:
        """All that was asked of the tree for the facts of the guests; None if the cache lacks some of them."""
        missing, found = set(guests), set[Question]()
        for questions, payloads in self.store.asked(self._recipe("facts"), recorder.tree):
            for payload in payloads:
                covered = missing.intersection(_guests_of(payload))
                found |= questions if covered else frozenset()
                missing -= covered
            if not missing:
                return frozenset(found)
        return None

    def facts(
        self, recorder: RecordingTree, guests: Sequence[Guest], analyse: Analyse, *, detailed: bool
    ) -> Facts:
        """The facts of the guests; those that are not in the cache are analysed and put there."""
        known = self.known_facts(recorder, guests, detailed=detailed)
        if known is None:
            return self._analysed(recorder, guests, analyse, detailed=detailed)
        there = {cpu.guest for cpu in known.cpus}
        missing = [guest for guest in guests if guest not in there]
        if not missing:
            return known
        return merge([known, self._analysed(recorder, missing, analyse, detailed=detailed)], recorder)

    def _analysed(
        self, recorder: RecordingTree, guests: Sequence[Guest], analyse: Analyse, *, detailed: bool
    ) -> Facts:
        parts = analyse(recorder, guests)
        for part in parts:
            self._keep("facts", recorder, part)
        facts = unpacked(parts, recorder, guests, detailed=detailed)
        assert {cpu.guest for cpu in facts.cpus} == set(guests), "the analysis gave facts of other guests"
        return facts

    def _keep(self, what: str, recorder: RecordingTree, payload: bytes) -> None:
        if recorder.steady:
            self.store.keep(self._recipe(what), recorder.answers, payload, recorder.commit)

    def _recipe(self, what: str) -> str:
        return f"{what} {FORMAT} {self.arch} {self.analyser} {self.surroundings}"


@lru_cache(maxsize=_FEW)
def _guests_of(payload: bytes) -> tuple[Guest, ...]:
    try:
        return parse_facts(payload, "cache").guests
    except FactsError:
        return ()


@lru_cache(maxsize=_FEW)
def _facts_in(payload: bytes, guests: frozenset[Guest], *, detailed: bool) -> Facts:
    """The facts of some guests; those of trees that are alike are the same objects."""
    with without_collection():
        return parse_facts(payload, "cache").facts(guests, detailed=detailed)


def _covering(payloads: Iterable[bytes], guests: Iterable[Guest]) -> Iterator[tuple[bytes, frozenset[Guest]]]:
    """The payloads that it takes for some guests, each with those that no earlier one has."""
    missing = frozenset(guests)
    for payload in payloads:
        if covered := missing.intersection(_guests_of(payload)):
            yield payload, covered
            missing -= covered
        if not missing:
            return


def packed(facts: Facts) -> bytes:
    """Facts as the cache keeps them."""
    return pack(write_parts(facts), GZIP)


def unpacked(parts: Sequence[bytes], tree: Tree, guests: Sequence[Guest], *, detailed: bool) -> Facts:
    """The facts of some guests of a tree from all its parts."""
    chosen = frozenset(guests)
    return merge([_facts_in(part, chosen, detailed=detailed) for part in parts], tree)


def merge(parts: Sequence[Facts], tree: Tree) -> Facts:
    """Facts of different guests of one tree as one; the tree is named as it is now."""
    cpus: dict[Guest, CpuFacts] = {cpu.guest: cpu for part in parts for cpu in part.cpus}
    return replace(
        parts[0],
        tree=tree.name,
        commit=tree.commit,
        cpus=tuple(cpu for _, cpu in sorted(cpus.items())),
        detailed=all(part.detailed for part in parts),
    )
