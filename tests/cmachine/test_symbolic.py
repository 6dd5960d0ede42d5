"""Symbolic words do what integers do: whatever the bits turn out to be, the result is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpregscan.cmachine.symbolic import Path, Symbols, Word

_WIDTH = 16
_NUMBERS = st.integers(0, (1 << _WIDTH) - 1)
_COUNTS = st.integers(0, 20)

Operation = Callable[[Any], Any]


def _operations() -> st.SearchStrategy[Operation]:
    """An operation on an integer, with a constant."""
    return st.one_of(
        _NUMBERS.map(lambda number: lambda value: value & number),
        _NUMBERS.map(lambda number: lambda value: value | number),
        _NUMBERS.map(lambda number: lambda value: value ^ number),
        _NUMBERS.map(lambda number: lambda value: value + number),
        _COUNTS.map(lambda count: lambda value: value << count),
        _COUNTS.map(lambda count: lambda value: value >> count),
        st.just(lambda value: ~value & 0xFFFF),
        st.just(lambda value: ((value & 0xFF) ^ 0x80) - 0x80),
        _NUMBERS.map(lambda number: lambda value: value if value < number else number),
        _NUMBERS.map(lambda number: lambda value: value | 1 if value & number else value),
        _NUMBERS.map(lambda number: lambda value: 7 if value == number else value),
    )


def _holds(path: Path, word: Word, value: int) -> bool:
    """Whether a path is the one that this value takes, as far as its own bits tell."""
    bits = {literal >> 1: value >> place & 1 for place, literal in enumerate(word.bits)}
    return all(bits.get(symbol, decided) == decided for symbol, decided in path.assigned.items())


def _possible(path: Path, word: Word, value: int, place: int) -> set[int]:
    """What a bit of the result may be for a value: one number, or both where a symbol of its own stands there."""
    result = path.result
    if isinstance(result, int):
        return {result >> place & 1}
    literal = result.bits[place] if place < len(result.bits) else result.sign
    if literal < 2:
        return {literal}
    bits = {one >> 1: value >> number & 1 for number, one in enumerate(word.bits)}
    known = bits.get(literal >> 1, path.assigned.get(literal >> 1))
    return {0, 1} if known is None else {known ^ (literal & 1)}


@settings(deadline=None, max_examples=60)
@given(_NUMBERS, st.lists(_operations(), min_size=1, max_size=5))
def test_every_value_finds_its_result(value: int, operations: list[Operation]) -> None:
    symbols = Symbols()
    word = symbols.word(_WIDTH)

    def run(start: Any) -> Any:
        for operation in operations:
            start = operation(start)
        return start

    expected = run(value)
    paths = [path for path in symbols.explore(lambda: run(word)) if _holds(path, word, value)]
    assume(symbols.exhaustive)
    assert paths
    assert any(
        all(expected >> place & 1 in _possible(path, word, value, place) for place in range(40))
        for path in paths
    )


@pytest.mark.parametrize(
    ("operation", "kept", "ones"),
    [
        (lambda value: value & 0xF0, 0xF0, 0),
        (lambda value: value | 0x0F, 0xFFF0, 0x0F),
        (lambda value: (value >> 4) << 4, 0xFFF0, 0),
        (lambda value: value & ~(1 << 3), 0xFFF7, 0),
    ],
)
def test_masks_are_told_exactly(operation: Operation, kept: int, ones: int) -> None:
    symbols = Symbols()
    word = symbols.word(_WIDTH)
    (path,) = symbols.explore(lambda: operation(word))
    bits = [
        path.result.bits[place] if place < len(path.result.bits) else path.result.sign
        for place in range(_WIDTH)
    ]
    assert sum(1 << place for place in range(_WIDTH) if bits[place] == word.bits[place]) == kept
    assert sum(1 << place for place in range(_WIDTH) if bits[place] == 1) == ones


def test_a_condition_on_one_bit_opens_two_paths() -> None:
    symbols = Symbols()
    word = symbols.word(8)
    results = [path.result for path in symbols.explore(lambda: 1 if word & 4 else 2)]
    assert sorted(results) == [1, 2]


def test_an_equal_word_has_the_bits_of_the_number() -> None:
    symbols = Symbols()
    word = symbols.word(8)
    equal = [path for path in symbols.explore(lambda: word == 0x5A) if path.result]
    assert len(equal) == 1
    assert {symbol << 1: bit for symbol, bit in equal[0].assigned.items()}.items() >= {
        literal: 0x5A >> place & 1 for place, literal in enumerate(word.bits)
    }.items()
