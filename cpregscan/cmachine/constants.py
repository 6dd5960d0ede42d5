"""Evaluates integer constant expressions (enumerators, array lengths, bit-field widths) with C's types."""

from __future__ import annotations

import re
from typing import Any, Protocol

from cpregscan.cmachine.types import INT, LONG, UINT, ULONG, CType, IntType, common, promote
from cpregscan.errors import SourceError

_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)([uUlL]*)$")
_CHARACTER = re.compile(r"\\x([0-9a-fA-F]+)|\\([0-7]{1,3})|\\(.)|(.)", re.DOTALL)
ESCAPES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27, "E": 27}
"""What the letters behind a backslash stand for; others stand for themselves."""


class Names(Protocol):
    """What a constant expression may ask of its surroundings."""

    def constant(self, name: str) -> tuple[int, IntType]:
        """An enumerator's value and type. Raises SourceError."""

    def type_of(self, node: Any) -> CType:
        """The type that a pycparser type node means. Raises SourceError."""


def integer_literal(text: str) -> tuple[int, IntType]:
    """The value and type of a literal such as ``0x1FULL``. Raises SourceError for anything else."""
    match = _INTEGER.match(text)
    if match is None:
        raise SourceError(f"not an integer literal: {text!r}")
    digits, suffix = match[1], match[2].lower()
    if len(digits) > 80:
        raise SourceError(f"an integer literal of {len(digits)} digits is too large")
    prefixed = digits[:2] in ("0x", "0X", "0b", "0B")
    value = int(digits, 0 if prefixed else 8 if digits[0] == "0" else 10)
    decimal = digits[0] != "0" or digits == "0"
    candidates = [ULONG] if "u" in suffix else [LONG, ULONG]
    if "l" not in suffix:
        candidates = [UINT, ULONG] if "u" in suffix else [INT, LONG] if decimal else [INT, UINT, LONG, ULONG]
    for type_ in candidates:
        if value <= (type_.mask >> type_.signed):
            return value, type_
    if value <= ULONG.mask:
        return value, ULONG  # a decimal literal that no signed type holds
    raise SourceError(f"the integer literal {text} is too large")


def character_literal(text: str) -> int:
    """The value of ``'Q'`` or ``'\\n'``, an int: that of a signed char, or of several as GNU C counts them.

    Raises SourceError for an empty literal.
    """
    codes = [_character(match) for match in _CHARACTER.finditer(text[text.index("'") + 1 : -1])]
    if not codes:
        raise SourceError("a character literal is empty")
    if len(codes) == 1:
        return codes[0] - 256 if codes[0] > 127 else codes[0]
    value = 0
    for code in codes:
        value = value << 8 | code
    return INT.wrap(value)


def _character(match: re.Match[str]) -> int:
    hexadecimal, octal, escaped, plain = match.groups()
    if hexadecimal or octal:
        return int(hexadecimal or octal, 16 if hexadecimal else 8) & 0xFF
    return ESCAPES.get(escaped, ord(escaped)) if escaped else ord(plain)


def evaluate(node: Any, names: Names) -> tuple[int, IntType]:
    """The value of a pycparser expression and its type. Raises SourceError if it is not constant."""
    match type(node).__name__:
        case "Constant":
            return (
                (character_literal(node.value), INT) if node.type == "char" else integer_literal(node.value)
            )
        case "ID":
            return names.constant(node.name)
        case "UnaryOp":
            return _unary(node, names)
        case "BinaryOp":
            return operate(node.op, evaluate(node.left, names), evaluate(node.right, names))
        case "TernaryOp":
            chosen, other = (
                (node.iftrue, node.iffalse) if evaluate(node.cond, names)[0] else (node.iffalse, node.iftrue)
            )
            value, type_ = evaluate(chosen, names)
            type_ = common(type_, evaluate(other, names)[1])
            return type_.wrap(value), type_
        case "Cast":
            target = names.type_of(node.to_type)
            if isinstance(target, IntType):
                return target.wrap(evaluate(node.expr, names)[0]), target
    raise SourceError(f"not a constant expression ({type(node).__name__})")


def _unary(node: Any, names: Names) -> tuple[int, IntType]:
    if node.op in ("sizeof", "_Alignof"):
        return names.type_of(node.expr).size, ULONG
    value, type_ = evaluate(node.expr, names)
    if node.op == "!":
        return int(not value), INT
    type_ = promote(type_)
    value = {"-": -value, "~": ~value, "+": value}.get(node.op, value)
    return type_.wrap(value), type_


def operate(operator: str, left: tuple[int, IntType], right: tuple[int, IntType]) -> tuple[int, IntType]:
    """A binary operator on two typed values. Raises SourceError for division by zero."""
    if operator in ("<<", ">>"):
        type_ = promote(left[1])
        shift = right[0] % type_.bits
        value = type_.wrap(left[0])
        return type_.wrap(value << shift if operator == "<<" else value >> shift), type_
    if operator in ("&&", "||"):
        return int(bool(left[0] and right[0]) if operator == "&&" else bool(left[0] or right[0])), INT
    type_ = common(left[1], right[1])
    a, b = type_.wrap(left[0]), type_.wrap(right[0])
    if operator in _COMPARISONS:
        return int(_COMPARISONS[operator](a, b)), INT
    if operator in ("/", "%"):
        if b == 0:
            raise SourceError("constant expression divides by zero")
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return type_.wrap(quotient if operator == "/" else a - quotient * b), type_
    return type_.wrap(_ARITHMETIC[operator](a, b)), type_


_COMPARISONS = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
}  # fmt: skip
