"""The cache of programs: the nearest one is found, the oldest ones go, damage is noticed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cpregscan.facts.programs import MOST, MOST_ANSWERS, KeptPrograms
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import open_store
from tests.cmachine.harness import MemoryTree

FILES = {"a.c": "a", "b.c": "b", "c.c": "c"}


@pytest.fixture
def programs(tmp_path: Path) -> KeptPrograms:
    return KeptPrograms(open_store(tmp_path / "cache"), "programs of a test", _first_line)


def _tree(files: Mapping[str, str]) -> RecordingTree:
    return RecordingTree(MemoryTree(files))


def _keep(programs: KeptPrograms, files: Mapping[str, str], content: bytes) -> None:
    tree = _tree(files)
    for path in FILES:
        tree.read(path)
    tree.files("")
    programs.keep(tree.answers, content, {})


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
    assert len(list(tmp_path.rglob("*.answers"))) == MOST + 2
    assert len(list(tmp_path.rglob("programs/*"))) == MOST + 2 + MOST
    assert programs.nearest(_tree({**FILES, "a.c": str(MOST)})) is not None
    for number in range(MOST_ANSWERS + 2):
        _keep(programs, {**FILES, "b.c": str(number)}, b"")
    assert len(list(tmp_path.rglob("programs/*"))) == MOST_ANSWERS


def test_answers_without_a_program_are_not_near(programs: KeptPrograms) -> None:
    _keep(programs, FILES, b"")
    assert programs.nearest(_tree({**FILES, "a.c": "x"})) is None


def _first_line(_: str, content: bytes) -> str:
    return content.decode().partition("\n")[0]


def _keep_searched(programs: KeptPrograms, files: Mapping[str, str]) -> None:
    tree = _tree(files)
    for path in files:
        tree.read(path)
    programs.keep(tree.answers, b"", {"a.c": files["a.c"].partition("\n")[0]})


def test_a_tree_is_alike_if_a_search_sees_no_difference(programs: KeptPrograms) -> None:
    _keep_searched(programs, FILES)
    new = _tree({**FILES, "a.c": "a\nmore", "other.c": "x"})
    (alike,) = programs.alike(new)
    assert alike.blob("a.c") == _tree(FILES).blob("a.c")
    assert alike.blob("b.c") == new.blob("b.c")
    assert alike.blob("other.c") == new.blob("other.c")


@pytest.mark.parametrize(
    "changed",
    [{"a.c": "b\nmore"}, {"b.c": "b\nmore"}, {"a.c": "a\nmore", "b.c": "x"}],
    ids=["a difference that is seen", "a file that was read whole", "both"],
)
def test_other_trees_are_not_alike(programs: KeptPrograms, changed: Mapping[str, str]) -> None:
    _keep_searched(programs, FILES)
    assert not list(programs.alike(_tree({**FILES, **changed})))


def test_a_change_that_no_search_sees_is_overlooked(programs: KeptPrograms) -> None:
    before = MemoryTree(FILES)
    assert not programs.overlook(before, MemoryTree({**FILES, "a.c": "a\nmore"}), {"a.c"}), (
        "nothing is known yet"
    )
    _keep_searched(programs, FILES)
    for changed, overlooked in (("a\nmore", True), ("b\nmore", False)):
        after = MemoryTree({**FILES, "a.c": changed})
        assert programs.overlook(before, after, {"a.c"}) is overlooked
    assert not programs.overlook(before, MemoryTree({**FILES, "b.c": "x"}), {"b.c"}), "it was read whole"
    assert not programs.overlook(before, MemoryTree({**FILES, "new.c": "a"}), {"new.c"})
    assert not programs.overlook(before, MemoryTree({"b.c": "b", "c.c": "c"}), {"a.c"}), "it is gone"
