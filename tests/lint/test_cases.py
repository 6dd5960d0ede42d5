"""Every small change as a patch: what is found, and on which line of the patch."""

from __future__ import annotations

import json

import pytest

from tests.cases.trees import case_names
from tests.cli.conftest import Run
from tests.golden import Golden
from tests.lint.conftest import Repository

SILENT = frozenset(("model-added", "moved-to-another-table", "renamed"))
"""The cases that do nothing to a stream."""
MACHINES = ("--machine", "none", "--machine", "virt,secure=on")


@pytest.mark.parametrize("case", case_names())
def test_line_of_each_finding(run: Run, golden: Golden, repository: Repository, case: str) -> None:
    repository.lay(case)
    outcome = run("lint", "--worktree", *MACHINES, "--format", "json")
    assert outcome.err == ""
    findings = json.loads(outcome.out)["findings"]
    assert bool(findings) == (case not in SILENT)
    lines = []
    for finding in findings:
        site = finding["sites"][0]
        assert site["label"].startswith("patch, "), "a finding stands on a line of the patch"
        lines.append(f"{finding['level']}[{finding['rule']}] {site['path']}:{site['line']}: {site['text']}\n")
    golden.check(f"{case}.lines", "".join(sorted(lines)))


@pytest.mark.parametrize("case", sorted(SILENT))
def test_nothing_is_printed_where_nothing_travels(run: Run, repository: Repository, case: str) -> None:
    repository.lay(case)
    outcome = run("lint", "--worktree", *MACHINES)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
