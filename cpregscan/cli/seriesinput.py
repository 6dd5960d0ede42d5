"""Which patches a user means: mails or a diff, a range of commits, or what a work tree changes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cpregscan.errors import TreeError, UsageError
from cpregscan.patches.errors import PatchError
from cpregscan.patches.steps import AppliedSeries


def add_series_arguments(parser: ArgumentParser) -> None:
    """Gives a verb's parser the arguments that name patches."""
    parser.add_argument(
        "patches",
        metavar="PATCHES",
        nargs="*",
        help="mboxes, mails or diffs; `-` for standard input (default); or one range of commits, A..B",
    )
    parser.add_argument("--staged", action="store_true", help="what is in git's index, over HEAD")
    parser.add_argument("--worktree", action="store_true", help="the files as they are, over HEAD")
    add_base_argument(parser)


def add_base_argument(parser: ArgumentParser) -> None:
    """Gives a verb's parser --base."""
    parser.add_argument(
        "--base",
        metavar="TREE",
        help="what mails apply to: a ref, a version, a folder or an archive (default: what the trailer base-commit: "
        "names, else HEAD; for commits of the repository their own parents)",
    )


def open_input(arguments: Namespace) -> AppliedSeries:
    """The patches over their base. Raises UsageError, PatchError and TreeError."""
    if arguments.staged or arguments.worktree:
        return _open_changes(arguments)
    specs = arguments.patches or ["-"]
    return open_mails(specs, arguments.base, arguments.repo)


def open_mails(specs: list[str], base: str | None, repo: str | None) -> AppliedSeries:
    """Files or a range. Mails that do not apply, of commits that the repository has, apply to those' parents."""
    from cpregscan.patches.opening import open_series

    @cache
    def stdin() -> bytes:
        from cpregscan.patches.limits import MAX_INPUT

        return sys.stdin.buffer.read(MAX_INPUT + 1)

    try:
        return open_series(specs, base, repo, stdin)
    except PatchError as error:
        commit = None if base is not None else _first_commit(specs, stdin)
        if commit is None:
            raise
        try:
            return open_series(specs, f"{commit}^", repo, stdin)
        except (PatchError, TreeError):
            raise error from None


def _first_commit(specs: list[str], stdin: Callable[[], bytes]) -> str | None:
    """The commit that the first patch of mails names, if they can be read."""
    from cpregscan.patches.series import read_series_of

    try:
        inputs = [(spec, stdin() if spec == "-" else Path(spec).read_bytes()) for spec in specs]
        return read_series_of(inputs).patches[0].mail.commit
    except (PatchError, OSError):
        return None


def _open_changes(arguments: Namespace) -> AppliedSeries:
    from cpregscan.patches.worktree import apply_staged, apply_worktree

    if arguments.patches or arguments.base or (arguments.staged and arguments.worktree):
        raise UsageError("--staged and --worktree are looked at alone, over HEAD")
    return (apply_staged if arguments.staged else apply_worktree)(arguments.repo)
