"""What the documents advise to set up, tried: b4, GitLab's job, pre-commit, git's external diff."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.lint.conftest import Repository
from tests.realtrees import CHECKOUT

COMMAND = f"{sys.executable} -m cpregscan"
NARROW = "--machine none --cpu tiny-v8"


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))


def mail(repository: Repository) -> EmailMessage:
    """The newest commit as a mail."""
    found = email.message_from_bytes(repository.mails(1, "--thread"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_check_commands_of_b4(repository: Repository) -> None:
    b4 = pytest.importorskip("b4")
    b4.MAIN_CONFIG = dict(b4.DEFAULT_CONFIG)
    command = f"{COMMAND} lint {NARROW} --format checkpatch -".split()
    repository.commit("Rename a register", "renamed")
    silent = b4.LoreMessage.run_local_check(command, "one", mail(repository), nocache=True)
    assert [flag for flag, _ in silent] == ["success"]
    repository.commit("Remove a register", "register-removed")
    report = b4.LoreMessage.run_local_check(command, "two", mail(repository), nocache=True)
    assert {flag for flag, _ in report} == {"fail", "warning"}
    assert all(("ERROR: " in line) == (flag == "fail") for flag, line in report)


def test_b4_review(repository: Repository) -> None:
    checks = pytest.importorskip("b4.review.checks")
    repository.commit("Remove a register", "register-removed")
    command = f"{COMMAND} lint {NARROW} --format b4 -".split()
    results = checks._run_external_cmd(command, mail(repository), str(repository.folder))
    assert {(one["tool"], one["status"]) for one in results} >= {("cpregscan", "fail")}
    assert results[0]["summary"].startswith("target/arm/v8_regs.c:")


def test_job_of_gitlab(repository: Repository, tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "lint.md").read_text(encoding="utf-8")
    job = re.search(r"  script:\n((?:    - .*\n)+)", page)
    assert job is not None
    lines = [line.removeprefix("    - ") for line in job[1].splitlines()]
    repository.commit("Remove a register", "register-removed")
    clone = tmp_path / "clone"
    subprocess.run(("git", "clone", "-q", "-b", "topic", repository.folder, clone), check=True)
    script = "\n".join(lines).replace("cpregscan lint", f"{COMMAND} lint {NARROW}")
    done = subprocess.run(
        ("sh", "-ec", script),
        cwd=clone,
        env={**os.environ, "UPSTREAM": str(repository.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "error[unknown-cpreg]" in done.stdout
    issues = json.loads((clone / "cpregscan.json").read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"target/arm/v8_regs.c"}


@pytest.mark.skipif(not shutil.which("pre-commit", path=Path(sys.executable).parent), reason="no pre-commit")
def test_pre_commit(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    yaml: Any = pytest.importorskip("yaml")
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    hook |= {"language": "system", "entry": hook["entry"].replace("cpregscan", COMMAND, 1) + f" {NARROW}"}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    command = (str(Path(sys.executable).parent / "pre-commit"), "run")
    for case, code in (("renamed", 0), ("register-removed", 1)):
        repository.lay(case)
        repository.git("add", "-A")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
    assert "error[unknown-cpreg]" in done.stdout


def test_external_diff_of_git(repository: Repository) -> None:
    repository.commit("Remove a register", "register-removed")
    (repository.folder / ".git" / "info" / "attributes").write_text("*.c diff=cpreg\n", encoding="utf-8")
    repository.git("config", "diff.cpreg.command", f"{COMMAND} diffdriver {NARROW}")
    text = repository.git("log", "-p", "--ext-diff", "-1")
    words = [line for line in text.splitlines() if line.startswith("cpregs: ")]
    assert any("error: " in line and line.endswith("[unknown-cpreg]") for line in words)
    assert '-    { .name = "SCRATCH_EL1", .state = ARM_CP_STATE_AA64,' in text
