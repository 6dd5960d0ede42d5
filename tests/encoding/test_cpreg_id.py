"""Index, key and encoding lead to each other: for any cpreg, and as QEMU does it for those of all releases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpregscan.encoding.cpreg_id import CpregId, fits, from_index, from_key
from cpregscan.facts.model import Encoding
from cpregscan.facts.reader import open_facts
from cpregscan.facts.released import released_file, released_versions

_three, _four = st.integers(0, 7), st.integers(0, 15)
_system = st.builds(
    lambda *fields: CpregId(Encoding("AA64", fields, False)), st.integers(0, 3), _three, _four, _four, _three
)
_narrow = st.builds(
    lambda secure, *fields: CpregId(Encoding("AA32", fields, False), secure),
    st.booleans(), _four, _three, _four, _four, _three,
)  # fmt: skip
_wide = st.builds(
    lambda secure, cp, opc1, crm: CpregId(Encoding("AA32", (cp, opc1, 0, crm, 0), True), secure),
    st.booleans(), _four, _four, _four,
)  # fmt: skip


@given(_system | _narrow | _wide)
def test_round_trip(cpreg: CpregId) -> None:
    assert fits(cpreg.encoding)
    assert from_index(cpreg.index) == cpreg
    assert from_key(cpreg.key) == cpreg


@given(st.integers(0, 2**64 - 1) | st.integers(0x4020000000000000, 0x6030000000140000))
def test_an_index_is_read_exactly_or_refused(index: int) -> None:
    try:
        cpreg = from_index(index)
    except ValueError:
        return
    assert cpreg.index == index


@given(st.integers(0, 2**32 - 1))
def test_a_key_is_read_exactly_or_refused(key: int) -> None:
    try:
        cpreg = from_key(key)
    except ValueError:
        return
    assert cpreg.key == key


@pytest.mark.parametrize("arch", ["aarch64", "arm"])
def test_every_released_register_is_computed_as_qemu_does(arch: str) -> None:
    checked = 0
    for version in released_versions(arch):
        file = released_file(version, arch)
        assert file
        registers = {register for cpu in open_facts(file).facts().cpus for register in cpu.registers}
        for register in registers:
            cpreg = CpregId(register.encoding, register.bank == "S")
            assert (cpreg.index, cpreg.key, cpreg.bank) == (register.index, register.key, register.bank)
            assert from_index(register.index) == from_key(register.key) == cpreg
            checked += 1
    assert checked or not released_versions(arch)


def test_both_banks_have_one_number_in_messages() -> None:
    secure, other = (CpregId(Encoding("AA32", (15, 0, 1, 0, 0), False), secure) for secure in (True, False))
    assert (secure.index, other.index) == (0x40200000000F0800, 0x40200000200F0800)
    assert secure.message_id == other.message_id == 0x200F0800


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (0x6030000000100002, "one of the core registers"),
        (0x6020000000110000, "one of the demultiplexed registers"),
        (0x6030000000140000, "one of the firmware registers"),
        (0x603000000013C030 | 1 << 40, "no register id of an Arm CPU"),
        (0x8030000000000000, "no register id of an Arm CPU"),
        (0x602000000013C030, "an AArch64 system register has 64 bits"),
        (0x40300000000F0801, "neither crn nor opc2"),
        (0x40200000000F0848, "three bits"),
        (0x40200000400F0800, "none of its fields"),
    ],
)
def test_what_else_an_index_is(index: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_index(index)
