"""Symbolic words divided: bits stay what they are where the divisor is a power of two."""

from __future__ import annotations

from cpregscan.cmachine.symbolic import Symbols


def test_power_of_two() -> None:
    word = Symbols().word(8)
    assert (word // 16).bits == word.bits[4:]
    assert (word % 16).bits == word.bits[:4]


def test_any_other_divisor_decides_the_word() -> None:
    symbols = Symbols()
    word = symbols.word(2)
    found = {path.result for path in symbols.explore(lambda: (word // 3, word % 3))}
    assert found == {(0, 0), (0, 1), (0, 2), (1, 0)}
