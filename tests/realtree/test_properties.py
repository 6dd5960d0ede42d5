"""A few rounds of writing a real tree's C differently: the facts stay as they are."""

from __future__ import annotations

import functools
import itertools
import random

import pytest

from cpregscan.facts.model import Facts, Guest
from cpregscan.qemu.analysis import TreeAnalysis
from cpregscan.trees.opening import open_tree
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.tree import Tree
from tests.cases import rewriting
from tests.cases.trees import values
from tests.realtrees import debian_trees

pytestmark = pytest.mark.realtree

HELPER = "target/arm/helper.c"
GUESTS = tuple(Guest(cpu, machine) for cpu in ("cortex-a15", "max") for machine in ("none", "virt"))
LINES = ["", "/* } */", "", "// {", "#if 0\n#error {\n#endif"]
SPACES = [" ", "\n", "\n\n    ", "/* { */", " // , }\n"]
ROUNDS = 2


@functools.cache
def tree() -> Tree:
    """The newer Debian tree."""
    return open_tree(str(debian_trees()[-1].folder))


@functools.cache
def text() -> str:
    """The file that most cpregs come from."""
    content = tree().read(HELPER)
    assert content is not None
    return content.decode()


def facts_with(changed: str) -> Facts:
    """The facts with another text of that file."""
    overlay = OverlayTree(tree(), {HELPER: changed.encode()})
    analysis = TreeAnalysis(overlay, "aarch64")
    cpus = tuple(analysis.facts_of(guest) for guest in GUESTS)
    return Facts(overlay.name, None, "", "aarch64", "", cpus)


@functools.cache
def untouched() -> list[tuple[object, ...]]:
    """The values as they are."""
    return values(facts_with(text()))


def test_comments_and_blank_lines() -> None:
    changed = rewriting.with_lines(text(), itertools.cycle(LINES))
    assert changed.count("\n") > 1.5 * text().count("\n")
    assert values(facts_with(changed)) == untouched()


def test_reflowed_initialisers() -> None:
    changed = rewriting.reflowed(text(), itertools.cycle(SPACES))
    assert changed.count("/* { */") > 100
    assert values(facts_with(changed)) == untouched()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_reordered_tables(seed: int) -> None:
    generator = random.Random(seed)
    changed = text()
    tables = rewriting.tables(text())
    assert len(tables) > 20
    for table in reversed(tables):
        changed = rewriting.reordered(changed, table, lambda found: generator.sample(found, len(found)))
    assert values(facts_with(changed)) == untouched()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_renamed_statics(seed: int) -> None:
    names = rewriting.static_names(text())
    assert len(names) > 200
    changed = text()
    for number, name in enumerate(random.Random(seed).sample(names, 30)):
        changed = rewriting.renamed(changed, name, f"lambda_{number}")
    assert values(facts_with(changed)) == untouched()


def test_tables_moved_into_included_files() -> None:
    overlay: dict[str, bytes | None] = {}
    changed = text()
    for table in reversed(rewriting.tables(text())):
        overlay[f"target/arm/{table.name}.c.inc"] = f"{table.text(changed)}\n".encode()
        changed = f'{changed[: table.start]}#include "{table.name}.c.inc"{changed[table.end :]}'
    analysis = TreeAnalysis(OverlayTree(tree(), {**overlay, HELPER: changed.encode()}), "aarch64")
    cpus = tuple(analysis.facts_of(guest) for guest in GUESTS)
    assert values(Facts("", None, "", "aarch64", "", cpus)) == untouched()
