"""The provenance graph as DOT, the language of Graphviz."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cpregscan.facts.model import Facts
from cpregscan.report.graph import provenance
from cpregscan.report.style import Style

SHAPES = {"guest": "ellipse", "guard": "diamond", "table": "folder", "register": "box", "index": "plaintext"}


def render(facts: Facts, _style: Style) -> Iterator[str]:
    """The lines of one directed graph, from left to right."""
    graph = provenance(facts)
    yield "digraph cpregscan {"
    yield "  rankdir=LR;"
    for name, node in graph.nodes(data=True):
        label = "\n".join(filter(None, (node["label"], node["place"])))
        yield f"  {_quoted(name)} [shape={SHAPES[node['kind']]}, label={_quoted(label)}];"
    for first, second, edge in graph.edges(data=True):
        yield f"  {_quoted(first)} -> {_quoted(second)} [tooltip={_quoted(', '.join(edge['guests']))}];"
    yield "}"


def _quoted(text: str) -> str:
    """A DOT string: like JSON's, as the texts hold no control characters but the line break."""
    return json.dumps(text, ensure_ascii=False)
