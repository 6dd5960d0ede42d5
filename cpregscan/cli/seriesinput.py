"""Which patches a user means: mails or a diff, a range of commits, or what a work tree changes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from cpregscan.errors import TreeError, UsageError
from cpregscan.patches.errors import PatchError
from cpregscan.patches.steps import AppliedSeries
from cpregscan.trees.project import QEMU_PROJECT, Project


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


def open_input(arguments: Namespace, project: Project = QEMU_PROJECT) -> AppliedSeries:
    """The patches over their base, a tree of the project. Raises UsageError, PatchError and TreeError."""
    if arguments.staged or arguments.worktree:
        return _open_changes(arguments, project)
    specs = arguments.patches or ["-"]
    return open_mails(specs, arguments.base, arguments.repo, project)


def open_mails(
    specs: list[str], base: str | None, repo: str | None, project: Project = QEMU_PROJECT
) -> AppliedSeries:
    """Files or a range. Mails that do not apply to HEAD are taken over what they were made for, and a note says so."""
    from cpregscan.patches.opening import open_series

    @cache
    def stdin() -> bytes:
        from cpregscan.patches.limits import MAX_INPUT

        return sys.stdin.buffer.read(MAX_INPUT + 1)

    try:
        return open_series(specs, base, repo, stdin, project)
    except PatchError as error:
        if base is not None:
            raise
        for other in _other_bases(specs, repo, stdin, project):
            try:
                series = open_series(specs, other, repo, stdin, project)
            except (PatchError, TreeError):
                continue
            return _with_note(
                series, f"does not apply to HEAD: taken over {series.before.name}, for which it was made"
            )
        raise error


def _other_bases(
    specs: list[str], repo: str | None, stdin: Callable[[], bytes], project: Project
) -> Iterator[str]:
    """What mails may have been made for: the parent of the first one's commit, then a commit with their old files."""
    from cpregscan.patches.bases import find_base
    from cpregscan.patches.series import read_series_of

    try:
        inputs = [(spec, stdin() if spec == "-" else Path(spec).read_bytes()) for spec in specs]
        series = read_series_of(inputs)
        if series.patches[0].mail.commit is not None:
            yield f"{series.patches[0].mail.commit}^"
        found = find_base(series, repo, scope=project.scope)
    except (PatchError, TreeError, OSError):
        return
    if found is not None:
        yield found


def _with_note(series: AppliedSeries, note: str) -> AppliedSeries:
    return replace(series, series=replace(series.series, notes=(*series.series.notes, note)))


def _open_changes(arguments: Namespace, project: Project) -> AppliedSeries:
    from cpregscan.patches.worktree import apply_staged, apply_worktree

    if arguments.patches or arguments.base or (arguments.staged and arguments.worktree):
        raise UsageError("--staged and --worktree are looked at alone, over HEAD")
    apply = apply_staged if arguments.staged else apply_worktree
    return apply(arguments.repo, scope=project.scope)
