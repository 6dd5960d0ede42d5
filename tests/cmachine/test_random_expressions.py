"""Random integer expressions: the machine, an own model of C and a compiler give the same value."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.cmachine import random_statements
from tests.cmachine.harness import COMPILER, HEADER, call, compiled_values, machine_for, unsigned
from tests.cmachine.random_expressions import Term, expression, function, variables

_BATCH = 300
_MASK = (1 << 64) - 1


def _batch(seed: int) -> tuple[str, dict[str, Term]]:
    random = Random(seed)
    known = variables(random)
    terms = {f"f{number}": expression(random, known, random.randrange(1, 5)) for number in range(_BATCH)}
    return "\n".join(
        (HEADER, *(function(name, term, known, random) for name, term in terms.items()), "")
    ), terms


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_machine_agrees_with_the_model(random: Random) -> None:
    """One expression at a time, so that a failing one is made small."""
    known = variables(random)
    term = expression(random, known, 3)
    text = "\n".join((HEADER, function("f", term, known, random), ""))
    assert unsigned(call(machine_for({"test.c": text}), "test.c", "f")) == term.value & _MASK, text


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(seed=st.integers(0, (1 << 32) - 1))
def test_batches_agree_with_a_compiler(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Some hundred expressions in one file: compiled, run on the machine, and modelled."""
    text, terms = _batch(seed)
    modelled = {name: term.value & _MASK for name, term in terms.items()}
    machine = machine_for({"batch.c": text})
    found = {name: unsigned(call(machine, "batch.c", name)) for name in terms}
    assert _differences(terms, found, modelled) == {}
    if COMPILER is not None:
        folder: Path = tmp_path_factory.mktemp("batch")
        try:
            compiled = compiled_values(folder, {"batch.c": text}, {name: name for name in terms})
        except subprocess.CalledProcessError:
            reject()  # gcc 12 has internal errors of its own on some of these
        assert _differences(terms, compiled, modelled) == {}


def _differences(terms: dict[str, Term], found: dict[str, int], expected: dict[str, int]) -> dict[str, str]:
    return {
        terms[name].text: f"{found[name]:#x}, not {expected[name]:#x}"
        for name in terms
        if found[name] != expected[name]
    }


@pytest.mark.skipif(COMPILER is None, reason="no C compiler (cc) is installed")
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, (1 << 32) - 1))
def test_memory_agrees_with_a_compiler(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Random statements on members, bit-fields, elements, unions and what pointers point at."""
    random = Random(seed)
    names = [f"f{number}" for number in range(60)]
    functions = {name: random_statements.function(name, random) for name in names}
    text = "\n".join((HEADER, random_statements.TYPES_OF_MEMORY, *functions.values(), ""))
    compiled = compiled_values(
        tmp_path_factory.mktemp("memory"), {"memory.c": text}, {name: name for name in names}
    )
    machine = machine_for({"memory.c": text})
    for name in names:
        assert unsigned(call(machine, "memory.c", name)) == compiled[name], functions[name]
