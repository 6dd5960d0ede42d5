"""Diffs out of a git repository, made by plumbing that runs nothing which the repository configures."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.patches.diff import read_diff
from cpregscan.patches.model import Mail, Patch
from cpregscan.patches.split import lines_of
from cpregscan.trees.git_process import Git

OPTIONS = (
    "-p",
    "-U3",
    "-M",
    "-r",
    "--binary",
    "--full-index",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
"""For git-diff-tree(1) and git-diff-index(1): a diff that says all, whatever is configured."""


def commit_patch(git: Git, commit: str, number: int, total: int) -> Patch:
    """A commit as a patch to its first parent; its lines are counted in what git prints. Raises TreeError."""
    output = git.run(
        "diff-tree", "--root", "--always", *OPTIONS, "--format=%an <%ae>%n%aD%n%s%n%n%B%x00", commit
    )
    message, _, diff = output.partition(b"\0")
    sender, date, title = (line.decode("utf-8", "replace") for line in message.split(b"\n", 3)[:3])
    return diff_patch(
        diff.lstrip(b"\n"),
        Mail(commit[:12], 1, 1, (), sender=sender, date=date, subject=title, commit=commit),
        number,
        total,
    )


def diff_patch(diff: bytes, mail: Mail, number: int = 1, total: int = 1) -> Patch:
    """A diff as a patch under the fields of a mail."""
    mail = replace(mail, body=tuple(lines_of(diff)))
    return Patch(mail, number, total, mail.subject, read_diff(mail.body, mail.place))
