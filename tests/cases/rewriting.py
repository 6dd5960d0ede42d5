"""Ways to write the same C differently: what the analysis must not notice. Texts in, texts out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_TABLE = re.compile(
    r"^(?P<head>static const ARMCPRegInfo (?P<name>\w+)\[\] = )\{(?P<body>.*?)^\};", re.MULTILINE | re.DOTALL
)
_STATIC = re.compile(r"^static [\w\s*]*?\b(\w+)(?:\(|\[\] =)", re.MULTILINE)
_TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|^#(?:\\\n|[^\n])*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|\s+|\w+|.', re.M | re.S
)
_NESTING = {"{": 1, "}": -1, "(": 1, ")": -1}


@dataclass(frozen=True, slots=True)
class Table:
    """A static table of registers in a text: its name, and where its declaration and its entries stand."""

    name: str
    start: int
    end: int
    body: tuple[int, int]

    def text(self, source: str) -> str:
        """The declaration."""
        return source[self.start : self.end]


def tables(source: str) -> list[Table]:
    """The static constant tables of registers that have no preprocessor lines in them."""
    found = (Table(m["name"], m.start(), m.end(), m.span("body")) for m in _TABLE.finditer(source))
    return [table for table in found if "#" not in table.text(source)]


def entries(body: str) -> list[str]:
    """The entries of a table with the space around them, without the commas between them."""
    found: list[str] = []
    depth, current = 0, ""
    for token in _TOKEN.findall(body):
        depth += _NESTING.get(token, 0)
        if token == "," and depth == 0:
            found.append(current)
            current = ""
        else:
            current += token
    return [*found, current] if current.strip() else found


def reordered(source: str, table: Table, order: Callable[[list[str]], Sequence[str]]) -> str:
    """The text with the entries of a table in another order."""
    first, last = table.body
    return f"{source[:first]}{','.join(order(entries(source[first:last])))},\n{source[last:]}"


def reflowed(source: str, spaces: Iterator[str]) -> str:
    """The text with every table's white space between tokens replaced by the next of ``spaces``."""

    def one(match: re.Match[str]) -> str:
        body = "".join(_reflow(token, spaces) for token in _TOKEN.findall(match["body"]))
        return f"{match['head']}{{{body}\n}};"

    return _TABLE.sub(lambda match: match[0] if "#" in match["body"] else one(match), source)


def _reflow(token: str, spaces: Iterator[str]) -> str:
    if token.startswith("//"):
        return f"{token}\n"
    return next(spaces) if token.isspace() or (token in ("{", "}", ",") and not token.strip(" ")) else token


def with_lines(source: str, lines: Iterator[str]) -> str:
    """The text with the next of ``lines`` put in after each line, but not within a comment or a directive."""
    pieces: list[str] = []
    inside_comment = False
    old = source.split("\n")
    for line, following in zip(old, [*old[1:], ""], strict=True):
        pieces.append(line)
        opened, closed = line.rfind("/*"), line.rfind("*/")
        inside_comment = opened > closed if max(opened, closed) >= 0 else inside_comment
        if not (inside_comment or line.endswith("\\") or following.startswith("{")):
            pieces += filter(None, [next(lines)])
    return "\n".join(pieces)


def static_names(source: str) -> list[str]:
    """The names of the static functions and tables that a text defines."""
    return [name for name in dict.fromkeys(_STATIC.findall(source)) if source.count(f"{name}##") == 0]


def renamed(source: str, name: str, new: str) -> str:
    """The text with a name replaced wherever it stands as a word of C, outside of strings."""
    return "".join(
        new if token == name else _in_directive(token, name, new) for token in _TOKEN.findall(source)
    )


def _in_directive(token: str, name: str, new: str) -> str:
    return re.sub(rf"\b{name}\b", new, token) if token.startswith("#define") else token
