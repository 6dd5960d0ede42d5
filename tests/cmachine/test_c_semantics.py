"""C's meaning, expression by expression: what the tables say, what the machine does, what a compiler does."""

from __future__ import annotations

import pytest

from tests.cmachine.harness import COMPILER, HEADER, compiled_values, machine_for, unsigned
from tests.cmachine.tables import CASES
from tests.cmachine.tables.case import Case

_MASK = (1 << 64) - 1
_PENDING = {
    "heads": "types of macro calls that end with a semicolon, initialisers that name their own variable",
}
"""Cases that the machine does not master yet, and why."""


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=_PENDING[case.name])] if case.name in _PENDING else []


_PAIRS = [
    pytest.param(case, number, id=f"{case.name}: {expression}", marks=_marks(case))
    for case in CASES
    for number, expression in enumerate(case.values)
]


@pytest.fixture(scope="session")
def machine_values() -> dict[str, int | Exception]:
    """What the machine gives for every expression of every table; an error stays with its expression."""
    found: dict[str, int | Exception] = {}
    for case in CASES:
        found.update(_run(case))
    return found


def _run(case: Case) -> dict[str, int | Exception]:
    machine = machine_for({case.path: case.source(HEADER), **case.files})
    found: dict[str, int | Exception] = {}
    with machine.guarded():
        machine.begin()
    for number in range(len(case.values)):
        try:
            with machine.guarded():
                found[case.entry(number)] = unsigned(machine.program.call(case.path, case.entry(number)))
            assert not machine.undecided_places, machine.undecided_places
        except Exception as error:  # each expression fails on its own
            found[case.entry(number)] = error
            machine.undecided_places.clear()
    return found


@pytest.fixture(scope="session")
def reference_values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What a compiler gives for every expression of every table."""
    if COMPILER is None:
        pytest.skip("no C compiler (cc) is installed")
    contents: dict[str, str] = {}
    entries: dict[str, str] = {}
    for case in CASES:
        contents.update({case.path: case.source(HEADER), **case.files})
        entries.update({case.entry(number): case.entry(number) for number in range(len(case.values))})
    return compiled_values(tmp_path_factory.mktemp("compiled"), contents, entries)


@pytest.mark.parametrize(("case", "number"), _PAIRS)
def test_machine_gives_what_the_table_says(
    case: Case, number: int, machine_values: dict[str, int | Exception]
) -> None:
    """The machine's value of an expression is the written one."""
    value = machine_values[case.entry(number)]
    if isinstance(value, Exception):
        raise value
    assert value == list(case.values.values())[number] & _MASK


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_compiler_gives_what_the_table_says(case: Case, reference_values: dict[str, int]) -> None:
    """The written values are those of a compiler: the tables themselves are right."""
    wrong = {
        expression: reference_values[case.entry(number)]
        for number, (expression, value) in enumerate(case.values.items())
        if reference_values[case.entry(number)] != value & _MASK
    }
    assert wrong == {}
