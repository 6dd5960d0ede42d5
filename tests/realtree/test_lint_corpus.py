"""Upstream commits that people judged: each break is reported where it is made, each safe one passes in silence."""

from __future__ import annotations

import pytest

from tests.realtree.lint_corpus import MISSED, Commit, commits, linted
from tests.realtrees import CHECKOUT

CORPUS = commits() if (CHECKOUT.parent / "shared" / "oracle").is_dir() else []

pytestmark = pytest.mark.realtree


@pytest.mark.parametrize("judged", CORPUS, ids=lambda one: one.commit[:12])
def test_lint_says_what_people_said(judged: Commit) -> None:
    if judged.commit[:12] in MISSED:
        pytest.xfail(MISSED[judged.commit[:12]])
    result = linted(judged)
    assert result.right(judged), f"{judged.expect}: {judged.why}\n{result}"
