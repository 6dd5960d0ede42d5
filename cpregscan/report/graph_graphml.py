"""The provenance graph as GraphML."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.model import Facts
from cpregscan.report.graph import provenance
from cpregscan.report.style import Style


def render(facts: Facts, _style: Style) -> Iterator[str]:
    """The lines of one GraphML document; lists of guests are joined by commas."""
    import networkx

    graph = provenance(facts)
    for _, _, edge in graph.edges(data=True):
        edge["guests"] = ", ".join(edge["guests"])
    yield "<?xml version='1.0' encoding='utf-8'?>"
    yield from networkx.generate_graphml(graph)
