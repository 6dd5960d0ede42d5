"""The rules as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.report.style import Style
from cpregscan.report.values import aligned
from cpregscan.rules.rule import Rule


def render(rules: Sequence[Rule], style: Style) -> Iterator[str]:
    """A line for each rule: its id and what it is about."""
    heading, *rows = aligned([("RULE", "REPORTS"), *((rule.id, rule.summary) for rule in rules)])
    yield style.quiet(heading)
    yield from rows
