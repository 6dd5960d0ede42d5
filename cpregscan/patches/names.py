"""File names in the headers of a diff: quoted, prefixed, followed by a time."""

from __future__ import annotations

import os
import re

from cpregscan.patches.errors import PatchError
from cpregscan.trees.paths import shown

_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_LETTERS = {
    b"a": b"\a",
    b"b": b"\b",
    b"t": b"\t",
    b"n": b"\n",
    b"v": b"\v",
    b"f": b"\f",
    b"r": b"\r",
    b'"': b'"',
    b"\\": b"\\",
}
_GIT_PREFIXES = frozenset((b"a", b"b", b"c", b"i", b"o", b"w", b"1", b"2"))
"""The folders that git puts in front of names, see ``diff.mnemonicPrefix`` in git-config(1)."""

NOWHERE = b"/dev/null"


def unquoted(name: bytes) -> bytes:
    """A name as it is, without the quotes and escapes that git gives to odd ones (``core.quotePath``)."""
    match = _QUOTED.match(name)
    return _ESCAPE.sub(_unescaped, match[1]) if match else name


def header_name(text: bytes) -> bytes:
    """The name in what follows ``--- `` or ``+++ ``: without quotes, and without the time that diff(1) adds."""
    return unquoted(text) if text.startswith(b'"') else text.partition(b"\t")[0].rstrip(b"\r")


def pair(old: bytes, new: bytes) -> tuple[bytes | None, bytes | None]:
    """Two names without their prefixes (``a/`` and ``b/``, or two folders that differ); None for no file."""
    old_head, _, old_rest = old.partition(b"/")
    new_head, _, new_rest = new.partition(b"/")
    if old == NOWHERE:
        return None, new_rest if new_head in _GIT_PREFIXES and new_rest else new
    if new == NOWHERE:
        return old_rest if old_head in _GIT_PREFIXES and old_rest else old, None
    if old_head != new_head and old_rest and (old_rest == new_rest or {old_head, new_head} <= _GIT_PREFIXES):
        return old_rest, new_rest
    return old, new


def names_of_git_line(text: bytes) -> tuple[bytes, bytes] | None:
    """The two names in what follows ``diff --git ``, with prefixes; None if they cannot be told apart.

    Unquoted names are told apart only if they are the same but for the prefix, as in git itself.
    """
    if b'"' in text:
        return _with_quotes(text)
    half, odd = divmod(len(text), 2)
    if odd and text[half : half + 1] == b" ":
        old, new = text[:half], text[half + 1 :]
        if old.partition(b"/")[2] == new.partition(b"/")[2]:
            return old, new
    return None


def path_of(name: bytes | None) -> str | None:
    """A path within a tree. Raises PatchError for one that leads out of it."""
    if name is None:
        return None
    path = os.fsdecode(name)
    if "\0" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise PatchError(f"is not a path within a tree: {shown(path)!r}")
    return path


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return _LETTERS[escape] if escape in _LETTERS else bytes([int(escape, 8) & 0xFF])


def _with_quotes(text: bytes) -> tuple[bytes, bytes] | None:
    first = _QUOTED.match(text)
    if first:
        return unquoted(text), unquoted(text[first.end() :].lstrip(b" "))
    old, _, new = text.partition(b' "')
    return (old, unquoted(b'"' + new)) if new else None
