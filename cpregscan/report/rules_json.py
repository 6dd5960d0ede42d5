"""Rules as JSON, with all they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from cpregscan.report.jsonparts import Rows, json_lines
from cpregscan.report.style import Style
from cpregscan.rules.rule import Rule

FORMAT = "cpregscan-rules-1"


def render(rules: Sequence[Rule], _style: Style) -> Iterator[str]:
    """The lines of one JSON object, one rule a line."""
    return json_lines({"format": FORMAT, "rules": Rows(map(asdict, rules))})
