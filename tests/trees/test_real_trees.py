"""Real QEMU trees are opened as what they are."""

from __future__ import annotations

import pytest

from cpregscan.trees.opening import open_tree
from cpregscan.trees.shape import version_text
from tests.realtrees import DebianTree, Release, debian_trees, releases, upstream

pytestmark = pytest.mark.realtree


@pytest.mark.parametrize("debian", debian_trees(), ids=lambda tree: tree.name)
def test_a_debian_source_package(debian: DebianTree) -> None:
    tree = open_tree(str(debian.folder))
    assert version_text(tree) == debian.release
    assert len(tree.files("target/arm")) > 50
    assert all(tree.read(path) is not None for path in tree.files("target/arm"))


@pytest.mark.parametrize("release", releases(), ids=lambda release: release.name)
def test_a_release_of_upstream(release: Release) -> None:
    repo = str(upstream())
    tree = open_tree(release.name.removeprefix("v"), repo)
    assert tree.commit == release.commit
    assert version_text(tree) == release.name.removeprefix("v") or release.name == "master"
    assert len(tree.files("target/arm")) > 40
    tree.close()
