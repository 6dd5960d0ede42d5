"""Source that means harm: every run ends soon, in an error with its place, and touches nothing outside."""

from __future__ import annotations

import resource
import time

import pytest

from cpregscan.errors import CpregscanError, MachineError, SourceError
from tests.cmachine.harness import HEADER, call, machine_for, run

DEEP = 5000
_SECONDS = 20
_MEGABYTES = 400


def body(text: str, before: str = "") -> str:
    """A file whose function test() has this body."""
    return f"{before}\nuint64_t test(void) {{ {text} }}\n"


@pytest.fixture(autouse=True)
def fewer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A smaller budget shows the same, sooner."""
    monkeypatch.setattr("cpregscan.cmachine.machine.STEPS", 200_000)


def refused(text: str | bytes, **others: str) -> CpregscanError:
    """The error that a file ends in, soon and without much memory."""
    contents: dict[str, str | bytes] = {path.replace("_h", ".h"): other for path, other in others.items()}
    contents["test.c"] = HEADER + text if isinstance(text, str) else HEADER.encode() + text
    started, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CpregscanError) as caught:
        call(machine_for(contents), "test.c", "test")
    assert time.monotonic() - started < _SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < _MEGABYTES * 1024
    assert "\n" not in str(caught.value)
    assert caught.value.place is not None, caught.value
    return caught.value


_PAIR = "static int f(int n); static int g(int n) { return f(n); } static int f(int n) { return g(n) + 1; }"
_SORT = (
    "static int order(const void *a, const void *b) { int t[2] = { 2, 1 }; qsort(t, 2, 4, order); return 0; }"
)
_NODE = "struct node { struct node *next; int pad[200000]; };"
_BIG = "struct big { int a[200000]; }; static struct big x, y; static char text[1 << 20];"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (body("for (;;) ; return 0;"), "does not end"),
        (body("while (1) { } return 0;"), "does not end"),
        (body("int i = 0; do { i++; } while (1); return 0;"), "does not end"),
        (body("again: goto again; return 0;"), "does not end"),
        (body("return ({ int i = 0; while (1) i++; i; });"), "does not end"),
        (
            body("return f(60);", "static int f(int n) { return n ? f(n - 1) + f(n - 1) : 1; }"),
            "does not end",
        ),
        (body("return f(1);", "static int f(int n) { return f(n + 1); }"), "deep"),
        (body("return f(1);", _PAIR), "deep"),
        (body("int t[2] = { 2, 1 }; qsort(t, 2, 4, order); return 0;", _SORT), "deep"),
    ],
)
def test_endless_code_ends(text: str, message: str) -> None:
    """Loops, jumps and recursion, also through a native's callback."""
    error = refused(text)
    assert isinstance(error, (MachineError, SourceError))
    assert message in error.message


@pytest.mark.parametrize(
    "text",
    [
        body("int a[1000000000]; return a[0];"),
        body("int a[100000][100000]; return a[0][0];"),
        body("char a[1ull << 62]; return a[0];"),
        body("char a[-1]; return a[0];"),
        body("return v[5].c[5].b[5];", "struct s { struct { int b[1 << 20]; } c[1 << 20]; } v[1 << 20];"),
        body("char *p = malloc(1ull << 60); return p[0];"),
        body("int *p = g_new0(int, 1u << 31); return p[0];"),
        body("char *p[99]; for (int i = 0; i < 99; i++) { p[i] = malloc(1 << 20); p[i][0] = 1; } return 0;"),
        body(
            "for (struct node *l = 0;;) { struct node *m = calloc(1, sizeof(*m)); m->next = l; l = m; }",
            _NODE,
        ),
        body(
            "for (struct node *l = 0;;) { struct node *m = g_new0(struct node, 1); m->next = l; l = m; }",
            _NODE,
        ),
        body("for (;;) { struct big local; local.a[0] = 1; } return 0;", _BIG),
        body("for (;;) { x = y; y.a[0]++; } return 0;", _BIG),
        body("for (;;) { memset(text, 65, sizeof(text)); memcpy(text + 1, text, 9); } return 0;", _BIG),
        body("memset(text, 65, sizeof(text) - 1); for (;;) { strlen(text); } return 0;", _BIG),
        body('char *p = g_strdup("abcdefgh"); for (;;) { p = g_strconcat(p, p, NULL); } return 0;'),
        body('return strlen(g_strdup_printf("%*d", 2000000000, 1));'),
        body('return strlen(g_strdup_printf("%99999999999d", 1));'),
        body('return strlen(g_strdup_printf("' + "%999999d" * 1000 + '", 1));'),
        body("return t[0][0];", "int t[60000][60000] = { [0 ... 59999] = { [0 ... 59999] = 1 } };"),
        body("return t[0];", "int t[] = { [2000000000] = 1 };"),
    ],
)
def test_memory_is_bounded(text: str) -> None:
    """One huge object, or ever more of them, kept or not."""
    assert "budget" in (message := refused(text).message) or "does not end" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (body("int n = 0; return 5 / n;"), "division by zero"),
        (body("return 5 % 0;"), "division by zero"),
        (body("int *p = 0; return *p;"), "NULL"),
        (body("struct s *p = 0; return p->a;", "struct s { int a; };"), "NULL"),
        (body("int (*p)(void) = 0; return p();"), "NULL"),
        (body("int a[3] = { 0 }; int i = 5; return a[i];"), ""),
        (body("int a[3] = { 0 }; int i = -1; return a[i];"), "outside"),
        (body("int a[3]; int *p = a; p[3] = 1; return 0;"), "outside"),
        (body('return "abc"[10];'), "outside"),
        (body('char *p = "abc"; p[0] = 1; return 0;'), "literal"),
        (body("int *p = (int *)0x1234; return *p;"), ""),
        (body("char b[2]; memset(b, 0, 3); return 0;"), "outside"),
        (body('char b[2]; snprintf(b, 100, "abc"); return 0;'), "outside"),
        (body("int a, b; return &a < &b;"), "different objects"),
        (
            body("struct a v; return ((struct b *)&v)->z;", "struct a { int x; }; struct b { long y, z; };"),
            "",
        ),
        (body("assert(1 == 2); return 0;"), "1 == 2"),
        (body("abort(); return 0;"), "aborts"),
        (body("return f(1);", "static int f(int a, int b) { return a; }"), ""),
    ],
)
def test_faults_say_where(text: str, message: str) -> None:
    """What a processor would trap on, or not."""
    assert message in refused(text).message


_NESTED = {
    "parentheses": body("int x = 1; return " + "(" * DEEP + "x" + ")" * DEEP + ";"),
    "constants": body("return " + "(" * DEEP + "1" + ")" * DEEP + ";"),
    "sums": body("int x = 1; return " + "x + " * DEEP + "1;"),
    "minuses": body("int x = 1; return " + " -" * DEEP + " x;"),
    "conditionals": body("int x = 1; return " + "x ? 1 : " * DEEP + "0;"),
    "blocks": body("{" * DEEP + "}" * DEEP + "return 0;"),
    "ifs": body("int x = 1; " + "if (x) " * DEEP + "return 1; return 0;"),
    "else ifs": body("int x = 1; " + "if (x > 5) x = 3; else " * DEEP + "x = 2; return 0;"),
    "loops": body("int x = 1; " + "while (x) " * 60 + "return 1; return 0;"),
    "switches": body("int x = 1; " + "switch (x) { case 1: " * 60 + "return 1;" + "}" * 60 + "return 0;"),
    "braces": body("int x[1] = " + "{" * DEEP + "1" + "}" * DEEP + "; return 0;"),
    "stars": body("int " + "*" * DEEP + "p = 0; return !p;"),
    "subscripts": body("int a[1]; return a" + "[0]" * DEEP + ";"),
    "calls": body("return " + "f(" * DEEP + "1" + ")" * DEEP + ";", "static int f(int x) { return x; }"),
    "casts": body("int x = 1; return " + "(int)" * DEEP + "x;"),
    "statement expressions": body("return " + "({ int x = " * 500 + "1" + "; x; })" * 500 + ";"),
    "structs": "struct s { " + "struct { " * DEEP + "int x;" + "} a;" * DEEP + "};"
    + body("struct s v; return sizeof(v);"),
    "enumerator": body("return A;", "enum { A = " + "(" * DEEP + "1" + ")" * DEEP + " };"),
    "#if": "#if " + "(" * DEEP + "1" + ")" * DEEP + "\n#endif\n" + body("return 0;"),
    "macro calls": "#define F(x) x\n" + body("return " + "F(" * DEEP + "1" + ")" * DEEP + ";"),
    "macros": "\n".join(f"#define C{n} C{n - 1}" for n in range(1, DEEP)) + body(f"int C0 = 1; return C{DEEP - 1};"),
}  # fmt: skip


@pytest.mark.parametrize("text", _NESTED.values(), ids=_NESTED)
def test_deep_nesting_is_refused(text: str) -> None:
    """Nothing that nests without end brings Python down."""
    assert isinstance(refused(text), SourceError)


def _doubling(count: int, body_of: str, last: str) -> str:
    lines = [f"#define A0 {last}"]
    lines += [f"#define A{n} " + body_of.replace("A", f"A{n - 1}") for n in range(1, count)]
    return "\n".join(lines)


_BOMBS = {
    "tens": _doubling(12, "A A A A A A A A A A", "x") + body("A11; return 0;"),
    "nothing at the end": _doubling(14, "A A A A A A A A A A", "") + body("A13; return 0;"),
    "arguments": "#define D(x) x x x x x x x x" + body("return " + "D(" * 40 + "1" + ")" * 40 + ";"),
    "all of each other": "\n".join(
        f"#define M{n} " + " ".join(f"M{other}" for other in range(12)) for n in range(12)
    ) + body("M0; return 0;"),
    "in #if": _doubling(40, "A + A", "1") + "\n#if A39\n#endif\n" + body("return 0;"),
    "of digits": _doubling(30, "A * A", "9999999") + "\n#if A29\n#endif\n" + body("return 0;"),
}  # fmt: skip


@pytest.mark.parametrize("text", _BOMBS.values(), ids=_BOMBS)
def test_macro_bombs_are_refused(text: str) -> None:
    """Growth without end is noticed while it grows."""
    assert "grows without end" in refused(text).message


def test_include_loops_are_refused() -> None:
    """A file that includes itself, alone or through another."""
    assert "#include" in refused('#include "test.c"\n' + body("return 0;")).message
    loop = {"a_h": '#include "b.h"\n', "b_h": '#include "a.h"\n'}
    assert "#include" in refused('#include "a.h"\n' + body("return 0;"), **loop).message


def test_includes_stay_inside_of_the_tree() -> None:
    """A path that leads out of the tree, or begins at the root of the machine, is no file of it."""
    for path in ("../../../../../../etc/passwd", "/etc/passwd"):
        assert run(f'#include "{path}"\n' + body("return 3;")) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"uint64_t test(void) { return 0; }\0", "NUL"),
        (bytes(range(1, 256)) * 20, ""),
        (b"\xff\xfe\x00u\x00i", "NUL"),
        (b"", "no function test()"),
        (b"int x;", "no function test()"),
        (b"/* uint64_t test(void) { return 0; }", "not closed"),
        (b"/*" * 100_000, "not closed"),
        (b'uint64_t test(void) { return sizeof("\\"' + b'\\"' * 100_000 + b"\n); }", ""),
        (b"uint64_t test(void) { return 'a; }", ""),
        (b"uint64_t test(void) { int \xc3\xa9 = 1; return \xc3\xa9; }", "stands in the code"),
        (b"uint64_t test(void) { int \xc2\xaa = 1; return \xc2\xaa; }", "stands in the code"),
        (b"uint64_t test(void) { int a$b = 1; return a$b; }", "stands in the code"),
        (b"uint64_t test(void) { int a\\u0041 = 1; return a\\u0041; }", "stands in the code"),
        (b"uint64_t test(void) { return " + b"9" * 10_000 + b"; }", "too large"),
        (b"{" * 100_000 + b"uint64_t test(void) { return 0; }", ""),
        (b"(" * 100_000 + b"uint64_t test(void) { return 0; }", ""),
        (b"uint64_t test(void) { return 1 +; }", "cannot parse"),
        (b"uint64_t test(void) { return 1; ", ""),
        (b"#if 1\nuint64_t test(void) { return 1; }", "#endif"),
        (b"#else\nuint64_t test(void) { return 1; }", "#else"),
    ],
)
def test_rubbish_is_refused(content: bytes, message: str) -> None:
    """What is no C file, or half of one."""
    assert message in refused(content).message


@pytest.mark.parametrize(
    "text",
    [
        "int" + " " * 200_000 + "x;" + body("return 3;"),
        body("int " + "a" * 100_000 + " = 3; return " + "a" * 100_000 + ";"),
        body("switch (1) { case 1 ... 2: return 3; case" + " " * 20_000 + "\n5: ; } return 0;"),
        body("(" + " " * 20_000 + "1" + " " * 20_000 + "); return 3;"),
        "enum { " + "(" * 20_000 + ")" * 20_000 + " };\n" + body("return 3;"),
        "int x __attribute__" + "(" * 20_000 + ")" * 20_000 + ";" + body("return 3;"),
        "#define F(x) 3\n" + body("return F(" + "(" * 20_000 + ")" * 20_000 + ");"),
        "static int t[] = { " + ", ".join(map(str, range(20_000))) + " };" + body("return t[3];"),
        body("int x = 0; " + "x++; " * 5_000 + "return 3;"),
        "".join(f"static int f{n}(void) {{ return {n}; }}\n" for n in range(2_000)) + body("return f3();"),
        "uint64_t test(void) { return 3; }",
    ],
)
def test_long_files_take_time_in_proportion(text: str) -> None:
    """Nothing but large: it is read, and soon."""
    started = time.monotonic()
    assert run(text) == 3
    assert time.monotonic() - started < _SECONDS
