"""The first look at a source file: comments out, preprocessor directives listed, every offset kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from cpregscan.errors import Place, SourceError

_LEXICAL = re.compile(
    r"""
      /\*(?:.*?\*/)? | //(?:\\\n|[^\n])*            # comments; one that is not closed ends the search
    | "(?:[^"\\\n]|\\.)*("|) | '(?:[^'\\\n]|\\.)*('|)  # literals: a /* or # in them means nothing
    | \#(?:/\*.*?\*/ | //(?:\\\n|[^\n])* | "(?:[^"\\\n]|\\.)*" | \\. | [^\n\\/] | /(?![*/]))*
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r'/\*.*?\*/|//.*|("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')', re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]+")
_NEWLINE = re.compile(r"\n")
_DIRECTIVE = re.compile(r"#\s*(\w+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """One preprocessor directive: ``kind`` as in ``ifdef``, ``text`` what follows it, on one line, no comments."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the tree: ``text`` has comments and directives blanked, so that offsets and lines stay true."""

    path: str
    text: str
    directives: tuple[Directive, ...]
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)
    """Where each line but the first begins, worked out when first needed."""

    def line(self, offset: int) -> int:
        """The line (from 1) of a character offset."""
        if not self._starts:
            self._starts.extend(match.end() for match in _NEWLINE.finditer(self.text))
        return bisect_right(self._starts, offset) + 1

    def place(self, offset: int) -> Place:
        """The place of a character offset."""
        return Place(self.path, self.line(offset))


def blank(text: str) -> str:
    """Text of the same length and the same line breaks, all else spaces."""
    return _NOT_NEWLINE.sub(lambda match: " " * len(match[0]), text)


def check_is_text(path: str, content: bytes) -> None:
    """Raises SourceError with the place of the first NUL byte, if there is one."""
    if (nul := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise SourceError("not C source: the file holds a NUL byte", Place(path, line))


def read_source(path: str, content: bytes) -> SourceFile:
    """Split a C file into text and directives.

    Raises SourceError if the file is not text or a comment in it does not end.
    """
    check_is_text(path, content)
    text = content.decode("latin-1")
    if "\r" in text:
        text = text.replace("\\\r\n", " \\\n").replace("\r\n", " \n")
    pieces: list[str] = []
    directives: list[Directive] = []
    done = 0
    for match in _LEXICAL.finditer(text):
        token = match[0]
        start = match.start()
        if token == "/*":
            raise SourceError("a comment is not closed", Place(path, text.count("\n", 0, start) + 1))
        if token[0] in "\"'" or (token[0] == "#" and not _begins_line(text, start, done, pieces)):
            if match[1] == "" or match[2] == "":  # not closed: something that is no C, should it be active
                pieces += (text[done:start], "@", blank(token[1:]))
                done = match.end()
            continue
        if token[0] == "#" and (parsed := _DIRECTIVE.match(_join_lines(token))):
            directives.append(Directive(parsed[1], parsed[2].strip(), start, match.end()))
        pieces += (text[done:start], blank(token))
        done = match.end()
    pieces.append(text[done:])
    return SourceFile(path, "".join(pieces), tuple(directives))


def _begins_line(text: str, start: int, done: int, pieces: list[str]) -> bool:
    """Whether only blanks (or a comment, already blanked) stand before the offset on its line."""
    line_start = text.rfind("\n", 0, start) + 1
    if line_start >= done:
        return not text[line_start:start].strip()
    before = text[done:start]
    return not before.strip() and not (pieces and pieces[-1].rpartition("\n")[2].strip())


def _join_lines(directive: str) -> str:
    joined = directive.replace("\\\n", "")
    if "/" not in joined:
        return joined
    return _COMMENT.sub(lambda match: match[1] or " ", joined).replace("\n", " ")
