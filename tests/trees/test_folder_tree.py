"""Folders as trees: what is on disk, read once."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cpregscan.errors import TreeError
from cpregscan.trees.folder_tree import open_folder_tree
from cpregscan.trees.limits import MAX_FILE
from tests.trees.sample import FILES, make_repository, write_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the sample."""
    return write_folder(tmp_path / "qemu")


def test_a_work_tree_shows_uncommitted_changes_and_claims_no_commit(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repo")
    (repo / "target/arm/cpu.c").write_bytes(b"changed")
    (repo / "target/arm/new.c").write_bytes(b"new")
    (repo / "target/arm/helper.c").unlink()
    tree = open_folder_tree("repo", str(repo))
    assert tree.commit is None
    assert tree.read("target/arm/cpu.c") == b"changed"
    assert tree.read("target/arm/new.c") == b"new"
    assert tree.read("target/arm/helper.c") is None
    assert not any(path.startswith(".git/") for path in tree.files(""))


def test_text_stays_what_it_was_when_first_read(root: Path) -> None:
    tree = open_folder_tree("qemu", str(root))
    blob = tree.blob("target/arm/cpu.c")
    (root / "target/arm/cpu.c").write_bytes(b"changed")
    assert tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"]
    assert tree.blob("target/arm/cpu.c") == blob


def test_stays_the_same_folder_when_the_current_one_changes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    tree = open_folder_tree("qemu", "qemu")
    monkeypatch.chdir("/")
    assert tree.read("VERSION") == FILES["VERSION"]


def test_links_within_are_followed(root: Path) -> None:
    (root / "target/arm/again.c").symlink_to("cpu.c")
    (root / "include/arm").symlink_to("../target/arm")
    tree = open_folder_tree("qemu", str(root))
    assert tree.read("target/arm/again.c") == FILES["target/arm/cpu.c"]
    assert tree.read("include/arm/tcg/cpu32.c") == FILES["target/arm/tcg/cpu32.c"]
    assert "include/arm/tcg/cpu32.c" not in tree.files("include")


def test_links_that_lead_out_are_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "target/arm/file.c").symlink_to("../../../secret")
    (root / "include/folder").symlink_to(tmp_path)
    tree = open_folder_tree("qemu", str(root))
    for path in ("target/arm/file.c", "include/folder/secret"):
        with pytest.raises(TreeError, match="symbolic link that leads out of the tree"):
            tree.read(path)


def test_a_linked_target_folder_is_not_silently_empty(root: Path) -> None:
    (root / "target").rename(root.parent / "elsewhere")
    (root / "target").symlink_to("../elsewhere")
    tree = open_folder_tree("qemu", str(root))
    with pytest.raises(TreeError, match="target: a symbolic link that leads out"):
        tree.read("target/arm/cpu.c")


def test_pipes_and_sockets_are_no_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "target/arm/pipe.c")
    monkeypatch.chdir(root / "include")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.h")
        tree = open_folder_tree("qemu", str(root))
        assert tree.read("target/arm/pipe.c") is None
        assert tree.read("include/socket.h") is None


def test_large_files_are_refused(root: Path) -> None:
    (root / "target/arm/big.c").write_bytes(bytes(MAX_FILE + 1))
    with pytest.raises(TreeError, match=r"qemu/target/arm/big\.c: is too large"):
        open_folder_tree("qemu", str(root)).read("target/arm/big.c")


def test_a_file_that_vanishes_is_an_error(root: Path) -> None:
    tree = open_folder_tree("qemu", str(root))
    (root / "target/arm/cpu.c").unlink()
    with pytest.raises(TreeError, match=r"qemu/target/arm/cpu\.c: cannot be read"):
        tree.read("target/arm/cpu.c")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_an_error(root: Path) -> None:
    (root / "target/arm/cpu.c").chmod(0)
    with pytest.raises(TreeError, match="Permission denied"):
        open_folder_tree("qemu", str(root)).read("target/arm/cpu.c")
    (root / "include").chmod(0)
    with pytest.raises(TreeError, match="cannot be listed"):
        open_folder_tree("qemu", str(root))
