"""Commits as trees: objects are read as git stores them, and nothing else of the repository matters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cpregscan.errors import TreeError
from cpregscan.trees.git_tree import open_git_tree
from cpregscan.trees.limits import MAX_FILE
from tests.trees.sample import FILES, commit_all, commit_entries, git, make_repository


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with the sample as v10.0.0."""
    return make_repository(tmp_path / "repo")


def test_names_the_commit(repo: Path) -> None:
    tree = open_git_tree("HEAD", str(repo))
    assert tree.commit == git(repo, "rev-parse", "HEAD")
    assert tree.name == "HEAD"
    tree.close()


def test_does_not_see_uncommitted_changes(repo: Path) -> None:
    (repo / "target/arm/cpu.c").write_bytes(b"changed")
    git(repo, "add", "-A")
    tree = open_git_tree("HEAD", str(repo))
    assert tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"]
    tree.close()


def test_is_whole_from_a_folder_below(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo / "target/arm")
    tree = open_git_tree("HEAD")
    assert tree.read("hw/arm/virt.c") == FILES["hw/arm/virt.c"]
    tree.close()


def test_odd_paths_are_only_paths(repo: Path) -> None:
    odd = ["target/arm/a\nb.c", "target/arm/caf\udce9.c", "target/arm/ -x'\"$(id)\t.c", "target/arm/:(top)"]
    commit = commit_entries(repo, [("100644", path, path.encode("utf-8", "surrogateescape")) for path in odd])
    tree = open_git_tree(commit, str(repo))
    assert set(odd) <= set(tree.files("target/arm"))
    for path in odd:
        assert tree.read(path) == path.encode("utf-8", "surrogateescape")
    tree.close()


def test_submodules_are_no_files(repo: Path) -> None:
    commit = commit_entries(repo, [("160000", "include/module", b"1" * 40)])
    tree = open_git_tree(commit, str(repo))
    assert tree.read("include/module") is None
    assert "include/module" not in tree.files("include")
    tree.close()


def test_links_within_are_followed(repo: Path) -> None:
    links = [("120000", "target/arm/again.c", b"../arm/cpu.c"), ("120000", "include/arm", b"../target/arm")]
    tree = open_git_tree(commit_entries(repo, links), str(repo))
    assert tree.read("target/arm/again.c") == FILES["target/arm/cpu.c"]
    assert tree.read("include/arm/tcg/cpu32.c") == FILES["target/arm/tcg/cpu32.c"]
    assert tree.blob("target/arm/again.c") == tree.blob("target/arm/cpu.c")
    assert tree.read("include/arm/none.c") is None
    assert "target/arm/again.c" not in tree.files("target/arm")
    tree.close()


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        (b"../../../secret", "target/arm/link.c: a symbolic link that leads out of the tree"),
        (b"/etc/passwd", "target/arm/link.c: a symbolic link that leads out of the tree"),
        (b"gone.c", "a symbolic link to 'target/arm/gone.c', which is not among the files read"),
        (b"link.c", "target/arm/link.c: symbolic links that lead in a circle"),
        (b"./link.c/more", "lead in a circle"),
    ],
)
def test_links_that_lead_nowhere_are_refused(repo: Path, target: bytes, complaint: str) -> None:
    tree = open_git_tree(commit_entries(repo, [("120000", "target/arm/link.c", target)]), str(repo))
    with pytest.raises(TreeError, match=complaint):
        tree.read("target/arm/link.c")
    assert tree.read("target/arm/cpu.c") is not None
    tree.close()


def test_large_files_are_refused_and_others_still_read(repo: Path) -> None:
    tree = open_git_tree(
        commit_entries(repo, [("100644", "target/arm/big.c", bytes(MAX_FILE + 1))]), str(repo)
    )
    with pytest.raises(TreeError, match="at most"):
        tree.read("target/arm/big.c")
    assert tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"]
    tree.close()


def test_replaced_objects_are_not_used(repo: Path) -> None:
    other = git(repo, "hash-object", "-w", "--stdin", stdin=b"evil")
    git(repo, "replace", git(repo, "rev-parse", "HEAD:target/arm/cpu.c"), other)
    tree = open_git_tree("HEAD", str(repo))
    assert tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"]
    tree.close()


def test_nothing_that_the_repository_configures_is_run(repo: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    program = f"touch {ran}; cat"
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.x.textconv",
        "filter.x.smudge",
        "filter.x.clean",
        "alias.cat-file",
    ):
        git(repo, "config", name, f"!{program}" if name.startswith("alias") else program)
    (repo / ".gitattributes").write_bytes(b"* filter=x diff=x text eol=crlf\n")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        path = repo / ".git/hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {ran}\n")
        path.chmod(0o755)
    tree = open_git_tree("v10.0.0", str(repo))
    assert tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"]
    tree.close()
    assert not ran.exists()


def test_a_repository_of_sha256_has_the_same_blob_ids(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "sha256"
    other.mkdir()
    git(other, "init", "-q", "--object-format=sha256")
    (other / "include").mkdir()
    (other / "include/a.h").write_bytes(FILES["target/arm/cpu.c"])
    commit_all(other)
    tree, expected = open_git_tree("HEAD", str(other)), open_git_tree("HEAD", str(repo))
    assert tree.blob("include/a.h") == expected.blob("target/arm/cpu.c")
    tree.close()
    expected.close()


def test_a_partial_clone_says_what_it_lacks(repo: Path, tmp_path: Path) -> None:
    git(repo, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", repo.as_uri(), str(clone))
    tree = open_git_tree("v10.0.0", str(clone))
    with pytest.raises(TreeError, match=r"could not fetch|git cannot give blob"):
        tree.read("target/arm/cpu.c")
    tree.close()


def test_a_child_process_reads_through_its_own_git(repo: Path) -> None:
    tree = open_git_tree("v10.0.0", str(repo))
    child = os.fork()
    if child == 0:
        os._exit(0 if tree.read("target/arm/cpu.c") == FILES["target/arm/cpu.c"] else 1)
    assert tree.read("target/arm/cpu.h") == FILES["target/arm/cpu.h"]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    tree.close()


def test_damaged_objects_are_an_error(repo: Path) -> None:
    blob = git(repo, "rev-parse", "HEAD:target/arm/cpu.c")
    path = repo / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"rubbish")
    tree = open_git_tree("HEAD", str(repo))
    with pytest.raises(TreeError):
        tree.read("target/arm/cpu.c")
    tree.close()
