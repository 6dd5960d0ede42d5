"""Macro definitions and their expansion, by the rules of the C preprocessor, on text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cpregscan.errors import SourceError

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\.?\d(?:[eEpP][+-]|[\w.])*|[A-Za-z_]\w*')
_DEFINE = re.compile(r"([A-Za-z_]\w*)(\(([^()]*)\))?\s*(.*)", re.DOTALL)
_BODY_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\.?\d(?:[eEpP][+-]|[\w.])*|[A-Za-z_]\w*|\#\#|\#|,\s*\#\#\s*[A-Za-z_]\w*'
)
_ARGUMENT_END = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[(),{}\[\]]')
_PASTE = re.compile(r'("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')|\s*\#\#\s*')
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_SPACES = re.compile(r"\s+")
_LAST_WORD = re.compile(r"([A-Za-z_]\w*)$")
_LIMIT = 2_000_000
"""Characters one expansion may produce: a macro bomb ends here, QEMU's largest is some 20,000."""
_EFFORT = 4_000_000
"""Characters and invocations that the expansion of one text may take on all levels together."""
_PAINT = "\0"
"""Stands before a name that an expansion gave while its macro was being expanded: it stays as it is.
No source file holds this character."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A ``#define``. ``parameters`` is None for an object-like macro; the last may be ``__VA_ARGS__``."""

    name: str
    parameters: tuple[str, ...] | None
    body: str
    pieces: tuple[tuple[str, str], ...]
    """The body of a function-like macro: (kind, text), kind "text", "param", "raw" (beside ##), "string" (#) or
    "comma" (GNU's ``, ## rest``, which goes if the rest is empty)."""


Lookup = Callable[[str], Macro | None]


@cache
def parse_define(text: str) -> Macro | None:
    """The macro that the text behind ``#define`` makes, or None if it is not a definition."""
    match = _DEFINE.match(text)
    if match is None:
        return None
    name, has_parameters, parameter_text, body = match.groups()
    if has_parameters is None or not text.startswith("(", len(name)):
        if has_parameters is not None:
            body = text[len(name) :].strip()
        return Macro(name, None, _PASTE.sub(lambda found: found[1] or "", body.strip()), ())
    parameters = tuple(part.strip() for part in parameter_text.split(",")) if parameter_text.strip() else ()
    if parameters and parameters[-1].endswith("..."):
        variadic = parameters[-1][:-3].strip() or "__VA_ARGS__"
        parameters = (*parameters[:-1], "..." + variadic)
    return Macro(name, parameters, body.strip(), _split_body(body.strip(), parameters))


def _split_body(body: str, parameters: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The body cut at its parameters; ``##`` removed and its neighbours marked as not to be expanded."""
    names = {name.removeprefix("...") for name in parameters}
    pieces: list[tuple[str, str]] = []
    done = 0
    pasting = False
    for match in _BODY_TOKEN.finditer(body):
        token = match[0]
        if token in names or token[0] == "#" or (token[0] == "," and token.split("#")[-1].strip() in names):
            before = body[done : match.start()]
            done = match.end()
            if token == "##":
                _append_text(pieces, before.strip() if pasting else before.rstrip())
                if pieces and pieces[-1][0] == "param" and not before.strip():
                    pieces[-1] = ("raw", pieces[-1][1])
                pasting = True
                continue
            if not (pieces and pieces[-1][0] == "hash" and not before.strip()):
                _append_text(pieces, before.lstrip() if pasting else before)
            pasting = pasting and not before.strip()
            if token[0] == ",":
                pieces.append(("comma", token.rpartition("#")[2].strip()))
            elif token == "#":
                pieces.append(("hash", ""))
            elif pieces and pieces[-1][0] == "hash":
                pieces[-1] = ("string", token)
            else:
                pieces.append(("raw" if pasting else "param", token))
            pasting = False
    _append_text(pieces, body[done:].lstrip() if pasting else body[done:])
    return tuple(pieces)


def _append_text(pieces: list[tuple[str, str]], text: str) -> None:
    if text:
        pieces.append(("text", text))


class Expander:
    """Expands text with the macros that ``lookup`` finds; remembers what one invocation gives."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: dict[tuple[str, frozenset[str]], str] = {}
        self._effort = 0

    def expand(self, text: str) -> str:
        """The text with every macro expanded, line breaks outside of invocations kept.

        Raises SourceError for a macro bomb or an invocation without its closing parenthesis.
        """
        self._effort = 0
        try:
            expanded = self._expand(text, frozenset())
        except RecursionError as error:
            raise SourceError("macro invocations nest too deep") from error
        return expanded.replace(_PAINT, "") if _PAINT in expanded else expanded

    def _expand(self, text: str, disabled: frozenset[str]) -> str:
        pieces: list[str] = []
        done = position = 0
        search = _TOKEN.search
        lookup = self._lookup
        while match := search(text, position):
            position = match.end()
            name = match[0]
            if name in disabled:
                pieces += (text[done : match.start()], _PAINT, name)
                done = position
                continue
            if (macro := lookup(name)) is None or text[match.start() - 1 : match.start()] == _PAINT:
                continue
            arguments: list[str] | None = None
            end = position
            if macro.parameters is not None:
                arguments, end = _arguments(text, position)
                if arguments is None:
                    continue
            expansion = self._invocation(macro, arguments, text[match.start() : end], disabled)
            expansion, end = self._rescanned(expansion, text, end, name, disabled)
            lines = "\n" * text.count("\n", match.start(), end)
            pieces += (text[done : match.start()], " ", expansion, " ", lines)
            done = position = end
        if not pieces:
            return text
        pieces.append(text[done:])
        return "".join(pieces)

    def _invocation(
        self, macro: Macro, arguments: list[str] | None, call: str, disabled: frozenset[str]
    ) -> str:
        """What one invocation expands to, its own name disabled."""
        expansion = self._known.get((call, disabled))
        if expansion is None:
            replacement = macro.body if arguments is None else self._substitute(macro, arguments, disabled)
            expansion = self._expand(replacement, disabled | {macro.name}) if replacement else ""
            self._known[call, disabled] = expansion
        self._effort += len(expansion) + 16
        if self._effort > _EFFORT or len(expansion) > _LIMIT:
            raise SourceError("macro expansion grows without end")
        return expansion

    def _rescanned(
        self, expansion: str, text: str, end: int, name: str, disabled: frozenset[str]
    ) -> tuple[str, int]:
        """The expansion, and where it ends: a function-like macro at its end takes arguments from the text behind."""
        while again := _trailing_function(expansion, self._lookup, disabled | {name}):
            arguments, behind = _arguments(text, end)
            if arguments is None:
                break
            expansion = self._expand(expansion + text[end:behind], disabled | ({name} - {again}))
            end = behind
        return expansion, end

    def _substitute(self, macro: Macro, arguments: list[str], disabled: frozenset[str]) -> str:
        values = _bound(macro, arguments)
        out: list[str] = []
        for kind, text in macro.pieces:
            if kind == "text":
                out.append(text)
            elif kind == "param":
                out.append(self._expand(values[text], disabled))
            elif kind == "raw":
                out.append(values[text].replace(_PAINT, ""))
            elif kind == "string":
                out.append(_quoted(values[text]))
            elif kind == "comma":
                out.append(f", {self._expand(values[text], disabled)}" if values[text] else "")
        return " ".join(("".join(out)).split("\n"))


def _bound(macro: Macro, arguments: list[str]) -> dict[str, str]:
    """The arguments by parameter. Raises SourceError if their number does not fit."""
    parameters = macro.parameters or ()
    count = len(parameters)
    variadic = bool(parameters) and parameters[-1].startswith("...")
    given = len(arguments)
    too_few = given < count - variadic and (given or count > 1)
    if too_few or (given > count and not variadic):
        raise SourceError(f"the macro {macro.name} takes {count} arguments, not {given}")
    values = dict.fromkeys(parameters, "")
    values.update(zip(parameters, arguments, strict=False))
    if variadic:
        values[parameters[-1][3:]] = ", ".join(arguments[count - 1 :])
    return values


def _quoted(text: str) -> str:
    """The argument of ``#`` as a string literal: blanks between tokens shrink, those in literals stay."""
    plain = text.replace(_PAINT, "")
    pieces: list[str] = []
    done = 0
    for match in _LITERAL.finditer(plain):
        literal = match[0].replace("\\", "\\\\").replace('"', '\\"')
        pieces += (_SPACES.sub(" ", plain[done : match.start()]), literal)
        done = match.end()
    pieces.append(_SPACES.sub(" ", plain[done:]))
    return f'"{"".join(pieces).strip()}"'


def _trailing_function(expansion: str, lookup: Lookup, disabled: frozenset[str]) -> str | None:
    """The name of a function-like macro that the expansion ends with, waiting for its arguments."""
    stripped = expansion.rstrip()
    if not (stripped[-1:].isalnum() or stripped[-1:] == "_"):
        return None
    match = _LAST_WORD.search(stripped, max(0, len(stripped) - 80))
    if match is None or match[1] in disabled:
        return None
    macro = lookup(match[1])
    return match[1] if macro is not None and macro.parameters is not None else None


def _arguments(text: str, position: int) -> tuple[list[str] | None, int]:
    """The arguments of an invocation whose name ends at ``position`` and the end of it; None if there are none."""
    length = len(text)
    start = position
    while start < length and text[start] in " \t\n":
        start += 1
    if start >= length or text[start] != "(":
        return None, position
    depth = 0
    arguments: list[str] = []
    begin = start + 1
    for match in _ARGUMENT_END.finditer(text, start):
        token = match[0]
        if token == "(" or token == "[" or token == "{":
            depth += token == "("
        elif token == ")":
            depth -= 1
            if depth == 0:
                arguments.append(text[begin : match.start()].strip())
                return ([] if arguments == [""] else arguments), match.end()
        elif token == "," and depth == 1:
            arguments.append(text[begin : match.start()].strip())
            begin = match.end()
    raise SourceError(
        f"the invocation {' '.join(text[max(0, position - 30) : position + 30].split())!r} is not closed"
    )
