"""Macro expansion by the rules of the C preprocessor."""

from __future__ import annotations

import time

import pytest

from cpregscan.csource.macros import Expander, Macro, parse_define
from cpregscan.errors import SourceError


def expander(*definitions: str) -> Expander:
    """An expander that knows these ``#define`` texts."""
    macros: dict[str, Macro] = {}
    for text in definitions:
        macro = parse_define(text)
        assert macro is not None
        macros[macro.name] = macro
    return Expander(macros.get)


def expand(text: str, *definitions: str) -> str:
    """The expansion, its blanks made one each."""
    return " ".join(expander(*definitions).expand(text).split())


@pytest.mark.parametrize(
    ("text", "definitions", "expected"),
    [
        ("A B", ["A 1"], "1 B"),
        ("A(1) A (2) A", ["A(x) <x>"], "< 1 > < 2 > A"),
        ("A()", ["A() 5"], "5"),
        ("A()", ["A(x) <x>"], "<>"),
        ("A(1, (2, 3))", ["A(x, y) y x"], "(2, 3) 1"),
        ("A({1, 2})", ["A(x, y) x/y"], "{1/2}"),
        ("A(\",\", ')')", ["A(x, y) y x"], "')' \",\""),
        ("AB A1 _A", ["A 1"], "AB A1 _A"),
        ("\"A\" 'A' A", ["A 1"], "\"A\" 'A' 1"),
        ("0xA 1A A", ["A 1"], "0xA 1A 1"),
        ("f(A)\n(2)", ["A g", "f(x) x"], "g (2)"),
        ("A", ["A (1)"], "(1)"),
        ("A(x)", ["A (x) 1"], "(x) 1 (x)"),
        ("A\n(1)\nb", ["A(x) x"], "1 b"),
    ],
)
def test_plain_invocations(text: str, definitions: list[str], expected: str) -> None:
    """Object-like and function-like macros, arguments, what is no invocation."""
    assert expand(text, *definitions).replace("< ", "<").replace(" >", ">") == expected.replace(
        "< ", "<"
    ).replace(" >", ">")


@pytest.mark.parametrize(
    ("text", "definitions", "expected"),
    [
        ("self", ["self self + 1"], "self + 1"),
        ("ID(self)", ["self self + 1", "ID(x) x"], "self + 1"),
        ("ID(ID(self))", ["self self + 1", "ID(x) x"], "self + 1"),
        ("ping", ["ping pong 1", "pong ping 2"], "ping 2 1"),
        ("f(f(1))", ["f(x) x + f"], "1 + f + f"),
        ("f(1)(2)", ["f(x) g", "g(x) <x>"], "< 2 >"),
        ("f(1)(2)(3)", ["f(x) g", "g(x) h", "h(x) x"], "3"),
        ("f(2)", ["f(x) x * g", "g f"], "2 * f"),
        ("A(B)", ["A(x) x C", "B C", "C 1"], "1 1"),
        ("CALL(INC, 4)", ["CALL(f, ...) f(__VA_ARGS__)", "INC(x) x + 1"], "4 + 1"),
        ("EXPAND(DEFER(A)(1))", ["EXPAND(x) x", "DEFER(x) x EMPTY", "EMPTY", "A(x) <x>"], "< 1 >"),
    ],
)
def test_rescanning(text: str, definitions: list[str], expected: str) -> None:
    """An expansion is scanned again with what follows; a macro is not expanded in itself."""
    assert expand(text, *definitions).replace("< ", "<").replace(" >", ">") == expected.replace(
        "< ", "<"
    ).replace(" >", ">")


@pytest.mark.parametrize(
    ("text", "definitions", "expected"),
    [
        ("A(x, 1)", ["A(a, b) a##b"], "x1"),
        ("A(x, 1)", ["A(a, b) a ## _ ## b"], "x_1"),
        ("A(B)", ["A(a) a##_t", "B C"], "B_t"),
        ("A(B)", ["A(a) P(a, _t)", "P(a, b) a##b", "B C"], "C_t"),
        ("A(,1) A(1,)", ["A(a, b) a##b"], "1 1"),
        ("A(b)", ["A(a) x##a##y a"], "xby b"),
        ("A", ["A on ## e", "one 1"], "1"),
        ("A(1)", ["A(a) 0x##a"], "0x1"),
        ("A(-, >)", ["A(a, b) a##b"], "->"),
        ('A("##")', ["A(a) a"], '"##"'),
    ],
)
def test_pasting(text: str, definitions: list[str], expected: str) -> None:
    """## joins two tokens as they are written."""
    assert expand(text, *definitions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S(a)", '"a"'),
        ("S( a  +\n b )", '"a + b"'),
        ("S(A)", '"A"'),
        ("X(A)", '"1"'),
        ("S(a, b)", '"a, b"'),
        ('S("q")', r'"\"q\""'),
        ('S("a  b")', r'"\"a  b\""'),
        (r'S("\n")', r'"\"\\n\""'),
        ("S('\"')", '"\'\\"\'"'),
        ("S()", '""'),
        ("X(self)", '"self + 1"'),
    ],
)
def test_stringification(text: str, expected: str) -> None:
    """# spells an argument as it is written, with one blank for several outside of literals."""
    definitions = ["S(...) #__VA_ARGS__", "X(x) S(x)", "A 1", "self self + 1"]
    assert expander(*definitions).expand(text).strip() == expected


@pytest.mark.parametrize(
    ("text", "definitions", "expected"),
    [
        ("A(1, 2, 3)", ["A(x, ...) x: __VA_ARGS__"], "1: 2, 3"),
        ("A(1)", ["A(x, ...) f(x, ## __VA_ARGS__)"], "f(1)"),
        ("A(1, 2)", ["A(x, ...) f(x, ## __VA_ARGS__)"], "f(1, 2)"),
        ("A(1)", ["A(x, rest...) f(x, ##rest)"], "f(1)"),
        ("A(1, 2, 3)", ["A(x, rest...) f(x, ##rest)"], "f(1, 2, 3)"),
        ("A()", ["A(...) f(__VA_ARGS__)"], "f()"),
        ("N(a, b, c)", ["N(...) C(__VA_ARGS__, 4, 3, 2, 1)", "C(a, b, c, d, n, ...) n"], "3"),
    ],
)
def test_variadic(text: str, definitions: list[str], expected: str) -> None:
    """The rest of the arguments, also under a name of its own."""
    assert expand(text, *definitions) == expected


def test_lines_stay_lines() -> None:
    """Line breaks of the text are kept, so that places stay true; an invocation's own go behind it."""
    assert expander("A(x, y) x y").expand("a\nA(1,\n2)\nb").count("\n") == 3


@pytest.mark.parametrize(
    ("text", "definitions", "message"),
    [
        ("A(1", ["A(x) x"], "not closed"),
        ("A(1)", ["A(x, y) x"], "takes 2 arguments"),
        ("A(1, 2)", ["A(x) x"], "takes 1 arguments"),
        ("B9", ["B0 x x x x x x x x", *(f"B{n} " + f"B{n - 1} " * 10 for n in range(1, 10))], "grows"),
        ("D(" * 30 + "1" + ")" * 30, ["D(x) x x x x x x"], "grows"),
        ("M0", [f"M{n} " + " ".join(f"M{m}" for m in range(12)) for n in range(12)], "grows"),
        ("F(" * 9000 + "1" + ")" * 9000, ["F(x) x"], "deep"),
        ("C2999", [f"C{n} C{n - 1}" for n in range(1, 3000)], "deep"),
    ],
)
def test_what_cannot_be_expanded(text: str, definitions: list[str], message: str) -> None:
    """Broken invocations and bombs are errors, quickly."""
    started = time.monotonic()
    with pytest.raises(SourceError, match=message):
        expander(*definitions).expand(text)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("text", "name", "parameters", "body"),
    [
        ("A", "A", None, ""),
        ("A 1 + 2", "A", None, "1 + 2"),
        ("A(x,y) x", "A", ("x", "y"), "x"),
        ("A() 1", "A", (), "1"),
        ("A (x) 1", "A", None, "(x) 1"),
        ("A(...) 1", "A", ("...__VA_ARGS__",), "1"),
        ("A(a, b...) 1", "A", ("a", "...b"), "1"),
    ],
)
def test_definitions(text: str, name: str, parameters: tuple[str, ...] | None, body: str) -> None:
    """Name, parameters and body of a #define."""
    macro = parse_define(text)
    assert macro is not None
    assert (macro.name, macro.parameters, macro.body) == (name, parameters, body)


def test_what_is_no_definition() -> None:
    """A number cannot be defined."""
    assert parse_define("1 2") is None
