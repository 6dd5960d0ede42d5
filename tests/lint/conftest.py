"""Fixtures of the command line, and a repository with patches over the small tree."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cases.trees import changes, write_tree
from tests.cli.conftest import run as run
from tests.cli.conftest import surroundings as surroundings

MACHINES = ("--machine", "none")
"""Enough for what is tested here."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with the small tree as its branch master, and a work tree."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """What git prints."""
        command = ("git", "-C", str(self.folder), *arguments)
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def lay(self, *cases: str) -> None:
        """Makes the work tree master's with the changes of some cases."""
        self.git("checkout", "-q", "master", "--", ".")
        for case in cases:
            for name, content in changes(case).items():
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def commit(self, title: str, *cases: str) -> None:
        """Commits the work tree laid so."""
        self.lay(*cases)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", title)

    def mails(self, count: int, *options: str) -> bytes:
        """The last commits as git-format-patch(1) writes them."""
        return self.git("format-patch", f"-{count}", "--stdout", *options).encode()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository, on its branch topic; commands run in its folder."""
    found = Repository(write_tree(tmp_path / "qemu", {}))
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A Sender")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "sender@example.org")
        monkeypatch.setenv(f"GIT_{name}_DATE", "2025-07-08T14:10:49+0100")
    found.git("init", "-q", "-b", "master")
    found.git("add", "-A")
    found.git("commit", "-q", "-m", "The small tree")
    found.git("checkout", "-q", "-b", "topic")
    monkeypatch.chdir(found.folder)
    return found
