"""Paths within a tree: how links lead on, and how odd names are shown."""

from __future__ import annotations

import posixpath


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
