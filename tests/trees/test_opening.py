"""From what the user wrote to a tree, or to one clear line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from cpregscan.errors import TreeError
from cpregscan.trees.archive_tree import ArchiveTree
from cpregscan.trees.folder_tree import FolderTree
from cpregscan.trees.git_tree import GitTree
from cpregscan.trees.opening import open_tree, open_unchecked
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.scope import Scope
from cpregscan.trees.shape import REQUIRED, check_shape, version_text
from tests.trees.sample import FILES, git, make_archive, make_repository, write_folder


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample's repository, as the one at hand."""
    repo = make_repository(tmp_path / "repo")
    monkeypatch.chdir(repo)
    return repo


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        (".", FolderTree),
        ("../repo", FolderTree),
        ("master", GitTree),
        ("v10.0", GitTree),
        ("../a.tar.gz", ArchiveTree),
    ],
)
def test_tells_folders_archives_and_refs(repo: Path, spec: str, kind: type) -> None:
    make_archive(repo.parent / "a.tar.gz")
    tree = open_tree(spec)
    assert isinstance(tree, kind)
    assert tree.name == spec
    tree.close()


def test_a_path_wins_over_a_ref_and_the_full_ref_does_not(repo: Path) -> None:
    write_folder(repo / "v10.0.0", FILES | {"VERSION": b"folder"})
    for spec, version in (("v10.0.0", "folder"), ("refs/tags/v10.0.0", "10.0.0")):
        tree = open_tree(spec)
        assert version_text(tree) == version
        tree.close()


def test_refs_are_those_of_the_repository_named(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    tree = open_tree("v10.0", str(repo))
    assert tree.commit == git(repo, "rev-parse", "HEAD")
    tree.close()


def test_what_is_nothing_is_named(repo: Path) -> None:
    with pytest.raises(TreeError, match=r"no such ref, folder or archive: 'v10\.00'; near: v10\.0\.0"):
        open_tree("v10.00")
    with pytest.raises(TreeError, match=r"'some/folder'; give a ref .*, a folder, or a \.tar\.xz"):
        open_tree("some/folder")


def test_outside_of_a_repository_the_name_is_in_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        TreeError, match=r"no such folder or archive: 'v10\.0'; as a ref: not a git repository.*--repo"
    ):
        open_tree("v10.0")


@pytest.mark.parametrize("spec", ["", "\0", "a\nb"])
def test_odd_names(repo: Path, spec: str) -> None:
    with pytest.raises(TreeError, match="no such ref, folder or archive"):
        open_tree(spec)


def test_another_project_is_not_a_qemu_tree(tmp_path: Path) -> None:
    write_folder(tmp_path / "linux", {"Makefile": b"all:\n", "VERSION": b"6.1"})
    with pytest.raises(TreeError, match=r"linux: is not a QEMU source tree: it has no target/arm/cpu\.c"):
        open_tree(str(tmp_path / "linux"))


@pytest.mark.parametrize("missing", REQUIRED)
def test_half_a_tree_says_what_it_lacks(tmp_path: Path, missing: str) -> None:
    files = {path: content for path, content in FILES.items() if path != missing}
    with pytest.raises(TreeError, match=f"is only a part of a QEMU source tree: it lacks {missing}$"):
        open_tree(str(write_folder(tmp_path / "qemu", files)))


def test_a_folder_within_a_tree_points_to_its_root(repo: Path) -> None:
    with pytest.raises(TreeError, match=r"is not a QEMU source tree.*it lies within one: .*/repo\)"):
        open_tree("target/arm")


def test_a_bare_repository_points_to_the_option(repo: Path) -> None:
    git(repo, "clone", "-q", "--bare", ".", "../bare.git")
    with pytest.raises(
        TreeError, match=r"a bare git repository: give a ref of it, with --repo \.\./bare\.git"
    ):
        open_tree("../bare.git")


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="is not a QEMU source tree"):
        open_tree(str(make_archive(tmp_path / "a.tar.gz", {"README": b"", "include/stdio.h": b""})))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"1\n2", b"1" * 100, b"\x1b[31m1.0"])
def test_a_version_is_one_short_line(tmp_path: Path, content: bytes) -> None:
    tree = open_tree(str(write_folder(tmp_path / "qemu", FILES | {"VERSION": content})))
    with pytest.raises(TreeError, match="VERSION: is not a version") as caught:
        version_text(tree)
    assert str(caught.value).isprintable()


def test_a_tree_without_a_version(tmp_path: Path) -> None:
    tree = OverlayTree(open_tree(str(write_folder(tmp_path / "qemu"))), {"VERSION": None})
    with pytest.raises(TreeError, match="lacks VERSION"):
        version_text(tree)
    with pytest.raises(TreeError, match="lacks VERSION"):
        check_shape(tree)


def test_a_tree_of_another_project_shows_its_own_scope(tmp_path: Path) -> None:
    """Folders and single files, in all sorts of trees; the check for QEMU's shape is left to its own opening."""
    scope = Scope(("lib/core", "include/sys/one.h"))
    files = {
        "README": b"r",
        "lib/core/a.c": b"a",
        "lib/b.c": b"b",
        "include/sys/one.h": b"1",
        "include/two.h": b"2",
    }
    expected = ("README", "include/sys/one.h", "lib/core/a.c")
    for spec in (write_folder(tmp_path / "folder", files), make_archive(tmp_path / "a.tar.gz", files)):
        assert open_unchecked(str(spec), None, scope).files("") == expected
    repo = make_repository(tmp_path / "repo", files)
    with closing(open_unchecked("HEAD", str(repo), scope)) as tree:
        assert tree.files("") == expected
