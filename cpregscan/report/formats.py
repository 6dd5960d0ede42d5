"""The tables of formats: which there are, and the module that renders each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """An output format. ``module`` has the function ``render``, which yields lines.

    ``complete`` says whether refusals and undecided places are part of the output; where the format
    has no room for them the verb tells them on standard error. ``detailed`` says whether call
    chains and guards are needed.
    """

    name: str
    module: str
    summary: str
    complete: bool = True
    detailed: bool = False

    @property
    def render(self) -> Callable[..., Iterator[str]]:
        """The module's function; the module is imported now."""
        module: Any = importlib.import_module(f"cpregscan.report.{self.module}")
        render: Callable[..., Iterator[str]] = module.render
        return render


def _table(*formats: Format) -> Mapping[str, Format]:
    return {format_.name: format_ for format_ in formats}


LIST_FORMATS = _table(
    Format("text", "list_text", "a table for people"),
    Format("json", "list_json", "everything, as cpregscan-list-1", detailed=True),
    Format("tsv", "list_tsv", "a header line, then one register a line", complete=False),
)
"""Formats of `list`: ``render(facts, style)``."""

REGISTER_FORMATS = _table(
    Format("text", "register_text", "all that is known of the register, for people", detailed=True),
    LIST_FORMATS["json"],
    LIST_FORMATS["tsv"],
)
"""Formats of `list --register`: ``render(facts, style)``."""

FINDING_FORMATS = _table(
    Format("text", "findings_text", "each finding with its places and its remedy, for people"),
    Format("terse", "findings_terse", "a finding a line", complete=False),
    Format("tsv", "findings_tsv", "a header line, then one verdict a line", complete=False),
    Format("json", "findings_json", "everything, as cpregscan-findings-1"),
    Format("sarif", "findings_sarif", "SARIF 2.1.0, for services that show results"),
    Format("gitlab", "findings_gitlab", "Code Quality of GitLab", complete=False),
    Format("github", "findings_github", "annotations of GitHub Actions", complete=False),
    Format("markdown", "findings_markdown", "for comments and release notes"),
    Format("junit", "findings_junit", "a test for each guest and direction", complete=False),
    Format("checkpatch", "findings_checkpatch", "lines as checkpatch.pl --terse prints them"),
    Format("b4", "findings_b4", "the JSON array that `b4 review` takes from its check commands"),
)
"""Formats of findings and verdicts: ``render(assessment, style)``."""

CHANGELOG_FORMATS = _table(
    Format("text", "changelog_text", "each change once with the guests it reaches, for people"),
    Format("json", "changelog_json", "everything, as cpregscan-compare-1"),
    Format("markdown", "changelog_markdown", "for release notes", complete=False),
)
"""Formats of the changelog view, all changes whether they break or not: ``render(diff, style)``."""

GRAPH_FORMATS = _table(
    Format("text", "graph_text", "the guests and registers reached, one guest a line", complete=False),
    Format("dot", "graph_dot", "for Graphviz", complete=False),
    Format("graphml", "graph_graphml", "for graph programs", complete=False),
    Format("json", "graph_json", "node-link data, as cpregscan-graph-1"),
)
"""Formats of `graph`: ``render(facts, style)``."""

RULES_FORMATS = _table(
    Format("text", "rules_text", "a line for each rule, for people"),
    Format("json", "rules_json", "everything, as cpregscan-rules-1"),
    Format("markdown", "rules_markdown", "the page of the documentation"),
)
"""Formats of `rules`: ``render(rules, style)``."""

EXPLAIN_FORMATS = _table(
    Format("text", "rule_text", "all that the rule says of itself, for people"),
    RULES_FORMATS["json"],
    RULES_FORMATS["markdown"],
)
"""Formats of `explain`: ``render(rules, style)``."""

DECODE_FORMATS = _table(
    Format("text", "decode_text", "all forms, and where the register travels, for people"),
    Format("json", "decode_json", "the same, as cpregscan-decode-1"),
)
"""Formats of `decode`: ``render(decoded, style)``."""
