"""`cpregscan lint` on patches of every sort: mails, ranges, the index, the work tree."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.golden import Golden
from tests.lint.conftest import MACHINES, Repository

ADDED = (
    "target/arm/v8_regs.c:13: WARNING: HEAD with the patch sends TPIDR_EL1, unknown to HEAD [unknown-cpreg]"
)


@pytest.fixture
def series(repository: Repository) -> Repository:
    """Three commits: a register goes, comes back, and another one comes."""
    repository.commit("Remove a register", "register-removed")
    repository.commit("Put it back")
    repository.commit("Add a register", "register-added")
    return repository


def test_range(run: Run, golden: Golden, series: Repository) -> None:
    outcome = run("lint", "master..topic", *MACHINES, "--format", "terse")
    assert outcome.code == 0
    names = {series.git("rev-parse", "--short=12", name).strip(): name for name in ("master",)}
    text = outcome.out
    for commit, name in names.items():
        text = text.replace(commit, name)
    golden.check("range.terse", text)


def test_what_a_later_patch_mends_is_a_note(run: Run, series: Repository) -> None:
    broken = run("lint", "master..topic~2", *MACHINES)
    mended = run("lint", "master..topic~1", *MACHINES, "--format", "json")
    assert (broken.code, mended.code) == (1, 0)
    findings = json.loads(mended.out)["findings"]
    assert {finding["level"] for finding in findings} == {"note"}
    assert all("between patches 1 and 2 only" in finding["message"] for finding in findings)
    assert all("patch 1/2, " in finding["sites"][0]["label"] for finding in findings)


def test_mails_from_standard_input(run: Run, series: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = series.mails(1)
    series.git("checkout", "-q", "HEAD~1")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mails)))
    outcome = run("lint", "-", *MACHINES, "--format", "checkpatch")
    assert (outcome.code, outcome.err) == (0, "")
    for line in outcome.out.splitlines():
        place, level, _ = line.split(": ", 2)
        name, _, number = place.rpartition(":")
        assert (name, level) == ("-", "WARNING")
        assert mails.decode().split("\n")[int(number) - 1].startswith('+    { .name = "TPIDR_EL1"')


def test_mails_of_commits_that_head_has(run: Run, series: Repository) -> None:
    Path("series.mbox").write_bytes(series.mails(3))
    outcome = run("lint", "series.mbox", *MACHINES, "--format", "terse")
    assert outcome.code == 0
    assert "TPIDR_EL1" in outcome.out and "between patches 1 and 2 only" in outcome.out


def test_index_and_work_tree(run: Run, repository: Repository) -> None:
    repository.lay("register-added")
    assert run("lint", "--staged", *MACHINES).out == ""
    assert ADDED in run("lint", "--worktree", *MACHINES, "--format", "terse").out
    repository.git("add", "-A")
    assert ADDED in run("lint", "--staged", *MACHINES, "--format", "terse").out


def test_folder_without_history(run: Run, series: Repository, tmp_path: Path) -> None:
    patch = tmp_path / "one.mbox"
    patch.write_bytes(series.mails(1))
    series.git("checkout", "-q", "master")
    outcome = run("lint", patch, "--base", ".", *MACHINES, "--format", "terse")
    assert "sends TPIDR_EL1, unknown to ." in outcome.out


def test_directions_and_levels(run: Run, repository: Repository) -> None:
    repository.lay("register-added")
    arguments = ("lint", "--worktree", *MACHINES)
    assert run(*arguments).code == 0
    assert run(*arguments, "--fail-on", "warning").code == 1
    assert run(*arguments, "--promise", "backward").code == 1


def test_accepted_findings(run: Run, repository: Repository) -> None:
    repository.lay("register-removed")
    found = json.loads(run("lint", "--worktree", *MACHINES, "--format", "json").out)["findings"]
    ignores = "".join(
        f'[[ignore]]\nfingerprint = "{finding["fingerprint"]}"\nreason = "it is meant"\n' for finding in found
    )
    Path(".cpregscan.toml").write_text(ignores, encoding="utf-8")
    assert run("lint", "--worktree", *MACHINES).code == 0
    assert run("lint", "--worktree", *MACHINES, "--no-ignores").code == 1


@pytest.mark.parametrize(("mode", "count"), [("added", 1), ("diff-context", 1), ("file", 1), ("nofilter", 1)])
def test_filter_modes_with_a_cause_that_is_found(
    run: Run, repository: Repository, mode: str, count: int
) -> None:
    repository.lay("id-field-changed")
    outcome = run("lint", "--worktree", *MACHINES, "--filter-mode", mode, "--format", "terse")
    assert len(outcome.out.splitlines()) == count


def test_formats_for_b4(run: Run, repository: Repository) -> None:
    silent = json.loads(run("lint", "--worktree", *MACHINES, "--format", "b4").out)
    assert [(entry["tool"], entry["status"]) for entry in silent] == [("cpregscan", "pass")]
    repository.lay("register-removed")
    found = json.loads(run("lint", "--worktree", *MACHINES, "--format", "b4").out)
    assert {entry["status"] for entry in found} == {"fail", "warn"}
    assert all(set(entry) == {"tool", "status", "summary", "url", "details"} for entry in found)
    assert found[0]["summary"].startswith("target/arm/v8_regs.c:")


def test_documents_are_written_even_if_there_is_nothing_to_say(run: Run, repository: Repository) -> None:
    outcome = run("lint", "--worktree", *MACHINES, "-o", "sarif", "-o", "text:findings.txt")
    assert json.loads(outcome.out)["runs"][0]["results"] == []
    assert not Path("findings.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--staged", "--worktree"), "--staged and --worktree are looked at alone, over HEAD"),
        (("--staged", "a.mbox"), "--staged and --worktree are looked at alone, over HEAD"),
        (("no-such.mbox",), "no-such.mbox: is neither a file nor a range of commits (A..B)"),
        (("master..topic", "--base", "master"), "each commit of a range is looked at on its own parent"),
    ],
)
def test_bad_input(run: Run, repository: Repository, arguments: tuple[str, ...], complaint: str) -> None:
    outcome = run("lint", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert complaint in outcome.err and outcome.err.count("\n") == 1


def test_patch_that_does_not_apply(run: Run, series: Repository) -> None:
    Path("one.mbox").write_bytes(
        series.mails(1).replace(b"scratch[1]", b"other").replace(b"SCRATCH", b"OTHER")
    )
    series.git("checkout", "-q", "master")
    outcome = run("lint", "one.mbox", "--base", "master")
    assert (outcome.code, outcome.out) == (3, "")
    assert "hunk 1 of target/arm/v8_regs.c does not apply to master" in outcome.err


def test_what_no_analysis_reads_is_told_from_the_cache(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("lint", "--worktree", *MACHINES)
    repository.lay("renamed")
    assert run(*arguments).out == ""
    repository.lay()
    Path("target/arm/unread.c").write_text("int nobody_builds_this;\n", encoding="utf-8")
    Path("VERSION.txt").write_text("a file at the top\n", encoding="utf-8")

    def analysed(*_: object) -> None:
        raise AssertionError("a tree was analysed")

    monkeypatch.setattr("cpregscan.analysis.analyse", analysed)
    Path("target/arm/unread.c").unlink()
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (0, "")
