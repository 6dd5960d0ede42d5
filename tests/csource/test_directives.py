"""What a file is split into: text with its offsets, and directives on one line."""

from __future__ import annotations

import pytest

from cpregscan.csource.directives import SourceFile, read_source
from cpregscan.errors import Place, SourceError


def read(text: str) -> SourceFile:
    """The text as a file."""
    return read_source("a.c", text.encode("latin-1"))


def directives(text: str) -> list[tuple[str, str]]:
    """Kind and text of each directive."""
    return [(directive.kind, directive.text) for directive in read(text).directives]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("int a; /* b; */ int c;", "int a;          int c;"),
        ("int a; // b; /* c\nint d; /* */", "int a;           \nint d;      "),
        ("a /* 1\n2 */ b", "a     \n     b"),
        ('s = "/* no */ // no";', 's = "/* no */ // no";'),
        ('s = "\\"/*"; /* " */ t;', 's = "\\"/*";         t;'),
        ("c = '\"'; /* ' */ d = '\\'';", "c = '\"';         d = '\\'';"),
        ("a // b \\\n c\nd", "a       \n  \nd"),
        ("#define A /* x */ 1 // y\nb", "                        \nb"),
        ("#define A \\\n 1\nb", "           \n  \nb"),
        ("a # b\n", "a # b\n"),
        ("/* c */ # define A\nb", "                  \nb"),
        ("a / b /c; d//e\n", "a / b /c; d   \n"),
    ],
)
def test_offsets_are_kept(text: str, kept: str) -> None:
    """Comments and directives become blanks, all else stays where it is."""
    assert read(text).text == kept
    assert len(kept) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#define A 1\n", [("define", "A 1")]),
        ("  #  define A(x)  x\n", [("define", "A(x)  x")]),
        ("#define A 1 \\\n  + 2\\\n3\n", [("define", "A 1   + 23")]),
        ("#define A /* one\ntwo */ 1 // three\n", [("define", "A   1")]),
        ('#define A "/* no */ // no" /* yes */\n', [("define", 'A "/* no */ // no"')]),
        ("#define A 1 // b \\\n goes on\nint c;", [("define", "A 1")]),
        ("/* #define A 1 */\n// #define B 2\n#define C 3", [("define", "C 3")]),
        ('char *s = "\\\n#define A 1";\n', []),
        ("#\n# 12 \"file\"\n", [("12", '"file"')]),
        ("#if 1\r\n#define A \\\r\n 2\r\n#endif\r\n", [("if", "1"), ("define", "A   2"), ("endif", "")]),
        ("a #define A\n", []),
        ("/* a\n*/ #undef B\n", [("undef", "B")]),
        ("#include \"a/*b.h\"\n", [("include", '"a/*b.h"')]),
    ],
)  # fmt: skip
def test_directives_are_listed(text: str, expected: list[tuple[str, str]]) -> None:
    """Each on one line, its comments gone."""
    assert directives(text) == expected


def test_lines_are_counted_from_one() -> None:
    """The place of an offset, also behind comments and directives of several lines."""
    source = read("/* a\n b */\n#define A \\\n 1\nint x;\n")
    assert source.place(source.text.index("int")) == Place("a.c", 5)
    assert source.place(0) == Place("a.c", 1)


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"int a;\nint \0b;", Place("a.c", 2), "NUL"),
        (b"int a;\n\n/* b", Place("a.c", 3), "not closed"),
        (b"int a;\n#define A /* b\n", Place("a.c", 2), "not closed"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, place: Place, message: str) -> None:
    """With the line where it begins."""
    with pytest.raises(SourceError) as caught:
        read_source("a.c", content)
    assert caught.value.place == place
    assert message in caught.value.message


def test_an_unclosed_literal_is_no_text() -> None:
    """It ends with its line; whoever needs that line finds something that is no C."""
    assert read('int a = "b /* c;\nint d;').text == "int a = @       \nint d;"
    assert read("#if 0\ndon't\n#endif\n").text == "     \ndon@ \n      \n"
