"""Paths within a tree: how links lead on, and how odd or long names are shown."""

from __future__ import annotations

import posixpath
import re

_HASH = re.compile(r"\b[0-9a-f]{40}\b")


def follow(link: str, target: str) -> str | None:
    """Where a symbolic link at a path within the tree leads: a path within the tree, or None if it leads out."""
    if target.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
    return None if path == ".." or path.startswith("../") else path


def shown(name: str) -> str:
    """A name fit for a one-line message: what a terminal would not print is written as an escape."""
    if len(name) > 200:
        name = name[:200] + "…"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in name
    )


def abbreviated(name: str) -> str:
    """The name of a tree with the ids of commits in it cut to 12 digits."""
    return _HASH.sub(lambda match: match[0][:12], name)
