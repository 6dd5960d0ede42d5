"""The provenance graph: guest -> guards, outermost first -> table -> register -> index.

Each node says what it is (``kind``), its text for people (``label``) and its place in the source
(``place``, empty where it has none). Each edge lists the guests that took it (``guests``), so that
following the edges of one guest gives just the ways that were taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts, Guest, Register
from cpregscan.report.guests import guest_name

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Node:
    """A node before it is in the graph; ``name`` is unique."""

    kind: str
    label: str
    place: str = ""

    @property
    def name(self) -> str:
        """The node's identity in the graph."""
        return f"{self.kind} {self.label} {self.place}".rstrip()


def provenance(facts: Facts) -> networkx.DiGraph:
    """The graph of all registers of the facts, nodes and edges in sorted order."""
    import networkx

    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], set[str]] = {}
    for cpu in facts.cpus:
        guest = guest_name(cpu.guest)
        for register in cpu.registers:
            way = list(_way(cpu.guest, register))
            nodes.update((node.name, node) for node in way)
            for start, end in pairwise(way):
                edges.setdefault((start.name, end.name), set()).add(guest)
    graph = networkx.DiGraph()
    for name, node in sorted(nodes.items()):
        graph.add_node(name, kind=node.kind, label=node.label, place=node.place)
    for (first, second), guests in sorted(edges.items()):
        graph.add_edge(first, second, guests=sorted(guests))
    return graph


def _way(guest: Guest, register: Register) -> Iterator[Node]:
    origin = register.origin
    yield Node("guest", guest_name(guest))
    for guard in origin.guards:
        text = guard.text if guard.held else f"not ({guard.text})"
        yield Node("guard", printable(text), printable(str(guard.place)))
    yield Node("table", printable(origin.table), printable(origin.place.path))
    yield Node("register", printable(register.name), printable(str(origin.place)))
    yield Node("index", f"{register.index:#018x}")
