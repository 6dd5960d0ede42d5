"""Contents that say the same, and such that only look like it."""

from __future__ import annotations

import pytest

from cpregscan.lint.sameness import says_the_same

OLD = b"#define A 1 /* one */\nint a = A;\n\n/* of two\n * lines */\nint f(void) { return 'a'; }\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/* one */", b"// uno"),
        (b"/* of two\n * lines */\n", b""),
        (b"int a = A;", b"int  a =\tA;  /* a */"),
        (b"#define A 1 ", b"#define A 1"),
    ],
)
def test_comments_and_spaces(old: bytes, new: bytes) -> None:
    assert says_the_same("a.c", OLD, OLD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"int a", b"int b"),
        (b"A 1", b"A 2"),
        (b"'a'", b"' '"),
        (b"/* one */", b"/* one"),
        (b"#define A 1 /* one */\nint a = A;\n", b"int a = A;\n#define A 1\n"),
        (b"int a", b"/* int a"),
    ],
)
def test_code(old: bytes, new: bytes) -> None:
    assert not says_the_same("a.c", OLD, OLD.replace(old, new))


def test_what_is_no_c_or_not_there() -> None:
    assert not says_the_same("a.json", b"# x", b"# y")
    assert not says_the_same("a.c", None, b"")
