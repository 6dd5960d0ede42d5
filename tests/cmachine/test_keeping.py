"""A program that is kept from one tree to the next gives what a fresh one gives, and keeps what did not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cpregscan.cmachine.keeping.copying import dump, load
from cpregscan.cmachine.keeping.renewal import renew
from cpregscan.cmachine.keeping.tainting import tainted
from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.program import Program
from cpregscan.csource.changes import NotComparable
from tests.cmachine.harness import MemoryTree, machine_for

COMMON = """\
#define LIMIT 4
#define TWICE(x) (2 * (x))
#define SCALED(x) (TWICE(x) + LIMIT)
enum Kind { FIRST, SECOND, THIRD = 7 };
typedef struct State { int first; int second; } State;
typedef struct Entry { const char *name; int kind; int (*make)(State *s); } Entry;
static inline int limited(int value) { return value > LIMIT ? LIMIT : value; }
int outside(State *s);
int run(void);
extern const int weights[3];
"""
MAIN = """\
#include "common.h"

static int counted;

static int first(State *s)
{
    return limited(s->first);
}

static int second(State *s)
{
    static int calls = 5;
#define STEP 1
    return s->second + SCALED(1) + calls + STEP;
#undef STEP
}

static const Entry entries[] = {
    { .name = "first", .kind = FIRST, .make = first },
    { .name = "second", .kind = THIRD, .make = second },
};

static int sum(State *s)
{
    int total = 0;
    for (int i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        total = total * 100 + entries[i].make(s) + entries[i].kind;
    }
    return total;
}

int run(void)
{
    State s = { .first = 9, .second = 20 };
    counted++;
    return sum(&s) * 1000 + outside(&s) + counted;
}
"""
OTHER = """\
#include "common.h"

const int weights[3] = { 1, 2, 3 };

static int helper(int value)
{
    return value + SECOND;
}

int outside(State *s)
{
    return helper(weights[2]) + s->first;
}
"""
TREE = {"common.h": COMMON, "main.c": MAIN, "other.c": OTHER}


def _run(machine: Machine) -> int:
    with machine.guarded():
        machine.begin()
        return int(machine.program.call("main.c", "run"))


def _kept(files: Mapping[str, str] = TREE) -> bytes:
    machine = machine_for(files)
    _run(machine)
    content = dump(machine.program)
    assert content is not None
    return content


def _renewed(content: bytes, files: Mapping[str, str], before: Mapping[str, str] = TREE) -> Machine:
    program = load(content)
    assert isinstance(program, Program)
    fresh = machine_for(files)
    machine = Machine()
    program.sources.attach(MemoryTree(files))
    program.attach(fresh.program.locate, machine)
    renewed = renew(program, _changed(before, files))
    machine.connect(program)
    program.revive()
    assert not (renewed.whole and program.forgotten)
    return machine


def _changed(before: Mapping[str, str], files: Mapping[str, str]) -> set[str]:
    return {path for path in before.keys() | files.keys() if before.get(path) != files.get(path)}


def _lines(machine: Machine) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The C lines of every translated function."""
    found = machine.program.translations
    return {python: (path, one.lines) for python, (path, one) in found.items() if python.startswith("F_")}


def _forgotten(machine: Machine) -> list[str]:
    return sorted(python.removeprefix("F_") for python in machine.program.forgotten)


CHANGES: dict[str, tuple[str, str, str, list[str]]] = {
    "nothing": ("main.c", "", "", []),
    "a body": ("main.c", "s->second + SCALED(1)", "s->second - SCALED(1)", ["second"]),
    "a body in front of others": ("main.c", "return limited(s->first);", "\n    return 1;\n", ["first"]),
    "a macro that comes and goes": ("main.c", "STEP 1", "STEP 2", ["second"]),
    "a comment": ("main.c", "static int counted;", "/* one\n two */\nstatic int counted;", []),
    "an entry": ("main.c", ".kind = THIRD, .make = second },", ".kind = THIRD, .make = second },\n{ \"x\", 1, first },",
                 ["sum"]),
    "a new function": ("main.c", "static int sum", "static int more(void)\n{\n    return 1;\n}\n\nstatic int sum", []),
    "a variable's first value": ("main.c", "static int counted;", "static int counted = 3;", ["run"]),
    "a static variable": ("main.c", "calls = 5", "calls = 6", ["second"]),
    "a macro": ("common.h", "LIMIT 4", "LIMIT 5", ["limited", "second"]),
    "a macro in macros": ("common.h", "(2 * (x))", "(3 * (x))", ["second"]),
    "a macro nobody uses": ("common.h", "#define LIMIT 4", "#define OTHER 3\n#define LIMIT 4", []),
    "an enumerator": ("common.h", "THIRD = 7", "NEW, THIRD = 9", ["helper", "sum"]),
    "a member": ("common.h", "int first; int second;", "int zeroth; int first; int second;",
                 ["first", "outside", "run", "second", "sum"]),
    "an inline function": ("common.h", "value > LIMIT ?", "value >= LIMIT ?", ["limited"]),
    "a prototype more": ("common.h", "int run(void);", "int run(void);\nint never(void);", []),
    "a table elsewhere": ("other.c", "{ 1, 2, 3 }", "{ 1, 2, 30 }", ["outside"]),
    "a static function elsewhere": ("other.c", "value + SECOND", "value - SECOND", ["helper"]),
    "another include": ("other.c", "\nconst int", '#include "common2.h"\nconst int', ["helper", "outside"]),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_renewed_program_does_what_a_fresh_one_does(what: str) -> None:
    path, old, new, forgotten = CHANGES[what]
    files = {**TREE, path: TREE[path].replace(old, new, 1)} | {"common2.h": "#define SOMETHING 1\n"}
    assert what == "nothing" or files[path] != TREE[path]
    fresh, renewed = machine_for(files), _renewed(_kept(), files)
    assert _forgotten(renewed) == forgotten
    assert _run(renewed) == _run(fresh)
    assert _run(renewed) == _run(fresh), "the second run begins with what the first one left"
    assert _lines(fresh).items() <= _lines(renewed).items()


@pytest.mark.parametrize(
    ("what", "whole"),
    [
        ("nothing", True),
        ("a comment", True),
        ("a new function", True),
        ("a body", False),
        ("a static variable", False),
        ("a member", False),
        ("a table elsewhere", False),
    ],
)
def test_a_program_is_whole_if_nothing_of_it_changed(what: str, whole: bool) -> None:
    path, old, new, _ = CHANGES[what]
    files = {**TREE, path: TREE[path].replace(old, new, 1)}
    program = load(_kept())
    program.sources.attach(MemoryTree(files))
    program.attach(machine_for(files).program.locate, Machine())
    assert renew(program, _changed(TREE, files)).whole is whole


def test_a_program_can_be_kept_again_and_again() -> None:
    content: bytes | None = _kept()
    before: Mapping[str, str] = TREE
    for value in ("5", "6", "6", "7"):
        files = {**TREE, "main.c": MAIN.replace("calls = 5", f"calls = {value}")}
        assert content is not None
        renewed = _renewed(content, files, before)
        assert _run(renewed) == _run(machine_for(files))
        content, before = dump(renewed.program), files


def test_a_header_that_units_see_in_two_ways() -> None:
    common = COMMON.replace(
        "int run(void);", "#ifdef SECOND_VIEW\nint only(int);\n#else\nint run(void);\n#endif"
    )
    tree = {**TREE, "common.h": common, "other.c": f"#define SECOND_VIEW 1\n{OTHER}"}
    files = {**tree, "common.h": common.replace("int only(int)", "long only(int)").replace("= 7", "= 70")}
    renewed, fresh = _renewed(_kept(tree), files, tree), machine_for(files)
    assert _run(renewed) == _run(fresh)
    assert _lines(fresh).items() <= _lines(renewed).items()


def test_places_of_initialisers_move_with_their_table() -> None:
    files = {**TREE, "main.c": MAIN.replace("static int counted;", "\n\n\nstatic int counted;")}
    renewed, fresh = _renewed(_kept(), files), machine_for(files)
    _run(renewed), _run(fresh)
    assert _origins(renewed) == _origins(fresh)


def _origins(machine: Machine) -> set[Any]:
    return {key for key in machine.program.pool.names if key[0] == "origin"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("#define LIMIT 4\n", "#define LIMIT 4\n#if LIMIT > 3\n#endif\n", id="a condition more"),
        pytest.param(
            "#define LIMIT 4\n", '#define LIMIT 4\n#include "common2.h"\n', id="an include in a header"
        ),
    ],
)
def test_what_cannot_be_compared_is_not_kept(old: str, new: str) -> None:
    files = {**TREE, "common.h": COMMON.replace(old, new), "common2.h": "#define SOMETHING 1\n"}
    with pytest.raises(NotComparable):
        _renewed(_kept(), files)


def test_functions_that_reach_a_forgotten_one_are_tainted() -> None:
    path, old, new, _ = CHANGES["a static function elsewhere"]
    renewed = _renewed(_kept(), {**TREE, path: TREE[path].replace(old, new)})
    assert tainted(renewed.program) == {"helper", "outside", "run"}


def test_functions_are_tainted_by_way_of_tables() -> None:
    path, old, new, _ = CHANGES["a body"]
    renewed = _renewed(_kept(), {**TREE, path: TREE[path].replace(old, new)})
    assert tainted(renewed.program) == {"second", "sum", "run"}
