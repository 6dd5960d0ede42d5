"""Which bits of the small trees' registers read back as sent."""

from __future__ import annotations

import pytest

from cpregscan.facts.model import Accepted, CpuFacts
from tests.cases.trees import base_facts, case_facts, cpu_of

ALL = (1 << 64) - 1
WORD = (1 << 32) - 1
MIDR = 0x410F0080


def accepted(cpu: CpuFacts) -> dict[str, Accepted]:
    """What each register accepts, by name."""
    return {register.name: register.accepts for register in cpu.registers}


@pytest.mark.parametrize(
    ("register", "bits"),
    [
        ("FILTER_EL1", Accepted(kept=0xFFFF, settable=0xFFFF)),
        ("TCR_EL1", Accepted(kept=ALL, settable=0x7FFFFFFF)),
        ("SCTLR", Accepted(kept=WORD, settable=WORD)),
        ("SCTLR_EL1", Accepted(kept=ALL)),
        ("CNTVCT", Accepted(kept=ALL)),
        ("MIDR", Accepted(kept=0, ones=MIDR)),
        (
            "STATUS",
            Accepted(
                kept=0, ones=1, varying=ALL & ~1, settable=1, clearable=ALL & ~1, depends=("sys.scratch",)
            ),
        ),
    ],
)
def test_accepted_bits(register: str, bits: Accepted) -> None:
    assert accepted(cpu_of(base_facts(), "tiny-v8"))[register] == bits


def test_an_eliminated_register_accepts_zero_alone() -> None:
    hcr = "HCR_EL2"
    assert accepted(cpu_of(base_facts(), "tiny-v8"))[hcr] == Accepted(ALL)
    assert accepted(cpu_of(base_facts(), "tiny-v8", "virt,secure=on"))[hcr] == Accepted(0)


def test_a_narrowed_mask_takes_less() -> None:
    narrowed = accepted(cpu_of(case_facts("write-mask-narrowed"), "tiny-v8"))["FILTER_EL1"]
    assert narrowed == Accepted(kept=0xFF, settable=0xFF)
    assert (narrowed.takes(0xFF), narrowed.takes(0x100)) == (True, False)


def test_a_forced_bit_must_be_sent() -> None:
    cpu = cpu_of(case_facts("raw-write-forces-bit"), "tiny-v8")
    forced = accepted(cpu)["TCR_EL1"]
    assert forced == Accepted(kept=ALL & ~(1 << 31), ones=1 << 31, settable=WORD, clearable=ALL & ~(1 << 31))
    assert (forced.takes(1 << 31), forced.takes(0)) == (True, False)
    assert next(one.reset for one in cpu.registers if one.name == "TCR_EL1") == 1 << 31


@pytest.mark.parametrize(
    ("case", "register", "old", "new"),
    [
        ("constant-added-nonzero", "ID_AA64DFR0_EL1", None, Accepted(0, 6)),
        ("constant-added-zero", "ID_AA64DFR0_EL1", None, Accepted(0)),
        ("masked-register-added", "FILTER2_EL1", None, Accepted(0xFFFF, settable=0xFFFF)),
        ("property-default-changed", "REVIDR", Accepted(0), Accepted(0, 1)),
        ("register-added", "TPIDR_EL1", None, Accepted(ALL)),
        ("register-removed", "SCRATCH_EL1", Accepted(ALL), None),
    ],
)
def test_what_registers_of_a_case_accept(
    case: str, register: str, old: Accepted | None, new: Accepted | None
) -> None:
    assert accepted(cpu_of(base_facts(), "tiny-v8", "virt")).get(register) == old
    assert accepted(cpu_of(case_facts(case), "tiny-v8", "virt")).get(register) == new
