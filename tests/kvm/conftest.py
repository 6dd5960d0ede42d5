"""A git repository with the small made-up kernel."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kvm.trees import BASE, Edit
from tests.trees.sample import commit_all, git


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository whose branch master is the small kernel, and its work tree."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """What git prints."""
        return git(self.folder, *arguments)

    def edit(self, *edits: Edit) -> None:
        """Replaces texts in files of the work tree; each must be there."""
        for name, old, new in edits:
            path = self.folder / name
            content = path.read_text()
            assert old in content, f"{name} has no {old!r}"
            path.write_text(content.replace(old, new))

    def commit(self, *edits: Edit) -> str:
        """Commits some edits, and gives the commit."""
        self.edit(*edits)
        return commit_all(self.folder)

    def mails(self, count: int) -> str:
        """The last commits as git-format-patch(1) writes them."""
        return self.git("format-patch", f"-{count}", "--stdout") + os.linesep


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository, on its branch topic; commands run in its folder, with a cache of their own."""
    found = Repository(Path(shutil.copytree(BASE, tmp_path / "linux")))
    found.git("init", "-q")
    commit_all(found.folder)
    found.git("checkout", "-q", "-b", "topic")
    monkeypatch.chdir(found.folder)
    monkeypatch.setenv("CPREGSCAN_CACHE", str(tmp_path / "cache"))
    return found
