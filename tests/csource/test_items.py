"""What stands at file scope, and the names that it declares."""

from __future__ import annotations

import pytest

from cpregscan.csource.items import find_items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int a;", [("declaration", ("a",))]),
        ("int a, *b, c[3];", [("declaration", ("a", "b", "c"))]),
        ("int a = 1, b = f(2, 3);", [("declaration", ("a", "b"))]),
        ("int t[] = { 1, 2 };", [("declaration", ("t",))]),
        ("int t[2][2] __ro_after_init = { 1 };", [("declaration", ("t",))]),
        ("struct s;", [("declaration", ())]),
        ("struct s { int a; struct { int b; } c; };", [("declaration", ("struct s",))]),
        ("struct s { int a; } v, *p;", [("declaration", ("struct s", "v", "p"))]),
        ("union u { int a; };", [("declaration", ("union u",))]),
        ("typedef struct s { int a; } T;", [("declaration", ("struct s", "T"))]),
        ("typedef int (*F)(int, int);", [("declaration", ("F",))]),
        ("typedef unsigned long T[4];", [("declaration", ("T",))]),
        ("enum e { A, B = 2, C = (1 << 3), };", [("declaration", ("enum e", "A", "B", "C"))]),
        ("enum { A = f(B, C), D };", [("declaration", ("A", "D"))]),
        ("int f(int a);", [("declaration", ("f",))]),
        ("int f(int a) { return a; }", [("function", ("f",))]),
        ("static inline struct s *f(void)\n{ if (1) { } }", [("function", ("f",))]),
        ("int (f)(int a) { return a; }", [("function", ("f",))]),
        ("int (*f(int a))(int) { return 0; }", [("function", ("f",))]),
        ("int HELPER(f)(int a) { return a; }", [("function", ("HELPER",))]),
        ("MACRO(a, b)\nint c;", [("call", ()), ("declaration", ("c",))]),
        ("MACRO(a, b);", [("call", ())]),
        ("int a; int b(void) { } int c;", [("declaration", ("a",)), ("function", ("b",)), ("declaration", ("c",))]),
        ('char *s = "};{("; int a;', [("declaration", ("s",)), ("declaration", ("a",))]),
        ("char c = '{'; int a;", [("declaration", ("c",)), ("declaration", ("a",))]),
        ("int (*p)(void) = f;", [("declaration", ("p",))]),
        ("extern int a __attribute__((weak));", [("declaration", ("a",))]),
        (";;", []),
        ("", []),
    ],
)  # fmt: skip
def test_items_and_their_names(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """Declarations, functions and macro calls in order."""
    assert [(item.kind, item.names) for item in find_items(text)] == expected


def test_spans_are_exact() -> None:
    """An item reaches from its first to its last character; a function knows where its body begins."""
    text = "  int a;\n\nint f(void)\n{\n}\n"
    first, second = find_items(text)
    assert text[first.start : first.end] == "int a;"
    assert text[second.start : second.end] == "int f(void)\n{\n}"
    assert text[second.body] == "{"


def test_enums_made_by_macros_are_marked() -> None:
    """Their names are known after expansion only, as is that of a function that a macro names."""
    items = find_items("enum { A, B }; enum { DO_BIT(A), DO_BIT(B) }; int HELPER(f)(int a) { return a; }")
    assert [item.partial for item in items] == [False, True, True]


@pytest.mark.parametrize("text", ["}", ")", "{{{", "(((", "int a; } int b;", "int f( { ) }", '"', "enum {"])
def test_unbalanced_text_is_survived(text: str) -> None:
    """What follows may be lost, nothing else."""
    assert all(item.start <= item.end <= len(text) for item in find_items(text))
