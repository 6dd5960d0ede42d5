"""Facts of a tree in which some lines moved, and nothing else that they hang on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from cpregscan.facts.packing import GZIP, pack, unpack_first, unpack_rest

NewLine = Callable[[str, int], int | None]
"""The line that a line of a file has now, None if that cannot be told."""


def moved(payload: bytes, paths: Collection[str], new_line: NewLine) -> bytes | None:
    """Packed facts with the places in these files as they are now; None if one of them cannot be told.

    Raises FactsError for a payload that cannot be read.
    """
    text, rest = unpack_first(payload, "cache")
    parts = [_moved(part, paths, new_line) for part in (text, unpack_rest(rest, "cache"))]
    found = [part for part in parts if part is not None]
    return pack(found, GZIP) if len(found) == len(parts) else None


def _moved(text: str, paths: Collection[str], new_line: NewLine) -> str | None:
    lost = False

    def place(match: re.Match[str]) -> str:
        nonlocal lost
        line = new_line(match[1], int(match[2]))
        lost = lost or line is None
        return f"{match[1]}:{line}"

    pattern = rf"(?<![\w./-])({'|'.join(map(re.escape, sorted(paths)))}):(\d+)"
    text = re.sub(pattern, place, text) if paths else text
    return None if lost else text
