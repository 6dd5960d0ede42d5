"""cpregscan diffdriver: an external diff for git that puts what happens to cpregs, in words, above a file's diff."""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import add_options
from cpregscan.cli.output import write_lines
from cpregscan.errors import CpregscanError, UsageError
from cpregscan.facts.escape import printable
from cpregscan.trees.git_process import Git

if TYPE_CHECKING:
    from cpregscan.findings.model import Assessment
    from cpregscan.patches.steps import AppliedSeries

_NULL = os.devnull
_PATH, _OLD, _OLD_ID, _NEW, _NEW_ID = 0, 1, 2, 4, 5
_FEWEST = 7
_HISTORY = 2000
"""Commits that changed the file, the newest first, among which the one at hand is looked for."""


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    add_options(parser, "repo", "arch", "cpu", "machine", "smp", "no_cache")
    parser.add_argument(
        "change",
        metavar="CHANGE",
        nargs=REMAINDER,
        help="what git hands to an external diff: path, files, ids, modes",
    )


def run(arguments: Namespace) -> ExitCode:
    """Prints the words, then the diff. What cannot be analysed is said there: a log goes on."""
    if len(arguments.change) == 1:
        write_lines([f"* Unmerged path {printable(arguments.change[_PATH])}"], None)
        return ExitCode.CLEAN
    if len(arguments.change) < _FEWEST:
        raise UsageError("is called by git: git config diff.cpreg.command 'cpregscan diffdriver'")
    path, old, new = arguments.change[_PATH], *map(_content, (arguments.change[_OLD], arguments.change[_NEW]))
    try:
        lines = list(_words(path, old, new, arguments))
    except CpregscanError as error:
        lines = [f"cpregs: not analysed: {error}"]
    write_lines(map(printable, lines), None)
    _write_diff(path, old, new)
    return ExitCode.CLEAN


def _content(path: str) -> bytes | None:
    return None if path == _NULL else Path(path).read_bytes()


def _words(path: str, old: bytes | None, new: bytes | None, arguments: Namespace) -> Iterator[str]:
    """A line for each finding that stands on a line of the file."""
    from cpregscan.trees.scope import QEMU

    if not QEMU.shows(path):
        return
    with closing(_series(path, old, new, arguments)) as series:
        for finding in _assessment(series, arguments).findings:
            site = finding.sites[0] if finding.sites else None
            if site is not None and site.place.path == path:
                yield f"cpregs: line {site.place.line}: {finding.level.word}: {finding.message} [{finding.rule}]"


def _assessment(series: AppliedSeries, arguments: Namespace) -> Assessment:
    from cpregscan.cli.seriesfacts import TreeFacts
    from cpregscan.findings.settings import Settings
    from cpregscan.lint.linting import lint

    return lint(series, TreeFacts(series, arguments, None), Settings()).whole


def _series(path: str, old: bytes | None, new: bytes | None, arguments: Namespace) -> AppliedSeries:
    """The commit that makes this change of the file; without one, the change alone over HEAD."""
    commit = _commit(path, arguments)
    if commit is not None:
        from cpregscan.patches.ranges import apply_range

        return apply_range(f"{commit}^..{commit}", arguments.repo)
    return _alone(path, old, new, arguments.repo)


def _alone(path: str, old: bytes | None, new: bytes | None, repo: str | None) -> AppliedSeries:
    from cpregscan.patches.gitdiff import diff_patch
    from cpregscan.patches.model import Mail, Series
    from cpregscan.patches.steps import apply_series
    from cpregscan.patches.worktree import file_diff
    from cpregscan.trees.git_tree import open_git_tree
    from cpregscan.trees.overlay_tree import OverlayTree

    head = open_git_tree("HEAD", repo)
    before = OverlayTree(head, {} if head.read(path) == old else {path: old}, "HEAD")
    patch = diff_patch(file_diff(path, old, new), Mail(path, 1, 1, ()))
    return apply_series(Series(path, (patch,) if patch.files else ()), before)


def _commit(path: str, arguments: Namespace) -> str | None:
    """The commit on any branch that has the new content of the file, and its parent the old one."""
    git = Git(arguments.repo)
    listing = git.run("rev-list", "--all", f"--max-count={_HISTORY}", "--parents", "--", path).decode("ascii")
    commits = [line.split()[0] for line in listing.splitlines()]
    questions = "".join(f"{commit}{side}:{path}\n" for commit in commits for side in ("^", ""))
    with git.start("cat-file", "--batch-check=%(objectname)") as process:
        output, _ = process.communicate(questions.encode("utf-8", "surrogateescape"))
    answers = output.decode("utf-8", "replace").splitlines()
    wanted = (arguments.change[_OLD_ID], arguments.change[_NEW_ID])
    for number, commit in enumerate(commits):
        pair = answers[2 * number : 2 * number + 2]
        if len(pair) == 2 and all(map(_is, pair, wanted)):
            return commit
    return None


def _is(answer: str, wanted: str) -> bool:
    """Whether an answer of git's names the blob; for a file that is not there git says so, and a diff a dot."""
    if wanted == "." or not wanted.strip("0"):
        return answer.endswith(" missing")
    return answer.startswith(wanted)


def _write_diff(path: str, old: bytes | None, new: bytes | None) -> None:
    from cpregscan.patches.worktree import file_diff

    sys.stdout.flush()
    sys.stdout.buffer.write(file_diff(path, old, new))
    sys.stdout.flush()
