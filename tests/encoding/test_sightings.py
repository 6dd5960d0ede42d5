"""Where registers were seen, over successive trees."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.encoding.cpreg_id import from_index
from cpregscan.encoding.sightings import Stretch, decoded, indexes_of
from cpregscan.facts.model import CpuFacts, Facts
from tests.facts.sample import coprocessor, old_facts, sysreg

INDEX = sysreg(0, 6, 0, "A").index


def _tree(name: str, *sent: tuple[str, str]) -> Facts:
    cpus = tuple(CpuFacts(cpu, "none", (sysreg(0, 6, 0, register),)) for cpu, register in sent)
    return replace(old_facts(), tree=name, cpus=cpus)


TREES = [
    _tree("v1", ("a", "OLD")),
    _tree("v2", ("a", "OLD"), ("b", "OLD")),
    _tree("v3"),
    _tree("v4", ("b", "NEW"), ("c", "NEW")),
]


def test_names_and_models_are_told_by_the_trees_that_have_them() -> None:
    found = decoded(from_index(INDEX), [TREES, [_tree("here", ("a", "HERE"))], []])
    assert [(str(stretch), stretch.words) for stretch in found.names] == [
        ("v1 to v2", ("OLD",)),
        ("v4", ("NEW",)),
        ("here", ("HERE",)),
    ]
    assert [(str(stretch), stretch.words) for stretch in found.models] == [
        ("v1 to v2", ("a",)),
        ("v2", ("b",)),
        ("v4", ("b", "c")),
        ("here", ("a",)),
    ]
    assert found.looked_at == "v1 to v4, here"


def test_what_nobody_sends() -> None:
    found = decoded(from_index(INDEX + 1), [TREES])
    assert (found.names, found.models) == ((), ())
    assert decoded(from_index(INDEX), []).looked_at == ""


def test_a_name_may_have_had_several_registers() -> None:
    assert indexes_of("old", TREES) == (INDEX,)
    moved = replace(old_facts(), cpus=(CpuFacts("a", "none", (coprocessor(1, "OLD"), sysreg(0, 6, 1, "X"))),))
    assert indexes_of("OLD", [*TREES, moved]) == (INDEX, coprocessor(1, "OLD").index)
    assert indexes_of("NONE", TREES) == ()
    assert str(Stretch(("v1",), ())) == "v1"
