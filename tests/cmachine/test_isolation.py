"""Generated Python: what it can name, and that names and texts of C stay names and texts."""

from __future__ import annotations

import ast
import builtins
import re
from contextlib import suppress
from types import FunctionType

import pytest

from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.runtime import NAMESPACE
from cpregscan.errors import CpregscanError
from tests.cmachine.harness import HEADER, call, machine_for, run
from tests.cmachine.tables import CASES
from tests.cmachine.tables.case import Case

_NAMES = [
    "__class__", "__import__", "__builtins__", "__dict__", "__debug__", "v_x", "F_test", "f_x", "G_x_1", "N_memset",
    "t1", "t1i", "tick", "segment", "jump", "variadic", "unnamed_0", "initial", "make", "zero", "unknown", "self",
    "lambda", "None", "True", "False", "def", "exec", "eval", "globals", "import", "yield", "await", "match", "_",
    "nonlocal", "class", "print", "open", "object", "type", "O1", "T1",
]  # fmt: skip
_OWN_NAME = re.compile(r"(v|F|G|I|N|unnamed)_\w+$|[A-Z]\d+$|t\d+[id]?$|(segment|jump|initial|variadic)$")
_METHODS = {
    "v",
    "get",
    "set",
    "load",
    "store",
    "load_bits",
    "store_bits",
    "copy",
    "assign",
    "words",
    "segment",
}


@pytest.mark.parametrize("name", _NAMES)
def test_any_name_is_only_a_name(name: str) -> None:
    """One word as a struct, a member, a function, a parameter, a variable and a label."""
    text = f"""
    struct {name} {{ int {name}; }};
    static int {name}(int x) {{ return x; }}
    static int twice(int {name}) {{ return {name} * 2; }}
    uint64_t test(void) {{
        struct {name} s; s.{name} = 5; int *p = &s.{name}; int r = {name}(*p);
        {{ int {name} = twice(r); int *q = &{name}; r = *q + {name}; }}
        if (r) goto {name};
        r = 0;
    {name}: return r;
    }}"""
    assert run(text) == 20


def test_strings_stay_strings() -> None:
    """Quotes, backslashes, line ends and format marks do not end a literal of the generated code."""
    text = r"""
    static const char *s = "\"; import os; \"" "\\" "\n\r'''" "{x}%s" "\377\0z";
    static const char quoted[] = "'\"\\'";
    uint64_t test(void) {
        return s[0] == '"' && s[3] == 'i' && s[15] == '\\' && strlen(s) == 27 && sizeof(quoted) == 5;
    }
    """
    assert run(text) == 1


@pytest.mark.parametrize(
    "name",
    ["open", "eval", "exec", "__import__", "getattr", "system", "print", "globals", "compile", "input"],
)
def test_what_the_host_offers_is_not_there(name: str) -> None:
    """A call of a function of Python's or of the operating system is a call of something unknown."""
    machine = machine_for({"test.c": f'{HEADER} uint64_t test(void) {{ {name}("/etc/passwd"); return 7; }}'})
    assert call(machine, "test.c", "test") == 7
    assert [f"{name}() is neither" in reason for reason in machine.undecided_places.values()] == [True]


def test_generated_functions_see_no_builtins() -> None:
    """Neither the namespace nor any function in it leads to Python's builtins or modules."""
    machine = _after(CASES[0])
    namespace = machine.program.pool.namespace
    assert namespace["__builtins__"] == {}
    generated = [
        value for name, value in namespace.items() if isinstance(value, FunctionType) and name[:2] == "F_"
    ]
    translated = [value for value in generated if value.__code__.co_filename.startswith("<c>")]
    assert translated
    assert all(getattr(function, "__builtins__") == {} for function in translated)  # noqa: B009
    assert not {id(value) for value in namespace.values()} & {
        id(value) for value in vars(builtins).values() if callable(value)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_generated_code_names_only_its_own(case: Case) -> None:
    """Every name, attribute and constant of the Python that the tables' C becomes is of a known kind."""
    machine = _after(case)
    given = {*NAMESPACE, *machine.program.pool.namespace, "tick"} - {"__builtins__"}
    for _, translation in machine.program.translations.values():
        for node in ast.walk(ast.parse(translation.source)):
            assert not isinstance(
                node, (ast.Import, ast.ImportFrom, ast.Lambda, ast.Global, ast.JoinedStr, ast.With)
            )
            if isinstance(node, ast.Name):
                assert node.id in given or _OWN_NAME.match(node.id), node.id
            elif isinstance(node, ast.Attribute):
                assert node.attr.startswith("f_") or node.attr in _METHODS, node.attr
            elif isinstance(node, ast.Constant):
                assert node.value is None or isinstance(node.value, (int, str)), node.value


def _after(case: Case) -> Machine:
    """A machine that has run all expressions of a case that it can run."""
    machine = machine_for({case.path: case.source(HEADER), **case.files})
    for number in range(len(case.values)):
        with suppress(CpregscanError):
            call(machine, case.path, case.entry(number))
    return machine
