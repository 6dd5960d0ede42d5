"""Which lines of a file belong to a place: a table entry up to its closing brace, a statement up to its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 60
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//.*|/\*.*?\*/|[{}();]')


def extent(lines: Sequence[str], line: int) -> range:
    """The lines, counted from 1, of what begins at a line; at least that one, if the file has it."""
    depth = 0
    for number in range(line, min(line + _LONGEST, len(lines) + 1)):
        for token in _TOKEN.findall(lines[number - 1]):
            depth += (token in ("{", "(")) - (token in ("}", ")"))
            if depth <= 0 and token in ("}", ";", ")") and (token != ")" or depth < 0):
                return range(line, number + 1)
    return range(line, min(line, len(lines)) + 1)
