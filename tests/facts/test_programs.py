"""The cache of programs: the nearest one is found, the oldest ones go, damage is noticed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cpregscan.facts.programs import MOST, KeptPrograms
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import open_store
from tests.cmachine.harness import MemoryTree

FILES = {"a.c": "a", "b.c": "b", "c.c": "c"}


@pytest.fixture
def programs(tmp_path: Path) -> KeptPrograms:
    return KeptPrograms(open_store(tmp_path / "cache"), "programs of a test")


def _tree(files: Mapping[str, str]) -> RecordingTree:
    return RecordingTree(MemoryTree(files))


def _keep(programs: KeptPrograms, files: Mapping[str, str], content: bytes) -> None:
    tree = _tree(files)
    for path in FILES:
        tree.read(path)
    tree.files("")
    programs.keep(tree.answers, content)


def test_the_nearest_is_found_with_what_differs(programs: KeptPrograms) -> None:
    _keep(programs, FILES, b"first")
    _keep(programs, dict.fromkeys(FILES, "x"), b"second")
    found = programs.nearest(_tree({**FILES, "a.c": "x"}))
    assert found is not None
    assert (found.content, found.changed) == (b"first", frozenset({"a.c"}))
    found = programs.nearest(_tree(dict.fromkeys(FILES, "x")))
    assert found is not None
    assert (found.content, found.changed) == (b"second", frozenset())


def test_the_recorder_learns_what_the_program_hangs_on(programs: KeptPrograms) -> None:
    _keep(programs, FILES, b"first")
    tree = _tree({**FILES, "a.c": "x"})
    programs.nearest(tree)
    assert {question.path for question in tree.answers} == {"", *FILES}


def test_a_tree_with_other_files_has_none(programs: KeptPrograms) -> None:
    _keep(programs, FILES, b"first")
    tree = _tree({**FILES, "new.c": ""})
    assert programs.nearest(tree) is None
    assert not tree.answers


def test_damage_is_noticed(programs: KeptPrograms, tmp_path: Path) -> None:
    _keep(programs, FILES, b"first")
    (path,) = (path for path in tmp_path.rglob("programs/*") if not path.suffix)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert programs.nearest(_tree(FILES)) is None


def test_answers_that_cannot_be_read_are_passed_over(programs: KeptPrograms, tmp_path: Path) -> None:
    _keep(programs, FILES, b"first")
    (path,) = tmp_path.rglob("*.answers")
    path.write_text("nonsense\n")
    assert programs.nearest(_tree(FILES)) is None


def test_the_oldest_make_room(programs: KeptPrograms, tmp_path: Path) -> None:
    for number in range(MOST + 2):
        _keep(programs, {**FILES, "a.c": str(number)}, str(number).encode())
        for age, path in enumerate(
            sorted(tmp_path.rglob("programs/*"), key=lambda path: path.stat().st_mtime)
        ):
            os.utime(path, (age, age + number))
    assert len(list(tmp_path.rglob("*.answers"))) == MOST
    assert len(list(tmp_path.rglob("programs/*"))) == 2 * MOST
