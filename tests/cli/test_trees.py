"""The verbs over source trees: cache, two processes, shipped facts. The analysis itself is a stand-in here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cpregscan import analysis
from cpregscan.analysis import Configuration, Progress
from cpregscan.cli import pairs, sources
from cpregscan.errors import MachineError, Place
from cpregscan.facts.model import Facts
from cpregscan.facts.packing import XZ, pack
from cpregscan.facts.writer import write_parts
from cpregscan.trees.tree import Tree
from tests.cli.conftest import Run
from tests.facts.sample import new_facts, old_facts
from tests.trees.sample import FILES, write_folder


@pytest.fixture(autouse=True)
def trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders, and an analysis that gives the sample's facts and notes its runs in a file."""
    write_folder(tmp_path / "old")
    write_folder(tmp_path / "new", {**FILES, "target/arm/helper.c": b"int newer;\n"})
    monkeypatch.setattr(analysis, "analyse", _analyse)
    monkeypatch.setattr(analysis, "cpu_models", _cpu_models)
    monkeypatch.setattr(analysis, "machine_versions", lambda tree, arch, keeper: ())


def _sample(tree: Tree) -> Facts:
    newer = b"newer" in (tree.read("target/arm/helper.c") or b"")
    return new_facts() if newer else old_facts()


def _cpu_models(tree: Tree, arch: str, keeper: object) -> tuple[str, ...]:
    tree.read("target/arm/cpu.c")
    return tuple(sorted({cpu.cpu for cpu in _sample(tree).cpus}))


def _analyse(
    tree: Tree, arch: str, configurations: Sequence[Configuration], progress: Progress | None, keeper: object
) -> Facts:
    if b"broken" in (tree.read("target/arm/cpu.c") or b""):
        raise MachineError("an assert fired", Place("target/arm/cpu.c", 1))
    with open("runs", "a") as file:
        file.write(f"{os.getpid()} {tree.name} {len(configurations)}\n")
    facts = _sample(tree)
    asked = {(configuration.cpu, configuration.machine) for configuration in configurations}
    cpus = tuple(cpu for cpu in facts.cpus if (cpu.cpu, cpu.machine) in asked)
    return replace(facts, tree=tree.name, commit=tree.commit, arch=arch, cpus=cpus[::-1])


def _runs() -> list[list[str]]:
    path = Path("runs")
    runs = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    path.unlink(missing_ok=True)
    return runs


def test_trees_compare_as_their_facts_do(run: Run) -> None:
    from_files = run("compare", "old.facts", "new.facts.xz").out
    outcome = run("compare", "old", "new")
    assert outcome.code == 1
    assert outcome.out == from_files.replace("v1.0", "old").replace("master", "new")


def test_the_second_run_analyses_nothing(run: Run) -> None:
    first = run("compare", "old", "new")
    assert sorted(tree for _, tree, _ in _runs()) == ["new", "old"]
    assert run("compare", "old", "new") == first
    assert _runs() == []
    run("list", "old", "--cpu", "cortex-a57", "--register", "ID_AA64ISAR0_EL1")
    assert _runs() == []


def test_without_cache_nothing_is_kept(run: Run) -> None:
    run("list", "old", "--no-cache")
    run("list", "old", "--no-cache")
    assert len(_runs()) == 2
    assert not Path("cache").exists()


def test_a_cache_that_others_can_write_is_told_and_left(run: Run) -> None:
    Path("cache").mkdir()
    Path("cache").chmod(0o777)
    outcome = run("list", "old")
    assert outcome.code == 0
    assert "goes on without a cache: others can write" in outcome.err
    assert not list(Path("cache").iterdir())


def test_cold_trees_are_analysed_in_two_processes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "can_fork", lambda: True)
    parallel = run("compare", "old", "new", "--no-cache")
    assert len({process for process, _, _ in _runs()}) == 2
    monkeypatch.setattr(pairs, "can_fork", lambda: False)
    assert run("compare", "old", "new", "--no-cache") == parallel
    assert [process for process, _, _ in _runs()] == [str(os.getpid())] * 2


@pytest.mark.parametrize("can_fork", [True, False])
def test_an_error_in_the_other_process_is_told_alike(
    run: Run, monkeypatch: pytest.MonkeyPatch, can_fork: bool
) -> None:
    monkeypatch.setattr(pairs, "can_fork", lambda: can_fork)
    write_folder(Path("broken"), {**FILES, "target/arm/cpu.c": b"broken"})
    outcome = run("compare", "broken", "new")
    assert outcome.code == 3
    assert outcome.err == "cpregscan: error: target/arm/cpu.c:1: an assert fired\n"


def test_facts_of_released_versions_stand_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def shipped(spelling: str, arch: str) -> Path | None:
        return Path("v1.0.0.facts.xz") if (spelling, arch) == ("v1.0", "aarch64") else None

    Path("v1.0.0.facts.xz").write_bytes(pack(write_parts(old_facts()), XZ))
    monkeypatch.setattr(sources, "released_file", shipped)
    outcome = run("compare", "v1.0", "new")
    assert outcome.code == 1
    assert "v1.0: taken from the facts that ship with cpregscan" in outcome.err
    assert run("compare", "v1.1", "new").code == 3


def test_facts_and_tree_compare_with_each_other(run: Run) -> None:
    assert run("compare", "old.facts", "old", "--cpu", "cortex-a53").code == 0


def test_models_of_a_tree(run: Run) -> None:
    assert run("models", "new").out.split() == ["cortex-a53", "cortex-a57", "cortex-a76", "cortex-m3"]
