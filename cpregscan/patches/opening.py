"""From what the user wrote to a series over its base: files, standard input, or a range of commits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from cpregscan.errors import UsageError
from cpregscan.patches.limits import MAX_INPUT
from cpregscan.patches.steps import AppliedSeries
from cpregscan.trees.paths import shown
from cpregscan.trees.project import QEMU_PROJECT, Project

STDIN = "-"
"""What stands for standard input."""


def open_series(
    specs: Sequence[str],
    base: str | None,
    repo: str | None,
    stdin: Callable[[], bytes],
    project: Project = QEMU_PROJECT,
) -> AppliedSeries:
    """The series that ``specs`` stand for: one range ``A..B`` of commits, or files of mail (``-`` reads ``stdin``).

    ``base`` names the tree, one of the project, that mails apply to. Raises UsageError, PatchError and TreeError.
    """
    commits = range_in(specs)
    if commits is None:
        from cpregscan.patches.bases import apply_mails

        inputs = [(spec, stdin() if spec == STDIN else _read(spec)) for spec in specs]
        return apply_mails(inputs, base, repo, project)
    if len(specs) > 1:
        raise UsageError("give one range, or files", shown(commits))
    if base is not None:
        raise UsageError("each commit of a range is looked at on its own parent: --base is for mails", base)
    from cpregscan.patches.ranges import apply_range

    return apply_range(commits, repo, scope=project.scope)


def range_in(specs: Sequence[str]) -> str | None:
    """The first of ``specs`` that is a range of commits, None if all are files."""
    return next((spec for spec in specs if _is_range(spec)), None)


def _is_range(spec: str) -> bool:
    """Whether this is ``A..B`` or ``A...B``, either of which may be left out, and no file."""
    return ".." in spec and not spec.startswith(("../", "./", "/")) and not os.path.exists(spec)


def _read(path: str) -> bytes:
    if os.path.isdir(path):
        raise UsageError("is a folder: give the files of the series, an mbox, or a range A..B", shown(path))
    try:
        with open(path, "rb") as file:
            return file.read(MAX_INPUT + 1)
    except FileNotFoundError:
        raise UsageError("is neither a file nor a range of commits (A..B)", shown(path)) from None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", shown(path)) from None
