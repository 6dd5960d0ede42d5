"""Which bits of a number an expression looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cpregscan.cmachine.observed import Observed, Reading

VALUE = 0b1011_0110
ALL = -1

EXPRESSIONS: list[tuple[Callable[[Any], Any], int]] = [
    (lambda x: bool(x & 4), 4),
    (lambda x: bool(x >> 4 & 3), 0x30),
    (lambda x: (x >> 2 & 7) == 5, 0x1C),
    (lambda x: bool((x & 0xF0) >> 4 & 1), 0x10),
    (lambda x: bool(x << 4 & 0xF0), 0xF),
    (lambda x: bool(~x & 8), 8),
    (lambda x: bool((x | 0xF0) & 0x33), 3),
    (lambda x: bool((x ^ 0xFF) & 0x81), 0x81),
    (lambda x: x & 0, 0),
    (lambda x: (x & 6) + 1, 6),
    (lambda x: 1 << (x & 3), 3),
    (lambda x: "abcdefgh"[x & 7], 7),
    (lambda x: -(x & 2), 2),
    (lambda x: {6: "six"}.get(x & 7), 7),
    (lambda x: f"{x & 7:#x}", 7),
    (lambda x: (x & 1) or (x & 2), 1),
    (lambda x: x > 100, ALL),
    (lambda x: x & x, ALL),
    (lambda x: 200 - x, ALL),
]


@pytest.mark.parametrize("number", range(len(EXPRESSIONS)))
def test_bits_that_decide_are_noted(number: int) -> None:
    expression, mask = EXPRESSIONS[number]
    reading = Reading(VALUE)
    result = expression(Observed(reading, VALUE))
    assert reading.mask == mask
    assert result == expression(VALUE)


@pytest.mark.parametrize("number", range(len(EXPRESSIONS)))
def test_a_value_that_agrees_gives_the_same(number: int) -> None:
    """Whatever the other bits are, the expression cannot tell the difference."""
    expression, _ = EXPRESSIONS[number]
    reading = Reading(VALUE)
    result = expression(Observed(reading, VALUE))
    plain = int(result) if isinstance(result, Observed) else result
    seen = Reading(reading.value, reading.mask)
    for other in range(256):
        if seen.agrees(other):
            assert expression(other) == plain or isinstance(result, Observed)
    assert seen.agrees(VALUE)


def test_what_is_no_number_agrees_with_the_same_only() -> None:
    assert Reading("a timer", ALL).agrees("a timer")
    assert not Reading((0, 1), ALL).agrees((0, 2))
    assert not Reading(1, ALL).agrees(True)
