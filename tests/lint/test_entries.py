"""Which lines belong to a table entry, and which functions it names."""

from __future__ import annotations

from cpregscan.lint.entries import extent, function_at, functions

TEXT = """\
static uint64_t mask(CPUARMState *env)
{
    return 0xf;
}

static void foo_store(CPUARMState *env, uint64_t value)
{
    if (mask(env)) {
        env->foo = value & mask(env);
    }
}

static CPAccessResult
foo_access(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return CP_ACCESS_OK;
}

static void foo_write(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value)
{
    foo_store(env, value);
}

static const ARMCPRegInfo foo[] = {
    { .name = "FOO", .accessfn = foo_access,
      .writefn = foo_write },
    { .name = "BAR" },
};
"""
SOURCE = TEXT.split("\n")


def test_extent_of_an_entry() -> None:
    assert extent(SOURCE, 25) == range(25, 27)
    assert extent(SOURCE, 27) == range(27, 28)
    assert extent(SOURCE, 99) == range(99, 30)


def test_functions_of_an_entry_and_what_they_call() -> None:
    bodies = list(functions(SOURCE, "\n".join(SOURCE[24:26])))
    assert [SOURCE[body.start - 1].split("(")[0].split()[-1] for body in bodies] == [
        "foo_write", "foo_store", "mask",
    ]  # fmt: skip
    assert [SOURCE[body.stop - 2] for body in bodies] == ["}"] * 3


def test_an_entry_without_functions() -> None:
    assert list(functions(SOURCE, SOURCE[26])) == []


def test_the_function_that_a_line_is_in() -> None:
    assert [function_at(SOURCE, line) for line in (3, 9, 14, 17, 21, 25)] == [
        "mask", "foo_store", "foo_access", "foo_access", "foo_write", "",
    ]  # fmt: skip
