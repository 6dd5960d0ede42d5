"""Real commits: an analysis that goes on from the tree before gives what one from scratch gives, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cpregscan.analysis import Configuration
from cpregscan.cmachine.keeping.copying import dump, load
from cpregscan.facts.cached import packed
from cpregscan.facts.model import Facts
from cpregscan.facts.moving import moved
from cpregscan.facts.reader import parse_facts
from cpregscan.facts.recording import RecordingTree, ask
from cpregscan.facts.writer import write_parts
from cpregscan.qemu.analysis import TreeAnalysis
from cpregscan.qemu.handover import Before
from cpregscan.trees.opening import open_tree
from tests.realtrees import CHECKOUT, upstream

pytestmark = pytest.mark.realtree

COMMITS = {
    "39ec3fc030": ("helper.c: what HCR_EL2 keeps", True),
    "82d7e57204": ("tcg/cpu64.c: ID registers of max", True),
    "01b223f895": ("cpu.c, and a header of helpers", True),
    "6c6e24166f": ("cpu.h: a comment; cpu.c", True),
}
"""Commits with what they change, and whether what the tree before left can be used."""
CARRIED = {
    "399d40b985": ("helper.c: access functions", True),
    "61dcfb2ef2": ("debug_helper.c: what the translator calls", True),
    "39ec3fc030": ("helper.c: what HCR_EL2 keeps", False),
}
"""Commits with what they change, and whether all facts but for their lines are those of the tree before."""
GUESTS = [
    Configuration(cpu, machine, 1)
    for cpu in ("cortex-a57", "max", "cortex-a15")
    for machine in ("none", "virt")
]


@pytest.mark.parametrize("commit", COMMITS)
def test_going_on_from_the_tree_before(commit: str) -> None:
    before, analysis = _analysed(f"{commit}~1")
    for guest in GUESTS:
        analysis.facts_of(guest)
    content = dump(analysis.kept())
    assert content is not None
    after = RecordingTree(open_tree(commit, str(upstream())))
    going_on = TreeAnalysis(after, "aarch64", Before(load(content), _changed(before, after), {}, before))
    afresh = _analysed(commit)[1]
    assert (going_on.tree.renewed is not None) is COMMITS[commit][1]
    assert _text(going_on) == _text(afresh)


@pytest.mark.parametrize("commit", CARRIED)
def test_carrying_facts_over(commit: str) -> None:
    before, analysis = _analysed(f"{commit}~1")
    facts = _facts(analysis)
    content = dump(analysis.kept())
    assert content is not None
    after = RecordingTree(open_tree(commit, str(upstream())))
    kept = Before(load(content), _changed(before, after), analysis.searched(), before)
    where = TreeAnalysis(after, "aarch64", kept).carried_over()
    assert (where is not None) is CARRIED[commit][1]
    if where is not None:
        carried = moved(packed(facts), where.paths, where.new_line)
        assert carried is not None
        assert _read(carried) == _read(packed(_facts(_analysed(commit)[1])))


@pytest.mark.parametrize(("last", "tells"), [("82d7e57204", True), ("39ec3fc030", False)])
def test_a_series_is_linted_alike_however_its_trees_are_analysed(
    last: str, tells: bool, tmp_path: Path
) -> None:
    """With a cache, trees are analysed side by side and each goes on from another; without one, each on its own."""
    afresh = _lint(f"{last}~3..{last}", tmp_path, "--no-cache")
    assert bool(afresh) is tells
    assert _lint(f"{last}~3..{last}", tmp_path) == afresh
    assert _lint(f"{last}~3..{last}", tmp_path) == afresh, "the second time all comes from the cache"


def _lint(commits: str, cache: Path, *options: str) -> str:
    guests = ("--cpu", "max", "--cpu", "cortex-a15", "--machine", "none")
    done = subprocess.run(
        (sys.executable, "-m", "cpregscan", "lint", commits, "--repo", str(upstream()), *guests, *options),
        cwd=CHECKOUT,
        env=os.environ | {"CPREGSCAN_CACHE": str(cache / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def _analysed(commit: str) -> tuple[RecordingTree, TreeAnalysis]:
    tree = RecordingTree(open_tree(commit, str(upstream())))
    return tree, TreeAnalysis(tree, "aarch64")


def _changed(before: RecordingTree, after: RecordingTree) -> set[str]:
    return {one.path for one, answer in before.answers.items() if ask(after, one) != answer}


def _read(payload: bytes) -> Facts:
    return parse_facts(payload, "a test").facts(detailed=True)


def _facts(analysis: TreeAnalysis) -> Facts:
    cpus = tuple(analysis.facts_of(guest) for guest in GUESTS)
    return Facts("tree", None, "1", "aarch64", "analyser", cpus)


def _text(analysis: TreeAnalysis) -> str:
    return "".join(write_parts(_facts(analysis)))
