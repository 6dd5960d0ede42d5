"""Translation units: what is active, what is included, which macros hold where, what macros declare."""

from __future__ import annotations

import pytest

from cpregscan.csource.units import Sources, Unit, preprocess
from cpregscan.errors import Place, SourceError
from tests.cmachine.harness import HEADER, MemoryTree, call, machine_for, sources_of


def unit(text: str, **headers: str) -> Unit:
    """The unit of a.c. ``b_h="..."`` is the file b.h."""
    contents = {"a.c": text, **{path.replace("_h", ".h"): content for path, content in headers.items()}}
    return preprocess(sources_of(contents), "a.c", {"GIVEN": "1"})


def declared(found: Unit) -> list[str]:
    """The names that the unit's files declare, in order, those of the prelude left out."""
    return [name for view in found.views[1:] for item in view.items for name in item.names]


def active(text: str, **headers: str) -> str:
    """The words of a.c that are active."""
    return " ".join(unit(text, **headers).views[-1].text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#ifdef GIVEN\na\n#else\nb\n#endif\nc", "a c"),
        ("#ifndef GIVEN\na\n#else\nb\n#endif\nc", "b c"),
        ("#if 0\na\n#elif 0\nb\n#elif 1\nc\n#elif 1\nd\n#else\ne\n#endif", "c"),
        ("#if 1\na\n#elif 1 / 0\nb\n#else\nc\n#endif", "a"),
        ("#if 0\n#if 1\na\n#else\nb\n#endif\n#elif 1\n#if 0\nc\n#else\nd\n#endif\n#endif", "d"),
        ("#if 0\n#define X\n#endif\n#ifdef X\na\n#endif\nb", "b"),
        ("#define X 1\n#if X\na\n#endif\n#undef X\n#if X\nb\n#endif", "a"),
        ("#define X\n#ifdef X // why\na\n#endif /* X */", "a"),
        ("#if 0\n/* #endif */\na\n#endif\nb", "b"),
        ('#if 0\n"#endif\n#else\nb\n#endif', "b"),
        ("#if 0\n#error no\n#nonsense\n#include \"none.h\"\n#endif\nb", "b"),
        ("#if 1 \\\n && 0\na\n#endif\nb", "b"),
    ],
)  # fmt: skip
def test_conditionals(text: str, words: str) -> None:
    """Nested, chained, commented, continued."""
    assert active(text) == words


def test_include_guards() -> None:
    """A file is entered as often as it is included; its guard makes the rest of it inactive."""
    guarded = unit('#include "b.h"\n#include "b.h"\nint c;', b_h="#ifndef B\n#define B\nint b;\n#endif\n")
    assert declared(guarded) == ["b", "c"]
    once = unit('#include "b.h"\n#include "b.h"\nint c;', b_h="#pragma once\nint b;\n")
    assert declared(once) == ["b", "c"]


def test_headers_in_angle_brackets() -> None:
    """They are the system's, but for those that are said to be the tree's."""
    text = "#include <in/b.h>\n#include <in/c.h>\n#include <in/d.h>\nint a;"
    tree = MemoryTree({"a.c": text, "include/in/b.h": "int b;", "include/in/c.h": "int c;"})
    known = {"in/b.h": "include/in/b.h", "in/d.h": "include/in/d.h"}
    assert declared(preprocess(Sources(tree, (), "", bracketed=known.get), "a.c", {})) == ["b", "a"]


def test_a_header_sees_the_macros_of_its_place() -> None:
    """The same header twice, under two meanings of a macro."""
    text = '#define WIDE 1\n#include "b.h"\n#undef WIDE\n#include "b.h"\n'
    found = unit(text, b_h="#ifdef WIDE\nint wide;\n#else\nint narrow;\n#endif\n")
    assert declared(found) == ["wide", "narrow"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("int a;\n#endif\n", Place("a.c", 2), "#endif without #if"),
        ("\n\n#else\n", Place("a.c", 3), "#else without #if"),
        ("#if 1\nint a;\n", "a.c", "#if without #endif"),
        ("int a;\n#if 1 +\n#endif\n", Place("a.c", 2), "not understood"),
        ("#define 1 2\n", Place("a.c", 1), "#define not understood"),
        ("#if 1\n#elif (\n#endif\n#if (\n#endif", Place("a.c", 4), "#if"),
    ],
)
def test_broken_directives_are_refused(text: str, place: Place | str, message: str) -> None:
    """With the place of the directive."""
    with pytest.raises(SourceError) as caught:
        unit(text)
    assert message in caught.value.message
    assert str(caught.value.place).partition(":")[0] == "a.c"
    if isinstance(place, Place):
        assert caught.value.place == place


def _value(text: str, expression: str) -> int:
    source = f"{HEADER}{text}\nuint64_t test(void) {{ return {expression}; }}\n"
    value = call(machine_for({"test.c": source}), "test.c", "test")
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize(
    ("text", "expression", "value"),
    [
        ("#define FIELD(r, f, s, l) enum { R_##r##_##f##_SHIFT = s, R_##r##_##f##_LENGTH = l };\nFIELD(CTL, EN, 3, 2)",
         "R_CTL_EN_SHIFT * 10 + R_CTL_EN_LENGTH", 32),
        ("#define REG(n, a) enum { A_##n = (a) }; enum { R_##n = (a) / 4 };\nREG(CTL, 16)\nREG(DATA, 0x20)",
         "A_CTL * 100 + R_DATA", 1608),
        ("#define DO_BIT(n) BIT_##n, NEXT_##n\nenum bits { DO_BIT(A), DO_BIT(B) };", "NEXT_B", 3),
        ("#define DEFINE(n) static int n##_get(void) { return __LINE__ ? 4 : 5; }\nDEFINE(one)\nDEFINE(two)",
         "one_get() + two_get()", 8),
        ("#define DECLARE(T) typedef struct T T; struct T { int v; };\nDECLARE(Thing)\nstatic Thing thing = { 6 };",
         "thing.v", 6),
        ("#define HELPER(n) helper_##n\nint HELPER(add)(int a) { return a + 1; }", "helper_add(4)", 5),
        ("#define VALUES { 1, 2, 3 }\nstatic const int t[] = VALUES;", "t[2]", 3),
    ],
)  # fmt: skip
def test_names_that_macros_make(text: str, expression: str, value: int) -> None:
    """Enumerators, functions and types that a macro call at file scope declares."""
    assert _value(text, expression) == value
