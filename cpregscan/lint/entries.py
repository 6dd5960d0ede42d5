"""Which lines of a file belong to a place: an entry up to its closing brace, a statement, the functions of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LONGEST = 60
_LONGEST_BODY = 300
_CALLS = 3
_FUNCTION = re.compile(r"\.(?:raw_)?(?:read|write|reset)fn\s*=\s*(\w+)")
_DEFINITION = r"^(?:[A-Za-z_][\w \t*]*[ \t*])?{}\s*\([^;{{}}]*?\)\s*\{{"
_CALL = re.compile(r"\b([a-z_]\w+)\s*\(")
_HEAD = re.compile(r"(?=[A-Za-z_])(?:[\w \t*]*[ \t*])?(\w+)\s*\([^;]*$")
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//.*|/\*.*?\*/|[{}();,]')


def extent(lines: Sequence[str], line: int, longest: int = _LONGEST) -> range:
    """The lines, counted from 1, of what begins at a line; that one alone if it is too long."""
    depth = 0
    for number in range(line, min(line + longest, len(lines) + 1)):
        for token in _TOKEN.findall(lines[number - 1]):
            depth += (token in ("{", "(")) - (token in ("}", ")"))
            if depth <= 0 and token in ("}", ";", ")", ",") and (token != ")" or depth < 0):
                return range(line, number + 1)
    return range(line, min(line, len(lines)) + 1)


def function_at(lines: Sequence[str], line: int) -> str:
    """The name of the function that a line stands in, as the last line before it that could begin one says."""
    for number in range(min(line, len(lines)), 0, -1):
        text = lines[number - 1]
        if text[:1] == "}" and number < line:
            return ""
        if match := _HEAD.match(text):
            return match[1]
    return ""


def functions(lines: Sequence[str], entry: str) -> Iterator[range]:
    """The lines of the functions that a table entry names (``.writefn = scr_write``), then of those that they call.

    Only such as the same file defines; what is called from three calls further down is left out.
    """
    text = "\n".join(lines)
    seen: set[str] = set()
    names = _FUNCTION.findall(entry)
    for _ in range(_CALLS):
        bodies = [
            body for name in dict.fromkeys(names) if name not in seen for body in _bodies(name, text, lines)
        ]
        yield from bodies
        seen.update(names)
        names = [name for body in bodies for number in body for name in _CALL.findall(lines[number - 1])]


def _bodies(name: str, text: str, lines: Sequence[str]) -> Iterator[range]:
    for match in re.finditer(_DEFINITION.format(name), text, re.MULTILINE):
        first, opening = (text.count("\n", 0, at) + 1 for at in (match.start(), match.end() - 1))
        yield range(first, extent(lines, opening, _LONGEST_BODY).stop)
