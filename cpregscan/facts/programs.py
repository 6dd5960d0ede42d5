"""The cache of programs: what an analysis translated, for trees that differ from its own in a few files.

Under the store's root, for each recipe, `programs/S.answers` holds what was asked of the tree, with the
answers, and `programs/S` the program behind a hash of its bytes. An analysis that translated little leaves
no program, for that of another tree does as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cpregscan.errors import TreeError
from cpregscan.facts.escape import field, plain
from cpregscan.facts.recording import ABSENT, Question, RecordingTree, ask
from cpregscan.facts.store import Store
from cpregscan.trees.tree import Tree

Digest = Callable[[str, bytes], str]
"""A hash of what a search of a file (path, content) can see."""

MOST = 4
"""Programs that are kept for each recipe: one takes some 3 MB."""
MOST_ANSWERS = 40
"""Trees whose answers are kept for each recipe: as many as a long series of patches has, and some."""
_FEW = 100
"""A tree that differs in more files than these shares too little."""
_ANSWERS = ".answers"
_HASH_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Nearby:
    """A program that was kept, and the files in which its tree and the one that was asked for differ."""

    content: bytes
    changed: frozenset[str]
    searched: Mapping[str, str]
    """The files that its analysis only searched, with digests of what it saw there."""
    tree: Tree
    """Its tree, as far as its answers are known."""


@dataclass(frozen=True, slots=True)
class KeptPrograms:
    """The programs of one recipe."""

    store: Store
    recipe: str
    digest: Digest

    def nearest(self, tree: RecordingTree) -> Nearby | None:
        """The program whose tree differs from this one in the fewest files, if there is one.

        The tree is asked all that the program hangs on, so that the recorder knows of it.
        """
        paths = [path for path in self._kept() if path.with_suffix("").exists()]
        found = [(changed, path) for path in paths if (changed := _differing(path, tree)) is not None]
        for changed, path in sorted(found, key=lambda one: len(one[0])):
            if content := _read(path.with_suffix("")):
                answers = _answers(path)
                for question in answers:
                    ask(tree, question)
                return Nearby(content, changed, _searched(path), AnsweredTree(answers, tree.tree))
        return None

    def alike(self, tree: RecordingTree) -> Iterator[Tree]:
        """The analysed trees that differ from this one only where a search sees no difference.

        An analysis of them gives the same. They answer as they did then, and cannot be read.
        """
        for path in self._kept():
            searched = _searched(path)
            changed = _differing(path, tree, searched)
            if changed and self._looks_the_same(changed, searched, tree.tree):
                yield AnsweredTree(_answers(path), tree.tree)

    def overlook(self, before: Tree, after: Tree, paths: Iterable[str]) -> bool:
        """Whether a change to these files shows in no search, as far as the analysis of late only searched them."""
        for last in self._kept()[:1]:
            searched = _searched(last)
            return all(
                path in searched and self._seen(before, path) == self._seen(after, path) for path in paths
            )
        return False

    def _seen(self, tree: Tree, path: str) -> str:
        content = tree.read(path)
        return ABSENT if content is None else self.digest(path, content)

    def _looks_the_same(self, changed: Iterable[str], searched: Mapping[str, str], tree: Tree) -> bool:
        contents = ((path, tree.read(path)) for path in changed)
        return all(found and self.digest(path, found) == searched[path] for path, found in contents)

    def keep(self, answers: Mapping[Question, str], content: bytes, searched: Mapping[str, str]) -> None:
        """Keeps what was made from a tree with these answers; the oldest ones make room.

        ``content`` is a program, empty if that of another tree does as well; ``searched`` are digests of
        the files that only were searched.
        """
        lines = (
            f"{kind}\t{field(path)}\t{answer}\t{searched.get(path, '')}\n"
            for (kind, path), answer in answers.items()
        )
        text = "".join(lines).encode()
        name = _hash(text)
        with contextlib.suppress(OSError):
            if content:
                self.store.write(self._folder() / name, _hash(content).encode() + content)
            self.store.write(self._folder() / f"{name}{_ANSWERS}", text)
            self._make_room()

    def _make_room(self) -> None:
        paths = self._kept()
        with_program = [path for path in paths if path.with_suffix("").exists()]
        for path in (*paths[MOST_ANSWERS:], *with_program[MOST:]):
            path.with_suffix("").unlink(missing_ok=True)
        for path in paths[MOST_ANSWERS:]:
            path.unlink(missing_ok=True)

    def _folder(self) -> Path:
        return self.store.home(self.recipe) / "programs"

    def _kept(self) -> list[Path]:
        """The files of answers, the one used last first."""
        with contextlib.suppress(OSError):
            paths = [path for path in self._folder().iterdir() if path.suffix == _ANSWERS]
            return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
        return []


def _differing(
    path: Path, tree: RecordingTree, among: Collection[str] | None = None
) -> frozenset[str] | None:
    """The files whose content differs; None if the trees are too far apart, or the file is damaged.

    They are too far apart as well if another file differs than those ``among`` which that may be.
    """
    differing: set[str] = set()
    with contextlib.suppress(OSError, ValueError, TreeError):
        for question, answer, _ in _parsed(path):
            if ask(tree.tree, question) == answer:
                continue
            if question.kind != "blob" or len(differing) == _FEW:
                return None
            if among is not None and question.path not in among:
                return None
            differing.add(question.path)
        return frozenset(differing)
    return None


class AnsweredTree:
    """A tree that is gone and whose answers are known; what it was not asked, another one answers."""

    name = "an earlier tree"
    commit = None

    def __init__(self, answers: Mapping[Question, str], other: Tree) -> None:
        self._answers = answers
        self._other = other

    def blob(self, path: str) -> str | None:
        """The id of a file's content."""
        answer = self._answers.get(Question("blob", path))
        return self._other.blob(path) if answer is None else answer.replace(ABSENT, "") or None

    def files(self, folder: str) -> tuple[str, ...]:
        """The files of the other tree: it would not be alike if there were more or fewer."""
        return self._other.files(folder)

    def read(self, path: str) -> bytes | None:
        """There is nothing to read. Raises TreeError."""
        raise TreeError("an earlier tree cannot be read", path)

    def close(self) -> None:
        """Nothing to close."""


def _answers(path: Path) -> dict[Question, str]:
    return {question: answer for question, answer, _ in _parsed(path)}


def _searched(path: Path) -> dict[str, str]:
    return {question.path: digest for question, _, digest in _parsed(path) if digest}


@lru_cache(maxsize=MOST_ANSWERS)
def _parsed(path: Path) -> tuple[tuple[Question, str, str], ...]:
    """What a file of answers says; what it says is in its name, so that it never changes."""
    lines = (line.split("\t") for line in path.read_text().split("\n")[:-1])
    return tuple((Question(kind, plain(name)), answer, digest) for kind, name, answer, digest in lines)


def _read(path: Path) -> bytes | None:
    """The content of a file that begins with the hash of the rest; None if it is damaged or gone."""
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        if content[:_HASH_LENGTH] == _hash(content[_HASH_LENGTH:]).encode():
            for used in (path, path.with_suffix(_ANSWERS)):
                os.utime(used)
            return content[_HASH_LENGTH:]
    return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
