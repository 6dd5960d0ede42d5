"""The cache on disk: payloads that are valid for a tree if it answers the same questions the same way.

Under the root, for each recipe (what was computed, by which analyser):

    RECIPE/questions/Q        a list of questions, named by its hash
    RECIPE/states/Q-A/P       a payload named by its hash, for trees that answer questions Q with A
    RECIPE/commits/C/Q-A      an empty file: commit C answers questions Q with A

A look-up asks the tree the questions it finds, so it needs no list of trees; a commit that was seen
before needs no questions at all. Every file is written aside and renamed, and has its hash as its
name: a run that is killed leaves nothing half, and damage is noticed. Files that cannot be used are
passed over; caching is never a reason to fail.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cpregscan.errors import TreeError
from cpregscan.facts.eviction import evict
from cpregscan.facts.recording import Question, ask, read_questions, write_questions
from cpregscan.trees.tree import Tree

LIMIT = 256 << 20
"""Bytes that the cache may take before the payloads longest unused are dropped."""
_SMALL = 4096
"""Bytes of a payload that is not worth the walk through all files that this takes."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where the user's cache is: CPREGSCAN_CACHE, else below XDG_CACHE_HOME, else below ~/.cache."""
    if own := environment.get("CPREGSCAN_CACHE"):
        return Path(own)
    caches = environment.get("XDG_CACHE_HOME", "")
    base = Path(caches) if os.path.isabs(caches) else Path("~/.cache").expanduser()
    return base / "cpregscan"


def open_store(folder: Path, limit: int = LIMIT) -> Store:
    """The cache in a folder, made if it is not there.

    Raises OSError if it cannot be made, or if others could write to it: what is found in such a
    folder is not to be believed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise PermissionError(f"the cache folder {folder} belongs to another user")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"others can write to the cache folder {folder} (chmod go-w mends it)")
    return Store(folder, limit)


class Store:
    """The payloads below one folder; see `open_store`."""

    def __init__(self, root: Path, limit: int) -> None:
        self._root = root
        self._limit = limit

    def find(self, recipe: str, tree: Tree) -> Iterator[bytes]:
        """The payloads of a recipe that are valid for the tree, those of a state largest first."""
        home = self.home(recipe)
        seen = set()
        for state in self._states(home, tree):
            if state not in seen:
                seen.add(state)
                yield from _payloads(home / "states" / state)

    def asked(self, recipe: str, tree: Tree) -> Iterator[tuple[frozenset[Question], Iterator[bytes]]]:
        """The payloads of a recipe that are valid for the tree, each time with all that was asked of it for them."""
        home = self.home(recipe)
        for state in dict.fromkeys(self._states(home, tree)):
            text = _read(home / "questions" / state.partition("-")[0])
            if text is not None:
                yield frozenset(read_questions(text.decode())), _payloads(home / "states" / state)

    def keep(self, recipe: str, answers: Mapping[Question, str], payload: bytes, commit: str | None) -> None:
        """Stores a payload that hangs on these answers alone; a disk that is full or read-only is ignored."""
        home = self.home(recipe)
        text = write_questions(answers).encode()
        state = f"{_hash(text)}-{_hash_answers(answers.values())}"
        with contextlib.suppress(OSError):
            self.write(home / "questions" / _hash(text), text)
            self.write(home / "states" / state / _hash(payload), payload)
            if commit:
                _mark(home / "commits" / commit / state)
            if len(payload) > _SMALL:
                evict(self._root, self._limit)

    def home(self, recipe: str) -> Path:
        """The folder of a recipe."""
        return self._root / _hash(recipe.encode())

    def _states(self, home: Path, tree: Tree) -> Iterator[str]:
        marks = home / "commits" / tree.commit if tree.commit else None
        if marks:
            yield from (mark.name for mark in _entries(marks))
        known: dict[Question, str] = {}
        for path in _entries(home / "questions"):
            state = _state_of(path, tree, known)
            if state and (home / "states" / state).is_dir():
                _touch(path)
                if marks:
                    _mark(marks / state)
                yield state

    def write(self, path: Path, content: bytes) -> None:
        """Writes a file below the root aside and renames it. Raises OSError."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="new-", dir=self._root)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise


def _payloads(folder: Path) -> Iterator[bytes]:
    for path in sorted(_entries(folder), key=_size, reverse=True):
        content = _read(path)
        if content is not None:
            _touch(path)
            yield content


def _state_of(path: Path, tree: Tree, known: dict[Question, str]) -> str | None:
    """The state that the tree is in with regard to a file of questions, None if it cannot be used."""
    text = _read(path)
    if text is None:
        return None
    questions = read_questions(text.decode())
    try:
        for question in questions:
            if question not in known:
                known[question] = ask(tree, question)
    except TreeError:
        return None
    return f"{path.name}-{_hash_answers(known[question] for question in questions)}"


def _read(path: Path) -> bytes | None:
    """The content of a file named by its hash; None (and the file is gone) if it is another one."""
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        if _hash(content) == path.name:
            return content
        path.unlink()
    return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _mark(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _touch(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(path)


def _hash_answers(answers: Iterable[str]) -> str:
    return _hash("\n".join(answers).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:40]
