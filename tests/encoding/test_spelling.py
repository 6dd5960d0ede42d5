"""Every form in which people meet a cpreg."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpregscan.encoding.spelling import parse
from cpregscan.errors import UsageError

DBGDTR, DBGDTR_S = 0x40200000200E0298, 0x40200000000E0298
TTBR0, TTBR0_S = 0x40300000200F0100, 0x40300000000F0100
ISAR0 = 0x603000000013C030


@pytest.mark.parametrize(
    ("text", "indexes"),
    [
        ("0x40200000200e0298", [DBGDTR]),
        ("4620693218219917976", [DBGDTR]),
        ("0x200e0298", [DBGDTR]),
        ("0x200e0298 0x40200000", [DBGDTR]),
        ("0x40200000 0x200e0298", [DBGDTR]),
        ("0x7ffff5a0: 0x200e0298 0x40200000", [DBGDTR]),
        ("p14,3,c0,c5,0", [DBGDTR, DBGDTR_S]),
        ("P14, 3, C0, C5, 0", [DBGDTR, DBGDTR_S]),
        ("mrc p14, 3, r0, c0, c5, 0", [DBGDTR, DBGDTR_S]),
        ("p15,0,c2", [TTBR0, TTBR0_S]),
        ("mrrc p15, #0, r0, r1, c2", [TTBR0, TTBR0_S]),
        ("system register 0x1013c030", [ISAR0]),
        (
            "handle_x: system register 0x1013c030 in the incoming stream but unknown on the destination",
            [ISAR0],
        ),
        ("S3_0_C0_C6_0", [ISAR0]),
        ("s3_0_c0_c6_0", [ISAR0]),
        ("0X1013C030", [ISAR0]),
    ],
)
def test_forms(text: str, indexes: list[int]) -> None:
    found = parse(text)
    assert found is not None
    assert [cpreg.index for cpreg in found] == indexes


@pytest.mark.parametrize("text", ["SCTLR_EL1", "DBGDTR_EL0", "p15", "", "S3_0", "0x", "12ab"])
def test_what_may_be_a_name(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0x6030000000100002", "it is one of the core registers"),
        ("0xffffffff", "none of its fields"),
        ("0x1 0x2", "in neither order"),
        ("0x1 0x2 0x3", "neither one number nor"),
        ("S4_0_C0_C6_0", "a field is too large"),
        ("p15,8,c0,c0,0", "a field is too large"),
    ],
)
def test_what_is_no_cpreg(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(text)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-fxXpcs_, :]{0,24}"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except UsageError:
        return
