"""Reading hunks: the counts of the ``@@`` line and the lines that follow must agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import Hunk, HunkLine, Kind

_HEADER = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_SIGNATURES = (b"-- ", b"--")
_LIES = "does not fit the counts of its hunk"
NO_NEWLINE = b"\\ "


class Broken(PatchError):
    """A diff that cannot be read at a line of the body; the reader of the whole diff adds the place."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def is_hunk(line: bytes) -> bool:
    """Whether a line begins a hunk."""
    return line.startswith(b"@@ -")


def read_hunks(body: Sequence[bytes], position: int) -> tuple[tuple[Hunk, ...], int]:
    """All hunks from an index of the body on, and the index of the line after them. Raises Broken."""
    hunks = []
    while position < len(body) and is_hunk(body[position]):
        hunk, position = _read_hunk(body, position)
        hunks.append(hunk)
    if hunks:
        _check_end(body, position)
    return tuple(hunks), position


def _read_hunk(body: Sequence[bytes], position: int) -> tuple[Hunk, int]:
    match = _HEADER.match(body[position])
    if not match:
        raise Broken("is not the header of a hunk that can be read", position + 1)
    at = position + 1
    old_start, old_count, new_start, new_count = (1 if text is None else int(text) for text in match.groups())
    if (old_count and not old_start) or (new_count and not new_start):
        raise Broken("has a hunk with lines before the first one of a file", at)
    hunk = Hunk(at, old_start, old_count, new_start, new_count, ())
    old, new = hunk.old_first, hunk.new_first
    old_end, new_end = old + old_count, new + new_count
    lines: list[HunkLine] = []
    position += 1
    while old < old_end or new < new_end:
        line = _hunk_line(body, position, old, new)
        old += line.old is not None
        new += line.new is not None
        if old > old_end or new > new_end:
            raise Broken(_LIES, position + 1)
        lines.append(line)
        position += 1
        if position < len(body) and body[position].startswith(NO_NEWLINE):
            lines[-1] = replace(line, ended=False)
            position += 1
    _check_unended(lines, at)
    return replace(hunk, lines=tuple(lines)), position


def _hunk_line(body: Sequence[bytes], position: int, old: int, new: int) -> HunkLine:
    if position >= len(body):
        raise Broken("ends before the last hunk is complete: the mail is cut off", len(body))
    text = body[position]
    kind = text[:1] or b" "  # mail programs strip the only space of an empty context line
    if kind not in b"+- ":
        raise Broken(f"{_LIES}, or a mail program wrapped the line", position + 1)
    return HunkLine(
        cast(Kind, kind.decode("ascii")),
        text[1:],
        position + 1,
        None if kind == b"+" else old,
        None if kind == b"-" else new,
    )


def _check_unended(lines: Sequence[HunkLine], hunk: int) -> None:
    """Only the last line of a file has no newline: nothing of the same side may follow in the hunk."""
    for sign in "+-":
        side = [line for line in lines if line.kind in (sign, " ")]
        if any(not line.ended for line in side[:-1]):
            raise Broken("has lines after the one that ends the file", hunk)


def _check_end(body: Sequence[bytes], position: int) -> None:
    """What follows the last hunk must not look like more of it: git and patch(1) would drop that in silence."""
    for index in range(position, len(body)):
        line = body[index]
        if not line.strip():
            continue
        following = body[index + 1] if index + 1 < len(body) else b""
        header = line.startswith(b"--- ") and following.startswith(b"+++ ")
        if line[:1] in b"+- " and line not in _SIGNATURES and not header:
            raise Broken("is beyond the lines that its hunk announces: the counts of the hunk lie", index + 1)
        return
