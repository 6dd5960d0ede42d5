"""Which names moved the others of an enum."""

from __future__ import annotations

import pytest

from cpregscan.rules.enumerators import UNMOVED, Moved, Numbers, renumbering


def numbered(names: str, *, first: int = 0) -> Numbers:
    return tuple((name, number) for number, name in enumerate(names.split(), first))


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("A B C", "A B C", UNMOVED),
        ("A B C", "A B C D", UNMOVED),
        ("A B C", "A B", UNMOVED),
        ("A B C", "A C", Moved(("B",), ())),
        ("A B C D", "B D", Moved(("A", "C"), ())),
        ("A B C", "A X B C", Moved((), ("X",))),
        ("A B C D", "B C D A", Moved(("A",), ("A",))),
        ("A B C", "B C D", Moved(("A",), ())),
        ("A B", "X Y", UNMOVED),
    ],
)
def test_names_that_moved_others(old: str, new: str, moved: Moved) -> None:
    assert renumbering(numbered(old), numbered(new)) == moved


def test_names_that_all_got_another_number() -> None:
    assert renumbering(numbered("A B"), numbered("A B", first=1)) == Moved(("A",), ("A",))
