"""Undoing format=flowed (RFC 3676), which mail programs do to patches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_SIGNATURE = b"-- "


def unflowed(lines: Iterable[bytes], *, delete_space: bool) -> Iterator[bytes]:
    """The lines as they were before: unstuffed, soft line breaks undone, as git-mailinfo(1) does.

    ``delete_space`` is the parameter ``delsp``: whether the space of a soft line break goes as well.
    """
    pending: list[bytes] = []
    for line in lines:
        if line == _SIGNATURE and pending:
            yield b"".join(pending)
            pending = []
        text = line[1:] if line.startswith(b" ") else line
        if text.endswith(b" ") and line != _SIGNATURE:
            pending.append(text[:-1] if delete_space else text)
        else:
            yield b"".join([*pending, text])
            pending = []
    if pending:
        yield b"".join(pending)
