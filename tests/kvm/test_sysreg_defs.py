"""The header that is made of the description of system registers."""

from __future__ import annotations

import pytest

from cpregscan.errors import SourceError
from cpregscan.kvm.sysreg_defs import sysreg_definitions


def defines(text: str) -> dict[str, str]:
    """The macros of the header."""
    lines = sysreg_definitions(text).splitlines()
    return {name: value for _, name, value in (line.split(" ", 2) for line in lines)}


def test_a_register_with_its_fields() -> None:
    made = defines(
        "# A comment\nSysreg ONE_EL1 3 0 1 2 3\nRes0 63:8\nRes1 7\nField 6:4 LEN\nUnsignedEnum 3:1 LEVEL\n"
        "0b000 NI\n0b010 TWO\nEndEnum\nUnkn 0\nEndSysreg\n"
    )
    assert made == {
        "SYS_ONE_EL1": "sys_reg(3, 0, 1, 2, 3)",
        "SYS_ONE_EL1_Op0": "3", "SYS_ONE_EL1_Op1": "0", "SYS_ONE_EL1_CRn": "1", "SYS_ONE_EL1_CRm": "2",
        "SYS_ONE_EL1_Op2": "3",
        "ONE_EL1_LEN": "GENMASK(6, 4)", "ONE_EL1_LEN_MASK": "GENMASK(6, 4)", "ONE_EL1_LEN_SHIFT": "4",
        "ONE_EL1_LEN_WIDTH": "3",
        "ONE_EL1_LEVEL": "GENMASK(3, 1)", "ONE_EL1_LEVEL_MASK": "GENMASK(3, 1)", "ONE_EL1_LEVEL_SHIFT": "1",
        "ONE_EL1_LEVEL_WIDTH": "3", "ONE_EL1_LEVEL_SIGNED": "false", "ONE_EL1_LEVEL_NI": "0b000UL",
        "ONE_EL1_LEVEL_TWO": "0b010UL",
        "ONE_EL1_RES0": "(0UL | GENMASK(63, 8))", "ONE_EL1_RES1": "(0UL | GENMASK(7, 7))",
        "ONE_EL1_UNKN": "(0UL | GENMASK(0, 0))",
    }  # fmt: skip


def test_fields_that_registers_share() -> None:
    made = defines(
        "SysregFields ONE_ELx\nRaz 63:1\nField 0 EN\nEndSysregFields\nSysreg A 3 0 0 0 1\nFields ONE_ELx\nEndSysreg\n"
    )
    assert made["ONE_ELx_EN"] == "GENMASK(0, 0)"
    assert "A_RES0" not in made, "the register has none of its own"


def test_a_prefix_has_fields_of_its_own() -> None:
    made = defines(
        "Sysreg A 3 0 0 0 1\nPrefix FEAT_X\nRes0 63:1\nField 0 EN\nEndPrefix\nField 63:0 ALL\nEndSysreg\n"
    )
    assert made["FEAT_X_A_EN"] == "GENMASK(0, 0)"
    assert made["FEAT_X_A_RES0"] == "(0UL | GENMASK(63, 1))"
    assert made["A_ALL"] == "GENMASK(63, 0)"
    assert made["A_RES0"] == "(0UL)"


@pytest.mark.parametrize("text", ["Sysreg A 3 0 0 0\n", "Field 3:0\n", "Fieldset 3:0 A\n"])
def test_what_is_not_understood_has_its_line(text: str) -> None:
    with pytest.raises(SourceError, match="arch/arm64/tools/sysreg:2: statement not understood"):
        sysreg_definitions(f"\n{text}")
