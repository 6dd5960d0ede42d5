"""What `check` says of one tree, and what `--verify-fix` makes of what a comparison proposes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.trees import changes, write_tree
from tests.cli.conftest import Run

_ONE = ("--cpu", "tiny-v8", "--machine", "virt")


def test_the_base_loads_its_own_streams(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    outcome = run("check", "tree", *_ONE, "--format", "tsv")
    assert outcome.code == 0
    assert outcome.out.splitlines()[1:] == ["virt\ttiny-v8\tforward\tloads\tloads\t"]


def test_one_name_at_two_encodings_is_told(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {})
    path = tmp_path / "tree/target/arm/v8_regs.c"
    names = [line.split('"')[1] for line in path.read_text().splitlines() if '.name = "' in line]
    path.write_text(path.read_text().replace(f'"{names[1]}"', f'"{names[0]}"'))
    outcome = run("check", "tree", *_ONE, "--format", "terse")
    assert "[two-encodings]" in outcome.out
    assert names[0] in outcome.out


@pytest.mark.parametrize("case", ["register-removed"])
def test_a_table_entry_that_is_proposed_mends_the_load(run: Run, tmp_path: Path, case: str) -> None:
    write_tree(tmp_path / "old", {})
    write_tree(tmp_path / "new", changes(case))
    plain = run("compare", "old", "new", *_ONE)
    assert "verified" not in plain.out
    outcome = run("compare", "old", "new", *_ONE, "--verify-fix")
    assert "verified: with it tiny-v8 on virt goes forward from fails-at-reset to" in outcome.out


def test_facts_alone_verify_nothing(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "old", {})
    write_tree(tmp_path / "new", changes("register-removed"))
    assert run("facts", "new", *_ONE, "-o", "new.facts").code == 0
    outcome = run("compare", "old", "new.facts", *_ONE, "--verify-fix")
    assert "not verified: that takes the new tree" in outcome.out
