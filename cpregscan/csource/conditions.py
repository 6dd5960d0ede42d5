"""Evaluates the expressions of ``#if`` and ``#elif``."""

from __future__ import annotations

import re
from collections.abc import Callable

from cpregscan.csource.macros import Expander, Lookup
from cpregscan.errors import SourceError

_DEFINED = re.compile(r"\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))")
_INCLUDE_QUERY = re.compile(
    r"\b__has_(?:include|attribute|builtin|feature|warning)\s*\(([^()]|\([^()]*\))*\)"
)
_TOKEN = re.compile(
    r"\s*(?:(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlL]*)(?!\w)|(\w+)|'(\\.|[^'\\])'"
    r"|(&&|\|\||[=!<>]=|<<|>>|[-+*/%&|^~!()<>?:,]))"
)
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11}
_BITS = 64

Value = tuple[int, bool]
"""A number and whether it is a uintmax_t; else it is an intmax_t."""

_PRECEDENCE = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "&": lambda a, b: a & b,
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
}  # fmt: skip


def condition_holds(text: str, lookup: Lookup) -> bool:
    """Whether the expression behind ``#if`` is non-zero; names that are not macros count as 0.

    Raises SourceError if it is not an expression.
    """
    text = _DEFINED.sub(lambda match: "1" if lookup(match[1] or match[2]) else "0", text)
    text = _INCLUDE_QUERY.sub("0", text)
    try:
        parser = _Parser(_tokens(Expander(lookup).expand(text)))
        value, _ = parser.conditional(needed=True)
    except RecursionError as error:
        raise SourceError("#if expression nests too deep") from error
    if parser.peek():
        raise SourceError(f"#if expression not understood: {_shown(text)}")
    return value != 0


def _shown(text: str) -> str:
    return repr(" ".join(text.split())[:80])


def _tokens(text: str) -> list[str | Value]:
    tokens: list[str | Value] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise SourceError(f"#if expression not understood: {_shown(text)}")
        number, suffix, name, character, operator = match.groups()
        if number:
            tokens.append(_literal(number, suffix))
        elif name:
            if name[0].isdigit():
                raise SourceError(f"#if expression holds a number that is not understood: {_shown(name)}")
            tokens.append((0, False))
        else:
            tokens.append((_character(character), False) if character else operator)
        position = match.end()
    return tokens


def _literal(digits: str, suffix: str) -> Value:
    base = {"x": 16, "b": 2}.get(digits[1:2].lower(), 8 if digits[0] == "0" else 10)
    try:
        value = int(digits[2:] if base in (16, 2) else digits, base)
    except ValueError as error:
        raise SourceError(
            f"#if expression holds a number that is not understood: {_shown(digits)}"
        ) from error
    return _wrapped(value, unsigned="u" in suffix.lower() or value >> (_BITS - 1) != 0)


def _character(text: str) -> int:
    return _ESCAPES.get(text[1], ord(text[1])) if text[0] == "\\" else ord(text)


def _wrapped(value: int, *, unsigned: bool) -> Value:
    value &= (1 << _BITS) - 1
    return (value if unsigned or not value >> (_BITS - 1) else value - (1 << _BITS)), unsigned


class _Parser:
    """Precedence climbing over the tokens. What ``needed`` is false for is read but may divide by zero."""

    def __init__(self, tokens: list[str | Value]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> str | Value:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str | Value:
        token = self.peek()
        self.position += 1
        return token

    def conditional(self, *, needed: bool) -> Value:
        condition = self.binary(1, needed=needed)
        if self.peek() != "?":
            return condition
        self.take()
        first = self.conditional(needed=needed and condition[0] != 0)
        self.expect(":")
        second = self.conditional(needed=needed and condition[0] == 0)
        return _wrapped((first if condition[0] else second)[0], unsigned=first[1] or second[1])

    def binary(self, lowest: int, *, needed: bool) -> Value:
        left = self.unary(needed=needed)
        while isinstance(operator := self.peek(), str) and _PRECEDENCE.get(operator, 0) >= lowest:
            self.take()
            decided = operator in ("&&", "||") and (left[0] != 0) == (operator == "||")
            right = self.binary(_PRECEDENCE[operator] + 1, needed=needed and not decided)
            left = _operate(operator, left, right, needed=needed)
        return left

    def unary(self, *, needed: bool) -> Value:
        token = self.take()
        if not isinstance(token, str):
            return token
        if token == "(":
            value = self.conditional(needed=needed)
            self.expect(")")
            return value
        if token not in ("!", "-", "+", "~"):
            raise SourceError(f"#if expression not understood near {token!r}")
        number, unsigned = self.unary(needed=needed)
        if token == "!":
            return int(not number), False
        return _wrapped({"-": -number, "~": ~number, "+": number}[token], unsigned=unsigned)

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise SourceError(f"#if expression lacks {token!r}")


def _operate(operator: str, left: Value, right: Value, *, needed: bool) -> Value:
    if operator in ("&&", "||"):
        both = (left[0] != 0, right[0] != 0)
        return int(all(both) if operator == "&&" else any(both)), False
    if operator in ("<<", ">>"):
        count = min(max(right[0], 0), _BITS - 1)
        return _wrapped(left[0] << count if operator == "<<" else left[0] >> count, unsigned=left[1])
    unsigned = left[1] or right[1]
    a, b = _wrapped(left[0], unsigned=unsigned)[0], _wrapped(right[0], unsigned=unsigned)[0]
    if operator in _COMPARISONS:
        return int(_COMPARISONS[operator](a, b)), False
    if operator in ("/", "%"):
        return _wrapped(_divide(operator, a, b, needed=needed), unsigned=unsigned)
    return _wrapped(_ARITHMETIC[operator](a, b), unsigned=unsigned)


def _divide(operator: str, a: int, b: int, *, needed: bool) -> int:
    if b == 0:
        if needed:
            raise SourceError("#if expression divides by zero")
        return 0
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient if operator == "/" else a - quotient * b
