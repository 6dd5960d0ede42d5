"""A diff without a mail around it: what git-diff(1), git-show(1) and diff(1) print."""

from __future__ import annotations

import re

from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import Mail
from cpregscan.patches.split import RawMail

_COMMIT = re.compile(rb"commit ([0-9a-f]{40})\b")
_MESSAGE = b"    "


def read_plain(raw: RawMail, source: str) -> Mail:
    """The diff as the body of a mail; git-show's commit, author and title become its fields.

    Raises PatchError for the output of git-log(1): its commits stand in an order that nothing tells.
    """
    commits = [(index, match[1]) for index, line in enumerate(raw.lines) if (match := _COMMIT.match(line))]
    if len(commits) > 1:
        raise PatchError("holds several commits: give them as git format-patch --stdout prints them", source)
    mail = Mail(source, raw.at, raw.at, tuple(raw.lines))
    if not commits:
        return mail
    start, commit = commits[0]
    header = raw.lines[start + 1 : start + 50]
    author = next((line[8:] for line in header if line.startswith(b"Author: ")), b"")
    title = next((line[4:] for line in header if line.startswith(_MESSAGE)), b"")
    return Mail(
        source,
        raw.at,
        raw.at,
        mail.body,
        subject=title.decode("utf-8", "replace").strip(),
        sender=author.decode("utf-8", "replace").strip(),
        commit=commit.decode("ascii"),
    )
