"""From the bytes of an input to its mails: an mbox, one mail, or a diff without any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cpregscan.patches.errors import PatchError
from cpregscan.patches.limits import MAX_INPUT, MAX_MAILS

_FROM = re.compile(rb"From (\S+)\s.*\d:\d\d.*\d{4}")
_ESCAPED_FROM = re.compile(rb">+From ")
_FIELD = re.compile(rb"([!-9;-~]+):(?:\s|$)")
_TELLING = frozenset((b"from", b"subject", b"message-id", b"date"))
_COMMIT = re.compile(rb"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class RawMail:
    """The lines of a mail without line ends; ``at`` is the line of the input that has the first of them.

    ``headed`` is False for a diff that came without a mail. ``commit`` is the one that git-format-patch(1)
    names in the line ``From``.
    """

    at: int
    lines: Sequence[bytes]
    headed: bool = True
    commit: str | None = field(default=None)


def split_input(data: bytes, source: str) -> list[RawMail]:
    """The mails of an input. Raises PatchError for what is no text, or too much of it."""
    if len(data) > MAX_INPUT:
        raise PatchError(f"has {len(data)} bytes; at most {MAX_INPUT} of a series are read", source)
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise PatchError("is compressed: unpack it first", source)
    lines = lines_of(data.removeprefix(b"\xef\xbb\xbf"))
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise PatchError("is empty: give an mbox, a mail or a diff", source)
    if _begins_mail(lines, first):
        mails = list(_split_mbox(lines, first))
        if len(mails) > MAX_MAILS:
            raise PatchError(f"holds {len(mails)} mails; at most {MAX_MAILS} are read", source)
        return mails
    return [RawMail(first + 1, _plain(lines[first:]), headed=_is_mail(lines[first:]))]


def lines_of(data: bytes) -> list[bytes]:
    """The lines without line ends; what follows the last line end is a line only if it is not empty."""
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def field_name(line: bytes) -> bytes | None:
    """The name of the header field that a line begins, in lower case."""
    match = _FIELD.match(line)
    return match[1].lower() if match else None


def _begins_mail(lines: Sequence[bytes], index: int) -> bool:
    """Whether a line is the ``From`` line between mails of an mbox, and not one of a mail's text."""
    return (
        lines[index].startswith(b"From ")
        and _FROM.match(lines[index]) is not None
        and index + 1 < len(lines)
        and field_name(lines[index + 1]) is not None
        and (index == 0 or not lines[index - 1].strip())
    )


def _split_mbox(lines: Sequence[bytes], first: int) -> Iterator[RawMail]:
    starts = [index for index in range(first, len(lines)) if _begins_mail(lines, index)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _FROM.match(lines[start])
        named = match[1] if match and _COMMIT.fullmatch(match[1]) and match[1].strip(b"0") else None
        text = [
            line[1:] if line.startswith(b">") and _ESCAPED_FROM.match(line) else line
            for line in _plain(lines[start + 1 : end])
        ]
        if end < len(lines) and not text[-1]:
            text.pop()  # the empty line in front of the next mail
        yield RawMail(start + 2, text, commit=named.decode("ascii") if named else None)


def _plain(lines: Sequence[bytes]) -> Sequence[bytes]:
    """The lines without carriage returns, if the transport put them there: the first line shows it."""
    if not lines[0].endswith(b"\r"):
        return lines
    return [line.removesuffix(b"\r") for line in lines]


def _is_mail(lines: Sequence[bytes]) -> bool:
    """Whether the lines begin with the header of a mail; a diff may also begin with ``Index:``."""
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            continue
        name = field_name(line)
        if name is None:
            return False
        if name in _TELLING:
            return True
    return False
