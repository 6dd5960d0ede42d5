"""Trees with changes laid over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpregscan.trees.blobs import blob_id
from cpregscan.trees.git_tree import GitTree, open_git_tree
from cpregscan.trees.overlay_tree import OverlayTree
from tests.trees.sample import FILES, IN_SCOPE, make_repository


@pytest.fixture
def base(tmp_path: Path) -> GitTree:
    """The sample as a commit."""
    return open_git_tree("v10.0", str(make_repository(tmp_path / "repo")))


def test_replaces_adds_and_removes(base: GitTree) -> None:
    changes = {"target/arm/cpu.c": b"new", "target/arm/added.c": b"added", "hw/arm/virt.c": None}
    tree = OverlayTree(base, changes, name="patched")
    assert tree.name == "patched"
    assert tree.commit is None
    assert tree.read("target/arm/cpu.c") == b"new"
    assert tree.blob("target/arm/cpu.c") == blob_id(b"new")
    assert tree.read("target/arm/added.c") == b"added"
    assert tree.read("hw/arm/virt.c") is None
    assert tree.blob("hw/arm/virt.c") is None
    assert tree.read("VERSION") == FILES["VERSION"]
    assert tree.files("") == tuple(sorted({*IN_SCOPE, "target/arm/added.c"} - {"hw/arm/virt.c"}))
    assert tree.files("target/arm/tcg") == ("target/arm/tcg/cpu32.c",)
    tree.close()


def test_without_changes_is_the_commit(base: GitTree) -> None:
    tree = OverlayTree(base, {})
    assert tree.commit == base.commit is not None
    assert tree.name == "v10.0"
    tree.close()


def test_later_changes_to_the_mapping_do_not_matter(base: GitTree) -> None:
    changes: dict[str, bytes | None] = {"VERSION": b"1"}
    tree = OverlayTree(base, changes)
    changes["VERSION"] = b"2"
    assert tree.read("VERSION") == b"1"
    tree.close()
