"""The same text gives the same tree, however it is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpregscan.trees.opening import open_tree
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.shape import version_text
from cpregscan.trees.tree import Tree
from tests.trees.sample import FILES, IN_SCOPE, OUT_OF_SCOPE, git, make_archive, make_repository, write_folder

KINDS = (
    "ref",
    "bare",
    "worktree",
    "folder",
    "overlay",
    "a.tar.xz",
    "a.tar.gz",
    "a.tgz",
    "a.tar.bz2",
    "a.tar",
)


@pytest.fixture(params=KINDS)
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Tree:
    """The sample, as each sort of tree."""
    kind: str = request.param
    if kind in ("ref", "bare", "worktree"):
        repo = make_repository(tmp_path / "repo")
        if kind == "bare":
            git(repo, "clone", "-q", "--bare", ".", "../bare.git")
            repo = tmp_path / "bare.git"
        return open_tree(str(repo)) if kind == "worktree" else open_tree("v10.0.0", str(repo))
    if kind.startswith("a."):
        return open_tree(str(make_archive(tmp_path / kind)))
    folder = open_tree(str(write_folder(tmp_path / "folder")))
    if kind == "overlay":
        changes = {"target/arm/cpu.c": FILES["target/arm/cpu.c"], "none.c": None}
        return OverlayTree(OverlayTree(folder, {"target/arm/cpu.c": b"other"}), changes)
    return folder


def test_shows_the_same_files(tree: Tree) -> None:
    assert tree.files("") == IN_SCOPE
    assert tree.files("target/arm") == tuple(path for path in IN_SCOPE if path.startswith("target/arm/"))
    assert tree.files("include/hw/core") == ("include/hw/core/cpu.h",)
    assert tree.files("target/ar") == ()
    assert tree.files("target/arm/cpu.c") == ()
    tree.close()


def test_gives_the_same_content(tree: Tree) -> None:
    assert {path: tree.read(path) for path in tree.files("")} == {path: FILES[path] for path in IN_SCOPE}
    assert version_text(tree) == "10.0.0"
    tree.close()


def test_gives_the_blob_ids_of_git(tree: Tree, tmp_path: Path) -> None:
    ids = git(write_folder(tmp_path / "plain"), "hash-object", "--no-filters", *IN_SCOPE).split()
    assert [tree.blob(path) for path in IN_SCOPE] == ids
    tree.close()


@pytest.mark.parametrize(
    "path", [*OUT_OF_SCOPE, "none.c", "target/arm", "", ".", "../x", "/etc/passwd", "VERSION/"]
)
def test_has_no_other_file(tree: Tree, path: str) -> None:
    assert tree.read(path) is None
    assert tree.blob(path) is None
    tree.close()
