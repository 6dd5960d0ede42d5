"""Real commits: an analysis that goes on from the tree before gives what one from scratch gives, to the byte."""

from __future__ import annotations

import pytest

from cpregscan.analysis import Configuration
from cpregscan.cmachine.keeping.copying import dump, load
from cpregscan.facts.model import Facts
from cpregscan.facts.recording import RecordingTree, ask
from cpregscan.facts.writer import write_parts
from cpregscan.qemu.analysis import Before, TreeAnalysis
from cpregscan.trees.opening import open_tree
from tests.realtrees import upstream

pytestmark = pytest.mark.realtree

COMMITS = {
    "39ec3fc030": ("helper.c: what HCR_EL2 keeps", True),
    "82d7e57204": ("tcg/cpu64.c: ID registers of max", True),
    "01b223f895": ("cpu.c, and a header of helpers", True),
    "6c6e24166f": ("cpu.h: a comment; cpu.c", True),
}
"""Commits with what they change, and whether what the tree before left can be used."""
GUESTS = [
    Configuration(cpu, machine, 1)
    for cpu in ("cortex-a57", "max", "cortex-a15")
    for machine in ("none", "virt")
]


@pytest.mark.parametrize("commit", COMMITS)
def test_going_on_from_the_tree_before(commit: str) -> None:
    clone = upstream()
    before = RecordingTree(open_tree(f"{commit}~1", str(clone)))
    analysis = TreeAnalysis(before, "aarch64")
    for guest in GUESTS:
        analysis.facts_of(guest)
    content = dump(analysis.kept())
    assert content is not None
    after = RecordingTree(open_tree(commit, str(clone)))
    changed = {one.path for one, answer in before.answers.items() if ask(after, one) != answer}
    going_on = TreeAnalysis(after, "aarch64", Before(load(content), changed, {}, before))
    afresh = TreeAnalysis(RecordingTree(open_tree(commit, str(clone))), "aarch64")
    assert (going_on.tree.renewed is not None) is COMMITS[commit][1]
    assert _text(going_on) == _text(afresh)


def _text(analysis: TreeAnalysis) -> str:
    cpus = tuple(analysis.facts_of(guest) for guest in GUESTS)
    return "".join(write_parts(Facts("tree", None, "1", "aarch64", "analyser", cpus)))
