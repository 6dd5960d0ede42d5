"""The small trees of corpora/cases: the base, and the pairs that differ from it in a few files."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from cpregscan.analysis import analyse, cpu_models
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.facts.stream import Stream
from cpregscan.trees.folder_tree import open_folder_tree
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.tree import Tree
from tests.realtrees import CHECKOUT

CASES = CHECKOUT / "corpora" / "cases"
BASE = CASES / "base"

Changes = Mapping[str, bytes | None]
"""Files that differ from a base tree: path to new content, None for a file that is removed."""

MODELS = ("tiny-m", "tiny-max", "tiny-v7", "tiny-v8")
GUESTS = tuple(Guest(cpu, machine) for cpu in MODELS for machine in ("none", "virt", "virt,secure=on"))
"""Guests that between them reach every register of the base tree in every way."""


def case_names() -> list[str]:
    """The cases, each a folder with a folder ``new`` of changed files."""
    return sorted(path.parent.name for path in CASES.glob("*/new"))


def changes(case: str) -> dict[str, bytes]:
    """What a case changes in the base tree."""
    root = CASES / case / "new"
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def write_tree(folder: Path, changed: Changes) -> Path:
    """The base tree with changes as a folder of its own."""
    shutil.copytree(BASE, folder)
    for name, content in changed.items():
        path = folder / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return folder


def base_files() -> dict[str, bytes]:
    """Every file of the base tree."""
    return {
        path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()
    }


def base_tree() -> Tree:
    """The base tree where it stands."""
    return open_folder_tree("base", str(BASE))


def facts_with(changed: Changes, guests: Sequence[Guest] = GUESTS) -> Facts:
    """The facts of the base tree with changes, of those guests whose model is left."""
    tree = OverlayTree(base_tree(), changed)
    models = cpu_models(tree, "aarch64")
    present = [guest for guest in guests if guest.cpu.partition(",")[0] in models]
    return analyse(tree, "aarch64", present)


@functools.cache
def case_facts(case: str) -> Facts:
    """The facts of a case's new tree."""
    return facts_with(changes(case))


@functools.cache
def base_facts() -> Facts:
    """The facts of the base tree."""
    return facts_with({})


def cpu_of(facts: Facts, cpu: str, machine: str = "none") -> CpuFacts:
    """The facts of one guest."""
    return next(one for one in facts.cpus if (one.cpu, one.machine) == (cpu, machine))


def values(facts: Facts) -> list[tuple[object, ...]]:
    """All that facts say of guests and registers, but for where they come from."""
    return [
        (
            cpu.guest,
            cpu.refusal,
            len(cpu.undecided),
            [
                (r.index, r.key, r.name, r.encoding, r.bank, r.flags, r.const, r.reset, r.accepted)
                for r in cpu.registers
            ],
            _stream_values(cpu.stream),
        )
        for cpu in facts.cpus
    ]


def _stream_values(stream: Stream) -> tuple[object, ...]:
    tolerances = [(one.index, one.kind, one.mask, one.value) for one in stream.tolerances]
    told = (stream.parts, stream.sent, stream.lengths, stream.features, stream.feature_bits, stream.loading)
    return (*told, tolerances)


def whole(facts: Facts) -> Sequence[object]:
    """All that facts say of guests and registers."""
    return facts.cpus
