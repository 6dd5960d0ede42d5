"""On which line of a TOML text something stands: the library that reads TOML does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*\[+\s*([^\[\]]*?)\s*\]+")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")
_ERROR = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)$")


def line_of(text: str, key: str, table: str = "", number: int = 0) -> int:
    """The line, from 1, of a key in the ``number``-th table of a name ("" is the top); else of the table, else 1.

    Text within strings of several lines is taken for lines of its own: then the line may be another one.
    """
    heads = [head for name, head, _ in _sections(text) if name == table]
    for name, head, body in _sections(text):
        if name == table and heads.index(head) == number:
            return next((line for line, word in body if word == key), head)
    return next(
        (line for name, _, body in _sections(text) if not name for line, word in body if word == table), 1
    )


def error_line(message: str, text: str) -> int:
    """The line that a message of tomllib's TOMLDecodeError speaks of; the last one if it says the end."""
    match = _ERROR.search(message)
    return int(match[1]) if match and match[1] else text.count("\n") + 1


def _sections(text: str) -> Iterator[tuple[str, int, list[tuple[int, str]]]]:
    """Each table with the line of its header (1 for the top) and its keys with their lines."""
    name, head, body = "", 1, list[tuple[int, str]]()
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            yield name, head, body
            name, head, body = header[1], number, []
        elif key:
            body.append((number, key[1]))
    yield name, head, body
