"""A series out of a repository: mails on a base, commits, the index and the work tree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cpregscan.errors import CpregscanError, TreeError, UsageError
from cpregscan.patches.bases import apply_mails
from cpregscan.patches.errors import PatchError
from cpregscan.patches.opening import open_series
from cpregscan.patches.ranges import apply_range
from cpregscan.patches.steps import AppliedSeries
from cpregscan.patches.worktree import apply_staged, apply_worktree
from cpregscan.trees.git_tree import open_git_tree
from tests.cases.trees import BASE
from tests.patches.sample import MAILS, mails
from tests.trees.sample import commit_all, git

SCRATCH, TIMER, MODELS = "target/arm/v8_regs.c", "target/arm/timer_regs.c", "target/arm/models.c"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with the small tree as its release."""
    path = tmp_path / "repo"
    shutil.copytree(BASE, path)
    git(path, "init", "-q")
    commit_all(path, "v10.0.0")
    return path


def edit(repo: Path, path: str, old: bytes, new: bytes) -> None:
    """Replaces a text in a file."""
    content = (repo / path).read_bytes()
    assert old in content
    (repo / path).write_bytes(content.replace(old, new))


def two_commits(repo: Path) -> None:
    """Two commits on the release; the second renames a file."""
    edit(repo, SCRATCH, b"0x30d00800", b"0x30d00801")
    commit_all(repo)
    git(repo, "mv", TIMER, "target/arm/timers.c")
    edit(repo, "target/arm/timers.c", b"The generic timer", b"The timer")
    commit_all(repo)


def same(applied: AppliedSeries, repo: Path, commit: str) -> bool:
    """Whether a series leads to the tree of a commit."""
    tree = open_git_tree(commit, str(repo))
    try:
        return all(
            applied.after.blob(path) == tree.blob(path) for path in {*applied.touched, *tree.files("")}
        )
    finally:
        tree.close()


def test_a_range(repo: Path) -> None:
    two_commits(repo)
    applied = apply_range("v10.0..HEAD", str(repo))
    assert [step.touched for step in applied.steps] == [{SCRATCH}, {TIMER, "target/arm/timers.c"}]
    assert applied.before.commit == git(repo, "rev-parse", "v10.0.0^{commit}")
    assert [step.patch.title for step in applied.steps] == ["change", "change"]
    assert applied.steps[1].patch.mail.commit == git(repo, "rev-parse", "HEAD")
    assert applied.notes == ()
    assert same(applied, repo, "HEAD")
    applied.close()


@pytest.mark.parametrize("spec", ["HEAD..v10.0.0", "HEAD..HEAD", ".."])
def test_an_empty_range(repo: Path, spec: str) -> None:
    two_commits(repo)
    applied = apply_range(spec, str(repo))
    assert applied.steps == ()
    assert "no commits" in applied.notes[0]
    applied.close()


def test_a_range_from_a_branch_that_went_on(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "topic")
    two_commits(repo)
    git(repo, "checkout", "-q", "master")
    edit(repo, MODELS, b"0x410f0070", b"0x410f0071")
    commit_all(repo)
    applied = apply_range("master..topic", str(repo))
    assert len(applied.steps) == 2
    assert applied.chained
    assert MODELS not in applied.touched
    assert same(applied, repo, "topic")
    applied.close()


def test_a_range_with_merges(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "topic")
    two_commits(repo)
    git(repo, "checkout", "-q", "master")
    edit(repo, MODELS, b"0x410f0070", b"0x410f0071")
    commit_all(repo)
    git(repo, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    applied = apply_range("v10.0..HEAD", str(repo))
    assert not applied.chained
    assert len(applied.steps) == 3
    assert applied.after.commit == git(repo, "rev-parse", "HEAD")
    for step in applied.steps:
        tree = open_git_tree(step.patch.mail.commit or "", str(repo))
        assert {path: step.after.blob(path) for path in tree.files("")} == {
            path: tree.blob(path) for path in tree.files("")
        }
        tree.close()
    applied.close()


def test_a_commit_that_changes_nothing(repo: Path) -> None:
    commit_all(repo)
    applied = apply_range("v10.0..HEAD", str(repo))
    assert [step.touched for step in applied.steps] == [frozenset()]
    applied.close()


def test_a_range_that_is_none(repo: Path) -> None:
    with pytest.raises(TreeError, match="no such ref"):
        apply_range("v9.9..HEAD", str(repo))
    git(repo, "checkout", "-q", "--orphan", "other")
    edit(repo, MODELS, b"0x410f0070", b"0x410f0071")
    commit_all(repo)
    with pytest.raises(UsageError, match="without a parent"):
        apply_range("master..other", str(repo))


def test_staged(repo: Path) -> None:
    edit(repo, SCRATCH, b"0x30d00800", b"0x30d00801")
    git(repo, "add", SCRATCH)
    edit(repo, TIMER, b"generic", b"other")
    index = (repo / ".git/index").read_bytes()
    applied = apply_staged(str(repo))
    assert applied.touched == {SCRATCH}
    assert (repo / ".git/index").read_bytes() == index
    applied.close()
    git(repo, "reset", "-q", "--hard")
    nothing = apply_staged(str(repo))
    assert nothing.steps == ()
    nothing.close()


def test_worktree(repo: Path) -> None:
    edit(repo, SCRATCH, b"0x30d00800", b"0x30d00801")
    git(repo, "add", SCRATCH)
    edit(repo, MODELS, b"0x410f0070", b"0x410f0071")
    (repo / TIMER).unlink()
    (repo / "target/arm/n\u00e9w file.c").write_bytes(b"int new;\nno newline")
    (repo / "target/arm/empty.c").write_bytes(b"")
    (repo / ".gitignore").write_bytes(b"*.o\n")
    (repo / "target/arm/x.o").write_bytes(b"object")
    applied = apply_worktree(str(repo / "target"))
    new = {"target/arm/n\u00e9w file.c", "target/arm/empty.c", ".gitignore"}
    assert applied.touched == {SCRATCH, MODELS, TIMER} | new
    assert applied.after.read(TIMER) is None
    for path in applied.touched - {TIMER}:
        assert applied.after.read(path) == (repo / path).read_bytes()
    applied.close()


def test_no_filter_of_the_repository_is_run(repo: Path) -> None:
    for name in ("filter.x.clean", "filter.x.smudge", "diff.x.command", "diff.x.textconv", "diff.external"):
        git(repo, "config", name, f"touch {repo}/ran; cat")
    (repo / ".gitattributes").write_bytes(b"*.c filter=x diff=x\n")
    edit(repo, MODELS, b"0x410f0070", b"0x410f0071")
    apply_worktree(str(repo)).close()
    apply_staged(str(repo)).close()
    apply_range("HEAD..HEAD", str(repo)).close()
    assert not (repo / "ran").exists()


def apply(repo: Path, data: bytes, base: str | None = None) -> AppliedSeries:
    """Mails on a base."""
    return apply_mails([("series.mbox", data)], base, str(repo))


def format_patch(repo: Path, *arguments: str) -> bytes:
    """What git-format-patch prints, with no trailing newline lost."""
    return subprocess.run(
        ["git", "format-patch", "--stdout", *arguments], cwd=repo, capture_output=True, check=True
    ).stdout


def test_mails_on_the_commit_of_their_trailer(repo: Path) -> None:
    two_commits(repo)
    data = format_patch(repo, "--base=v10.0.0", "v10.0.0..HEAD")
    applied = apply(repo, data)
    assert applied.before.commit == git(repo, "rev-parse", "v10.0.0^{commit}")
    assert same(applied, repo, "HEAD")
    applied.close()


def test_mails_on_head(repo: Path) -> None:
    applied = apply(repo, mails("applies/series.mbox"))
    assert applied.before.commit == git(repo, "rev-parse", "HEAD")
    assert "is not in the repository: HEAD is taken" in applied.notes[0]
    applied.close()


def test_mails_on_a_folder() -> None:
    applied = apply_mails([("a", mails("applies/series.mbox"))], str(BASE), None)
    assert applied.touched == {SCRATCH, TIMER}
    applied.close()


def test_another_base_is_named_if_there_is_one(repo: Path) -> None:
    edit(repo, SCRATCH, b"scratch[1]", b"scratches[1]")
    commit_all(repo)
    data = mails("applies/series.mbox")
    with pytest.raises(
        PatchError, match=r"does not apply to HEAD; it was made for v10\.0\.0: give --base v10\.0\.0$"
    ):
        apply(repo, data)
    commit = git(repo, "rev-parse", "v10.0.0^{commit}")
    git(repo, "tag", "-d", "v10.0.0")
    with pytest.raises(PatchError, match=f"give --base {commit[:12]}$"):
        apply(repo, data)


def test_no_base_is_named_if_there_is_none(repo: Path) -> None:
    with pytest.raises(PatchError, match=r"does not apply to v10\.0$"):
        apply(repo, mails("refused/another-base.diff"), "v10.0")


def test_the_base_that_was_tried_is_not_proposed(repo: Path) -> None:
    data = mails("applies/series.mbox").replace(b" static const ARMCPRegInfo sve_reginfo", b" int other;")
    data = data.replace(b"       .fieldoffset = SYS(scratch[1])", b"       .fieldoffset = SYS(scratch[9])")
    with pytest.raises(PatchError, match=r"does not apply to v10\.0$"):
        apply(repo, data, "v10.0")


def test_missing_parts_are_named_as_the_reason(repo: Path) -> None:
    data = mails("applies/series.mbox").replace(b"[PATCH 2/2]", b"[PATCH 3/3]").replace(b"1/2]", b"1/3]")
    data = data.replace(b"-    env->sys.counter_hz = container_of", b"-    env->sys.hz = container_of")
    with pytest.raises(PatchError, match="parts of the series are missing"):
        apply(repo, data)


def test_what_is_named_is_opened(repo: Path, tmp_path: Path) -> None:
    two_commits(repo)
    git(repo, "format-patch", "-q", "-o", str(tmp_path / "out"), "v10.0.0..HEAD")
    files = [str(path) for path in sorted((tmp_path / "out").iterdir())]
    data = Path(files[0]).read_bytes()
    for specs, base, count in (
        (files, "v10.0", 2),
        (files[:1], "v10.0", 1),
        (["-"], "v10.0", 1),
        (["v10.0..HEAD"], None, 2),
    ):
        applied = open_series(specs, base, str(repo), lambda: data)
        assert len(applied.steps) == count
        applied.close()


@pytest.mark.parametrize(
    ("specs", "base", "message"),
    [
        (["no-such.mbox"], None, "neither a file nor a range"),
        (["HEAD"], None, "neither a file nor a range"),
        (["a..b", "c..d"], None, "one range"),
        (["a..b"], "v10.0", "on its own parent"),
        (["."], None, "is a folder"),
    ],
)
def test_what_cannot_be_opened(repo: Path, specs: list[str], base: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_series(specs, base, str(repo), bytes)


def test_several_diffs_have_no_order(repo: Path, tmp_path: Path) -> None:
    with pytest.raises(PatchError, match="mails of one series"):
        open_series([str(MAILS / "applies/git-diff.diff")] * 2, None, str(repo), bytes)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(CpregscanError, match="--base"):
        apply_mails([("a", mails("applies/series.mbox"))], None, str(tmp_path))
