"""The verbs over facts files: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cpregscan.facts.reader import open_facts
from tests.cli.conftest import Run
from tests.facts.sample import new_facts, old_facts
from tests.golden import Golden


def test_compare_tells_differences(run: Run, golden: Golden) -> None:
    outcome = run("compare", "old.facts", "new.facts.xz")
    assert (outcome.code, outcome.err) == (1, "")
    golden.check("compare.text", outcome.out)


def test_compare_of_the_same_is_zero(run: Run) -> None:
    assert run("compare", "old.facts", "old.facts", "--cpu", "cortex-a53").code == 0


def test_compare_of_one_cpu(run: Run) -> None:
    outcome = run("compare", "old.facts", "new.facts.xz", "--cpu", "cortex-m3", "--format", "json")
    assert outcome.code == 0
    assert [guest["cpu"] for guest in json.loads(outcome.out)["guests"]] == ["cortex-m3"]


def test_compare_of_several_machines(run: Run) -> None:
    outcome = run(
        "compare", "old.facts", "new.facts.xz", "--machine", "none", "--machine", "virt,secure=on",
        "--format", "json",
    )  # fmt: skip
    assert {guest["machine"] for guest in json.loads(outcome.out)["guests"]} == {"none", "virt,secure=on"}


def test_list_of_all(run: Run, golden: Golden) -> None:
    outcome = run("list", "old.facts")
    assert (outcome.code, outcome.err) == (0, "")
    golden.check("list.text", outcome.out)


def test_list_of_one_register(run: Run, golden: Golden) -> None:
    outcome = run("list", "old.facts", "--cpu", "cortex-a57", "--register", "s3_0_c0_c6_0")
    assert outcome.code == 0
    golden.check("register.text", outcome.out)


def test_tsv_keeps_what_is_undecided_off_the_table(run: Run) -> None:
    outcome = run("list", "old.facts", "--cpu", "cortex-a57", "--format", "tsv")
    assert len(outcome.out.splitlines()) == 6
    assert "helper.c:444: the value of host_cpuid() is not known" in outcome.err
    assert "1 undecided place" in outcome.err


def test_list_to_a_file(run: Run, tmp_path: Path) -> None:
    outcome = run("list", "old.facts", "--format", "tsv", "-o", "list.tsv")
    assert outcome.out == ""
    assert (tmp_path / "list.tsv").read_text().startswith("cpu\tmachine\tindex")


def test_colour_is_for_terminals(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in run("list", "old.facts").out
    assert "\x1b" in run("list", "old.facts", "--color", "always").out


def test_models(run: Run) -> None:
    assert run("models", "old.facts").out == "cortex-a53\ncortex-a57\ncortex-m3\npxa250\n"


def test_graph_of_a_line(run: Run) -> None:
    outcome = run("graph", "old.facts", "--place", "helper.c:8000")
    assert outcome.out.splitlines() == [
        "cortex-a53 on none: ID_AA64ISAR0_EL1 ID_AA64ISAR1_EL1",
        "cortex-a57 on none: ID_AA64ISAR0_EL1 ID_AA64ISAR1_EL1",
    ]


def test_graph_of_a_line_that_leads_nowhere(run: Run) -> None:
    outcome = run("graph", "old.facts", "--place", "helper.c:1")
    assert (outcome.code, outcome.out) == (0, "")
    assert "no register of these CPUs comes by this line" in outcome.err


def test_graph_as_dot(run: Run) -> None:
    assert run("graph", "old.facts", "--cpu", "pxa250", "--format", "dot").out.startswith("digraph")


@pytest.mark.parametrize("name", ["copy.facts", "copy.facts.gz", "copy.facts.xz"])
def test_facts_are_written_as_they_were(run: Run, name: str) -> None:
    outcome = run("facts", "old.facts", "-o", name)
    assert outcome.code == 0
    expected = tuple(cpu for cpu in old_facts().cpus if cpu.machine == "none")
    assert open_facts(Path(name)).facts(detailed=True).cpus == expected
    assert "4 models, 4 guests" in outcome.err


def test_facts_go_to_standard_output(run: Run) -> None:
    assert run("facts", "new.facts.xz").out.startswith("cpregscan facts, format ")


def test_all_means_every_model(run: Run) -> None:
    one, every = run("list", "new.facts.xz"), run("list", "new.facts.xz", "--cpu", "all")
    assert one.out == every.out
    assert all(cpu.cpu in one.out for cpu in new_facts().cpus)
