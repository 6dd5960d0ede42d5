"""Boolean conditions: one form for one function."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpregscan.kvm.conditions import ALWAYS, NEVER, Condition, condition, literal

LEAVES = ("a", "b", "c")
ROWS = [dict(zip(LEAVES, row, strict=True)) for row in product((False, True), repeat=len(LEAVES))]
tables = st.tuples(*([st.booleans()] * len(ROWS)))


def of_table(table: tuple[bool, ...]) -> Condition:
    """The condition with this truth table."""
    return condition(LEAVES, lambda values: table[ROWS.index(dict(values))])


def truths(of: Condition) -> tuple[bool, ...]:
    return tuple(of.holds(row) for row in ROWS)


@given(tables)
def test_a_condition_holds_where_its_table_says(table: tuple[bool, ...]) -> None:
    assert truths(of_table(table)) == table


@given(tables, tables)
def test_equal_functions_are_equal_conditions(one: tuple[bool, ...], two: tuple[bool, ...]) -> None:
    """And have the same text: a comparison of texts is one of meanings."""
    assert (of_table(one) == of_table(two)) is (one == two)
    assert (of_table(one).text == of_table(two).text) is (one == two)


@given(tables, tables)
def test_operators(one: tuple[bool, ...], two: tuple[bool, ...]) -> None:
    left, right = of_table(one), of_table(two)
    assert truths(left & right) == tuple(a and b for a, b in zip(one, two, strict=True))
    assert truths(left | right) == tuple(a or b for a, b in zip(one, two, strict=True))
    assert truths(~left) == tuple(not a for a in one)
    assert ~~left == left


@given(tables, st.dictionaries(st.sampled_from(LEAVES), st.booleans()))
def test_what_remains_once_leaves_are_known(table: tuple[bool, ...], known: dict[str, bool]) -> None:
    whole = of_table(table)
    rest = whole.given(known)
    assert not set(rest.leaves) & set(known)
    assert truths(rest) == tuple(whole.holds({**row, **known}) for row in ROWS)


def test_only_leaves_that_matter_stay() -> None:
    assert condition(LEAVES, lambda values: values["b"]) == literal("b")
    assert condition(LEAVES, lambda values: True) == ALWAYS
    assert condition(LEAVES, lambda values: False) == NEVER


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (ALWAYS, "always"),
        (NEVER, "never"),
        (literal("a"), "a"),
        (~literal("a"), "not a"),
        (literal("a") & ~literal("b"), "a and not b"),
        (literal("b") | (literal("a") & literal("c")), "b or a and c"),
    ],
)
def test_text(made: Condition, text: str) -> None:
    assert made.text == text
