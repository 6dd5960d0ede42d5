"""Files that ship with the package are found."""

from __future__ import annotations

import pytest

import cpregscan
from cpregscan.resources import grammar, released_facts
from tests.realtrees import CHECKOUT


def test_every_query_of_the_checkout_is_found() -> None:
    for path in (CHECKOUT / "grammars").glob("*.scm"):
        assert grammar(path.stem) == path.read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        grammar("none")


def test_released_facts_lie_within_the_package() -> None:
    assert released_facts().is_relative_to(CHECKOUT / "cpregscan" / "facts")
    assert cpregscan.__version__
