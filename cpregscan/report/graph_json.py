"""The provenance graph as node-link JSON, a node or an edge a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.model import Facts
from cpregscan.report.graph import provenance
from cpregscan.report.jsonparts import Rows, cpu_part, json_lines, tree_part
from cpregscan.report.style import Style

FORMAT = "cpregscan-graph-1"


def render(facts: Facts, _style: Style) -> Iterator[str]:
    """The lines of one JSON object, which `networkx.node_link_graph(data, edges="links")` reads as well."""
    graph = provenance(facts)
    document = {
        "format": FORMAT,
        **tree_part(facts),
        "arch": facts.arch,
        "cpus": Rows(map(cpu_part, facts.cpus)),
        "directed": True,
        "multigraph": False,
        "graph": {},
        "nodes": Rows({"id": name, **node} for name, node in graph.nodes(data=True)),
        "links": Rows(
            {"source": first, "target": second, **edge} for first, second, edge in graph.edges(data=True)
        ),
    }
    return json_lines(document)
