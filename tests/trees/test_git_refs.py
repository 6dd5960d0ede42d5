"""What a user's name for a commit means."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cpregscan.errors import TreeError
from cpregscan.trees.git_refs import spellings
from cpregscan.trees.git_tree import open_git_tree
from tests.trees.sample import commit_all, git, make_repository


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Commits tagged v9.2.0, v10.0.0-rc1, v10.0.0 and v10.0.3, and one more on master."""
    repo = make_repository(tmp_path / "repo", tag="v9.2.0")
    for tag in ("v10.0.0-rc1", "v10.0.0", "v10.0.3", None):
        commit_all(repo, tag)
    return repo


def commit_of(spec: str, repo: Path) -> str | None:
    """The commit that a name opens."""
    tree = open_git_tree(spec, str(repo))
    tree.close()
    return tree.commit


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ("v10.0", "v10.0.0"),
        ("10.0", "v10.0.0"),
        ("10.0.0", "v10.0.0"),
        ("v10.0.0", "v10.0.0"),
        ("10.0.3", "v10.0.3"),
        ("10.0-rc1", "v10.0.0-rc1"),
        ("9.2", "v9.2.0"),
        ("master", "HEAD"),
        ("HEAD~3", "v10.0.0-rc1"),
        ("refs/tags/v10.0.3", "v10.0.3"),
        ("v10.0.3~1", "v10.0.0"),
        ("@", "HEAD"),
    ],
)
def test_names_that_are_understood(repo: Path, spec: str, meant: str) -> None:
    assert commit_of(spec, repo) == git(repo, "rev-parse", meant + "^{commit}")


def test_a_commit_id_whole_or_shortened(repo: Path) -> None:
    commit = git(repo, "rev-parse", "v10.0.0^{commit}")
    assert commit_of(commit, repo) == commit
    assert commit_of(commit[:12], repo) == commit


@pytest.mark.parametrize("ref", ["10.0", "v10.0"])
def test_an_exact_ref_wins_over_a_version(repo: Path, ref: str) -> None:
    git(repo, "branch", ref, "v9.2.0")
    assert commit_of(ref, repo) == git(repo, "rev-parse", "v9.2.0^{commit}")


def test_the_old_tag_without_a_patch_level_is_found(repo: Path) -> None:
    git(repo, "tag", "v1.0", "v9.2.0")
    assert commit_of("1.0", repo) == git(repo, "rev-parse", "v9.2.0^{commit}")


@pytest.mark.parametrize("spec", ["10", "v10.0.0.1", "x10.0", "10.0-rc", "10.0 ", "master"])
def test_other_names_are_no_versions(spec: str) -> None:
    assert spellings(spec) == (spec,)


@pytest.mark.parametrize(
    ("spec", "near"), [("v10.0.1", "v10.0.0"), ("10.0.2", "v10.0.3"), ("mastr", "master")]
)
def test_near_names_are_offered(repo: Path, spec: str, near: str) -> None:
    with pytest.raises(TreeError, match=rf"no such ref, folder or archive: '{spec}'; near: .*{near}"):
        commit_of(spec, repo)


@pytest.mark.parametrize(
    "spec", ["", "--help", "-x", "a\nb", "a\0b", "x" * 5000, "\udce9", "HEAD:VERSION", ":/", "(((", "HEAD~99"]
)
def test_odd_names_are_an_error_of_one_line(repo: Path, spec: str) -> None:
    with pytest.raises(TreeError, match="no such ref, folder or archive") as caught:
        commit_of(spec, repo)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 600
    message.encode("utf-8")


def test_a_shallow_clone_says_that_it_is_one(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", repo.as_uri(), "shallow")
    with pytest.raises(TreeError, match="the clone is shallow: git fetch --unshallow"):
        commit_of("HEAD~3", tmp_path / "shallow")
    assert commit_of("HEAD", tmp_path / "shallow") == git(repo, "rev-parse", "HEAD")


def test_a_clone_without_tags_says_so(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--no-tags", repo.as_uri(), "untagged")
    with pytest.raises(TreeError, match="no release tags: git fetch --tags"):
        commit_of("v10.0", tmp_path / "untagged")


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="not a git repository"):
        commit_of("master", tmp_path)


def test_no_such_repository(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="none: no such folder"):
        commit_of("master", tmp_path / "none")


def test_a_repository_of_somebody_else(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    with pytest.raises(TreeError, match=r"dubious ownership.*safe\.directory"):
        commit_of("master", repo)


def test_no_git(repo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TreeError, match="git is not installed"):
        commit_of("master", repo)


def test_a_repository_without_objects(repo: Path) -> None:
    shutil.rmtree(repo / ".git/objects")
    with pytest.raises(TreeError):
        commit_of("master", repo)


def test_variables_of_a_hook_do_not_lead_elsewhere(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repository(tmp_path / "other", {"include/a.h": b"other"}, tag=None)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert commit_of("master", repo) == git(repo, "rev-parse", "master")
