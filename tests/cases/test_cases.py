"""The whole way over the small trees: what `list` and `compare` print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases.trees import MODELS, base_facts, case_names, changes, write_tree
from tests.cli.conftest import Run
from tests.golden import Golden

MACHINES = ("--machine", "none", "--machine", "virt", "--machine", "virt,secure=on")

SILENT = frozenset(
    (
        "features-renumbered", "moved-to-another-table", "raw-write-forces-bit", "renamed", "section-field-resized",
        "subsection-added", "tolerances-added", "write-mask-narrowed",
    )
)  # fmt: skip
"""The cases that change nothing in the list."""

PASSING = frozenset(
    (
        "constant-added-zero", "features-renumbered", "masked-register-added", "model-added", "moved-to-another-table",
        "register-added", "register-removed-with-tolerance", "renamed", "subsection-added", "tolerances-added",
    )
)  # fmt: skip
"""The cases whose new tree loads what the old one sends, at least with luck."""


@pytest.mark.parametrize("case", case_names())
def test_compare_of_a_case(run: Run, golden: Golden, tmp_path: Path, case: str) -> None:
    write_tree(tmp_path / "old", {})
    write_tree(tmp_path / "new", changes(case))
    findings = run("compare", "old", "new", *MACHINES)
    assert (findings.code, findings.err) == (int(case not in PASSING), "")
    golden.check(f"{case}.findings.text", findings.out)
    changelog = run("compare", "old", "new", *MACHINES, "--view", "changelog")
    assert (changelog.code, changelog.err) == (int(case not in SILENT), "")
    golden.check(f"{case}.changelog.text", changelog.out)


def test_lists_of_all_models(run: Run, golden: Golden, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    outcome = run("list", "tree", *MACHINES, "--format", "tsv")
    assert outcome.code == 0
    assert outcome.err.endswith(", 0 undecided places, 0 refusals\n")
    golden.check("list.tsv", outcome.out)


def test_the_32_bit_binary_has_other_models(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    assert run("models", "tree").out.split() == list(MODELS)
    assert run("models", "tree", "--arch", "arm").out.split() == ["tiny-m", "tiny-v7"]


@pytest.mark.parametrize(
    ("cpu", "machine", "register", "name"),
    [
        ("tiny-max", "none", "ZCR_EL1", "because-of-an-id-register"),
        ("tiny-v8", "virt,secure=on", "HCR_EL2", "eliminated-to-zero"),
        ("tiny-v7", "virt,secure=on", "SCTLR_S", "secure-bank"),
    ],
)
def test_where_a_register_comes_from(
    run: Run, golden: Golden, tmp_path: Path, cpu: str, machine: str, register: str, name: str
) -> None:
    write_tree(tmp_path / "tree", {})
    outcome = run("list", "tree", "--cpu", cpu, "--machine", machine, "--register", register)
    assert outcome.code == 0
    golden.check(f"register-{name}.text", outcome.out)


def test_properties_and_machine_versions_reach_the_values(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    arguments = ("list", "tree", "--register", "CNTFRQ", "--format", "json", "--cpu")
    frequencies = {
        (cpu, machine): json.loads(run(*arguments, cpu, "--machine", machine).out)["cpus"][0]["registers"][0]
        for cpu in ("tiny-v8", "tiny-v8,counter-hz=5")
        for machine in ("virt-0.9", "virt-1.0")
    }
    assert {key: int(register["reset"], 16) for key, register in frequencies.items()} == {
        ("tiny-v8", "virt-0.9"): 62500000,
        ("tiny-v8", "virt-1.0"): 1000000000,
        ("tiny-v8,counter-hz=5", "virt-0.9"): 5,
        ("tiny-v8,counter-hz=5", "virt-1.0"): 5,
    }


def test_what_realize_refuses_is_told(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    outcome = run("list", "tree", "--cpu", "tiny-v8,counter-hz=0")
    assert outcome.code == 0
    assert "counter-hz must not be zero" in outcome.out


def test_a_second_run_takes_the_same_from_the_cache(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    first = run("list", "tree", *MACHINES, "--format", "json")
    assert run("list", "tree", *MACHINES, "--format", "json") == first
    assert sum(len(cpu.registers) for cpu in base_facts().cpus) == first.out.count('"index"')
