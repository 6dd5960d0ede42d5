"""Running git on a repository that is not trusted: nothing in its configuration may run a program."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpregscan.errors import TreeError
from cpregscan.trees.paths import shown

if TYPE_CHECKING:
    from subprocess import Popen

_SAFE_OPTIONS = (
    "--no-replace-objects",
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
)

_SAFE_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone would fetch what it lacks, with the commands its configuration names. Older
    # versions of git know only the second of these two.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}

_PLACE_OF_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
"""Variables that a git hook sets; they would win over the repository that was asked for."""


class NoRepository(TreeError):
    """There is no git repository at the place."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git on one repository: a path (work tree, folder in one, or bare), or None for the one at hand."""

    repo: str | None

    def run(self, *arguments: str) -> bytes:
        """What one command prints. Raises NoRepository, or TreeError with git's own reason."""
        import subprocess

        try:
            done = subprocess.run(
                self._command(arguments), capture_output=True, env=self._environment(), check=False
            )
        except OSError as error:
            raise self._cannot_run(error) from None
        if b"not a git repository" in done.stderr:
            raise NoRepository(
                "not a git repository: run in a clone of QEMU, or name one with --repo", self.place
            )
        if done.returncode:
            raise TreeError(f"git cannot read the repository: {_reason(done.stderr)}", self.place)
        return done.stdout

    def start(self, *arguments: str) -> Popen[bytes]:
        """Starts a command that is fed and read while it runs; its complaints are dropped."""
        import subprocess

        try:
            return subprocess.Popen(
                self._command(arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment(),
            )
        except OSError as error:
            raise self._cannot_run(error) from None

    @property
    def place(self) -> str:
        """The repository as an error names it."""
        return shown(self.repo if self.repo is not None else os.getcwd())

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        where = () if self.repo is None else ("-C", self.repo)
        return ["git", *where, *_SAFE_OPTIONS, *arguments]

    def _environment(self) -> dict[str, str]:
        dropped = () if self.repo is None else _PLACE_OF_REPOSITORY
        return {name: value for name, value in os.environ.items() if name not in dropped} | _SAFE_ENVIRONMENT

    def _cannot_run(self, error: OSError) -> TreeError:
        if isinstance(error, FileNotFoundError):
            return TreeError(
                "git is not installed: install it, or name a folder or a release archive", self.place
            )
        return TreeError(f"git cannot be run: {error.strerror}", self.place)


def _reason(complaint: bytes) -> str:
    """The one line of git's complaint that says what is wrong."""
    lines = [line for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    line = (fatal or lines or ["it says nothing"])[0]
    if "dubious ownership" in line:
        line += " (if you trust it: git config --global --add safe.directory PATH)"
    return shown(line.removeprefix("fatal: ").removeprefix("error: "))
