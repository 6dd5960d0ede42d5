"""How the small trees load a list, and which tolerances they register."""

from __future__ import annotations

import pytest

from cpregscan.facts.model import CpuFacts
from cpregscan.facts.stream import Loading
from tests.cases.trees import base_facts, case_facts, cpu_of


def loading_of(cpu: CpuFacts) -> Loading:
    """How the tree of a CPU with cpregs loads."""
    assert cpu.stream.loading is not None
    return cpu.stream.loading


@pytest.mark.parametrize("cpu", ["tiny-v7", "tiny-v8", "tiny-max"])
def test_the_base_loads_as_long_as_the_list_is_not_longer(cpu: str) -> None:
    loading = loading_of(cpu_of(base_facts(), cpu, "virt"))
    assert (loading.limits_length, loading.refuses_unknown, loading.refuses_beyond) == (True, True, False)
    assert (loading.refuses_mismatch, loading.keeps_reset, loading.forgets) == (True, False, False)
    assert loading.length_text == (
        "{incoming} elements came, at most {own} fit\nFailed to load cpu:cpreg_vmstate_array_len"
    )
    assert (loading.unknown_text, loading.missing_text, loading.mismatch_text) == ("", "", "")


@pytest.mark.parametrize(
    ("case", "forgets"), [("tolerances-added", True), ("register-removed-with-tolerance", False)]
)
def test_with_tolerances_any_length_loads_and_registers_are_named(case: str, forgets: bool) -> None:
    loading = loading_of(cpu_of(case_facts(case), "tiny-v8", "virt"))
    assert (loading.limits_length, loading.refuses_unknown, loading.refuses_beyond) == (False, True, True)
    assert (loading.refuses_mismatch, loading.keeps_reset, loading.forgets) == (True, False, forgets)
    assert loading.unknown_text == "cpreg 0x{key} came and is unknown"
    assert loading.missing_text == "warning: cpreg 0x{key} did not come"
    assert (loading.length_text, loading.mismatch_text) == ("", "")


def test_a_cpu_without_cpregs_shows_nothing_of_loading() -> None:
    assert cpu_of(base_facts(), "tiny-m").stream.loading is None


def test_tolerances() -> None:
    assert cpu_of(base_facts(), "tiny-v8").stream.tolerances == ()
    facts = case_facts("tolerances-added")
    assert cpu_of(facts, "tiny-v7").stream.tolerances == ()
    tolerances = cpu_of(facts, "tiny-v8").stream.tolerances
    assert [(one.index, one.kind, one.mask, one.value) for one in tolerances] == [
        (0x603000000013C7FE, "ToleranceOnlySrcTestValue", 0xF, 1),
        (0x603000000013C7FF, "ToleranceNotOnBothEnds", 0, 0),
    ]
    assert {one.place.path for one in tolerances} == {"target/arm/v8_regs.c"}


def test_a_removed_register_is_the_one_that_is_tolerated() -> None:
    old = cpu_of(base_facts(), "tiny-v8")
    new = cpu_of(case_facts("register-removed-with-tolerance"), "tiny-v8")
    gone = {one.index for one in old.registers} - {one.index for one in new.registers}
    assert gone == {one.index for one in new.stream.tolerances}
