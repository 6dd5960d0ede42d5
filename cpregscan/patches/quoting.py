"""What a reply says: the patch quoted where something is said of it, and the comments below its lines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from cpregscan.facts.escape import printable
from cpregscan.patches.limits import MAX_QUOTED_HUNK
from cpregscan.patches.model import FilePatch, Hunk, Mail

WIDTH = 72
"""Columns of our own text; quoted lines are never wrapped."""

LEFT_OUT = "[...]"
_LINES_ABOVE = 12
_LINES_BELOW = 3
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def wrapped(text: str) -> list[str]:
    """A comment as lines of at most `WIDTH` columns: paragraphs are filled, indented ones are left as they are."""
    lines: list[str] = []
    for paragraph in _PARAGRAPH.split(text.strip("\n")):
        if lines:
            lines.append("")
        rows = paragraph.split("\n")
        if any(row.startswith((" ", "\t")) for row in rows):
            lines += [_shown(row).rstrip() for row in rows]
        else:
            filled = textwrap.fill(
                _shown(" ".join(rows)), WIDTH, break_long_words=False, break_on_hyphens=False
            )
            lines += filled.split("\n")
    return lines


def quoted_with_comments(
    mail: Mail, files: Sequence[FilePatch], comments: Mapping[int, Sequence[str]]
) -> list[str]:
    """The lines of a reply's body: ``comments`` below the lines of the mail's body that they stand for.

    Files and hunks without a comment are left out; of long hunks what is far from a comment is as well.
    """
    lines: list[str] = []
    kept = _kept(mail, files, comments)
    previous = 0
    for number in kept:
        if number > previous + 1:
            lines.append(LEFT_OUT)
        lines.append(_quote(mail.text(number)))
        if number in comments:
            lines.append("")
            for text in comments[number]:
                lines += [*wrapped(text), ""]
        previous = number
    if lines and previous < _end_of_text(mail):
        lines.append(LEFT_OUT)
    return lines


def _kept(mail: Mail, files: Sequence[FilePatch], comments: Mapping[int, Sequence[str]]) -> list[int]:
    """The numbers of the body's lines that are quoted, ascending."""
    kept = set(comments)
    for file in files:
        hunks = [hunk for hunk in file.hunks if any(line in comments for line in _numbers(hunk))]
        if hunks:
            kept.update(range(file.line, file.hunks[0].line))
        for hunk in hunks:
            kept.update(_of_hunk(hunk, comments))
    return sorted(number for number in kept if 1 <= number <= len(mail.body))


def _numbers(hunk: Hunk) -> range:
    return range(hunk.line, hunk.lines[-1].line + 1)


def _of_hunk(hunk: Hunk, comments: Mapping[int, Sequence[str]]) -> Iterator[int]:
    numbers = _numbers(hunk)
    if len(numbers) <= MAX_QUOTED_HUNK:
        yield from numbers
        return
    yield hunk.line
    for number in numbers:
        if any(number - _LINES_BELOW <= line <= number + _LINES_ABOVE for line in comments):
            yield number


def _end_of_text(mail: Mail) -> int:
    """The last line of the body before the signature, and before what is empty."""
    end = len(mail.body)
    for number in range(end, 0, -1):
        if mail.body[number - 1] in (b"-- ", b"--"):
            end = number - 1
            break
    while end and not mail.body[end - 1].strip():
        end -= 1
    return end


def _quote(line: str) -> str:
    text = "\t".join(printable(part) for part in line.split("\t"))
    return f"> {text}" if text else ">"


def _shown(text: str) -> str:
    return "    ".join(printable(part) for part in text.split("\t"))
