"""Calls that fill a hash table are replayed if they read what they read before, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from cpregscan.cmachine.keeping.copying import dump, load
from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.replay.replayed import Replayed
from tests.cmachine.harness import HEADER, machine_for

SOURCE = (
    HEADER
    + """\
typedef void *gpointer;
typedef const void *gconstpointer;
typedef int gboolean;
typedef struct GHashTable GHashTable;
#define GUINT_TO_POINTER(x) ((gpointer)(uintptr_t)(x))
typedef struct Info { const char *name; int key; int value; int bank[2]; int (*read)(int); } Info;
typedef struct CPU { uint64_t features; uint64_t level; GHashTable *table; int written; } CPU;

static int eyes;
static CPU *made(uint64_t features, uint64_t level);
static int told(CPU *cpu, int key);
static int read_it(int value) { return value; }

static const Info infos[] = {
    { .name = "one", .key = 1, .value = 10, .read = read_it },
    { .name = "two", .key = 2, .value = 20, .bank = { 3, 4 } },
};

static void add(CPU *cpu, const Info *info, int key)
{
    Info *copy = g_malloc(sizeof(*copy));
    if (g_hash_table_lookup(cpu->table, GUINT_TO_POINTER(key))) {
        return;
    }
    *copy = *info;
    if (cpu->features & 4) {
        copy->value += 1;
    }
    if (info->key == 7) {
        copy->value = cpu->level;
    }
    g_hash_table_insert(cpu->table, GUINT_TO_POINTER(key), copy);
}

void define(CPU *cpu, const Info *info)
{
    add(cpu, info, info->key);
    add(cpu, info, info->key + 100);
}

void adding_up(CPU *cpu, const Info *info)
{
    Info *there = g_hash_table_lookup(cpu->table, GUINT_TO_POINTER(info->key));
    Info sum = *info;
    sum.value += there->value;
    add(cpu, &sum, info->key + 100);
}

void meddling(CPU *cpu, const Info *info)
{
    Info *there = g_hash_table_lookup(cpu->table, GUINT_TO_POINTER(info->key));
    if (there) {
        there->value++;
    }
    add(cpu, info, info->key);
}

int meddled(void)
{
    CPU *cpu = made(0, 0);
    meddling(cpu, &infos[0]);
    meddling(cpu, &infos[0]);
    return told(cpu, 1);
}

void nosy(CPU *cpu, const Info *info)
{
    eyes++;
    add(cpu, info, info->key);
}

void writing(CPU *cpu, const Info *info)
{
    cpu->written = info->key;
    add(cpu, info, info->key);
}

static CPU *made(uint64_t features, uint64_t level)
{
    CPU *cpu = g_malloc0(sizeof(*cpu));
    cpu->features = features;
    cpu->level = level;
    cpu->table = g_hash_table_new(NULL, NULL);
    return cpu;
}

static int told(CPU *cpu, int key)
{
    Info *info = g_hash_table_lookup(cpu->table, GUINT_TO_POINTER(key));
    return info ? info->value : -1;
}

int of_table(uint64_t features, int key)
{
    CPU *cpu = made(features, 0);
    define(cpu, &infos[0]);
    define(cpu, &infos[1]);
    return told(cpu, key);
}

int of_local(uint64_t level, int value)
{
    CPU *cpu = made(0, level);
    Info info = { .name = "local", .key = 7, .value = value };
    define(cpu, &info);
    return told(cpu, 7);
}

int changed_later(int by)
{
    CPU *cpu = made(0, 0);
    define(cpu, &infos[1]);
    Info *info = g_hash_table_lookup(cpu->table, GUINT_TO_POINTER(2));
    info->value += by;
    info->bank[0] += by;
    return info->value * 100 + info->bank[0];
}

int with_one_there(void)
{
    CPU *cpu = made(0, 0);
    Info other = { .key = 2, .value = 99 };
    add(cpu, &other, 2);
    define(cpu, &infos[1]);
    return told(cpu, 2) * 1000 + told(cpu, 102);
}

int beside(int value)
{
    CPU *cpu = made(0, 0);
    Info other = { .key = 2, .value = value };
    add(cpu, &other, 2);
    adding_up(cpu, &infos[1]);
    return told(cpu, 102);
}

int noses(void)
{
    nosy(made(0, 0), &infos[0]);
    return eyes;
}

int written(int key)
{
    CPU *cpu = made(0, 0);
    Info info = { .key = key };
    writing(cpu, &info);
    return cpu->written;
}
"""
)


def _machine(*replayed: str) -> Machine:
    machine = machine_for({"main.c": SOURCE})
    machine.program.replayed = frozenset(replayed)
    return machine


def _run(program: Program, function: str, *arguments: Any) -> Any:
    program.machine.begin()
    return program.call("main.c", function, *arguments)


def _outcomes(program: Program, python: str = "F_define") -> int:
    return sum(map(len, program.outcomes.get(python, {}).values()))


CALLS = [
    ("of_table", (0, 1)),
    ("of_table", (0, 102)),
    ("of_table", (4, 1)),
    ("of_table", (8, 101)),
    ("of_local", (5, 0)),
    ("of_local", (6, 0)),
    ("of_local", (6, 1)),
    ("of_local", (5, 0)),
    ("changed_later", (1,)),
    ("changed_later", (1,)),
    ("with_one_there", ()),
    ("with_one_there", ()),
    ("of_table", (4, 2)),
    ("beside", (5,)),
    ("beside", (6,)),
    ("beside", (5,)),
    ("meddled", ()),
    ("meddled", ()),
    ("noses", ()),
    ("noses", ()),
    ("written", (3,)),
    ("written", (3,)),
]


@pytest.mark.parametrize("rounds", [1, 3])
def test_all_is_as_without(rounds: int) -> None:
    plain, replaying = (
        _machine(*names).program for names in ((), ("define", "adding_up", "meddling", "nosy", "writing"))
    )
    for function, arguments in CALLS * rounds:
        assert _run(replaying, function, *arguments) == _run(plain, function, *arguments), function


def test_a_run_that_reads_the_same_is_remembered_once() -> None:
    program = _machine("define").program
    for features in (0, 1, 2, 8, 16):
        assert _run(program, "of_table", features, 1) == 10
    assert _outcomes(program) == 2, "one for each entry: the bits that differ decide nothing"
    assert _run(program, "of_table", 4, 1) == 11
    assert _outcomes(program) == 4


def test_what_was_stored_is_compared_whole() -> None:
    program = _machine("define").program
    assert [_run(program, "of_local", level, 0) for level in (1, 2, 1)] == [1, 2, 1]
    assert _outcomes(program) == 2


def test_what_is_found_in_the_table_counts() -> None:
    program = _machine("adding_up").program
    assert [_run(program, "beside", value) for value in (5, 6, 5, 6)] == [25, 26, 25, 26]
    assert _outcomes(program, "F_adding_up") == 2


@pytest.mark.parametrize(
    ("function", "call"), [("nosy", ("noses",)), ("writing", ("written", 3)), ("meddling", ("meddled",))]
)
def test_a_function_that_does_more_is_not_replayed(function: str, call: tuple[Any, ...]) -> None:
    program = _machine(function).program
    _run(program, *call)
    assert not isinstance(program.pool.namespace[f"F_{function}"], Replayed)
    assert not _outcomes(program, f"F_{function}")


def test_outcomes_are_kept_with_the_program() -> None:
    old = _machine("define")
    _run(old.program, "of_table", 4, 1)
    content = dump(old.program)
    assert content is not None
    kept: Program = load(content)
    fresh = machine_for({"main.c": SOURCE})
    kept.attach(fresh.program.locate, fresh)
    kept.replayed = frozenset(("define",))
    kept.sources.attach(fresh.program.sources.tree, lambda _: None)
    fresh.connect(kept)
    kept.revive()
    assert _outcomes(kept) == 2
    assert _run(kept, "of_table", 4 | 8, 102) == 21
    assert _outcomes(kept) == 2, "both calls were replayed"
    kept.forget_outcomes({"define"})
    assert _run(kept, "of_table", 4, 1) == 11
    assert _outcomes(kept) == 2


def test_what_another_process_found_is_taken_over() -> None:
    one, other = _machine("define").program, _machine("define").program
    for program in (one, other):
        _run(program, "of_table", 0, 1)
    _run(other, "of_table", 4, 1)
    one.learn_outcomes(other.outcomes)
    assert _outcomes(one) == 4, "those that it had are not taken twice"
    assert _run(one, "of_table", 4, 101) == 11
    assert _outcomes(one) == 4
