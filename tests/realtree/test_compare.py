"""`cpregscan compare` and `list` of two Debian trees print what the recordings of their binaries say."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cpregscan.facts.model import Guest
from tests.realtree.recordings import RECORDINGS
from tests.realtrees import CHECKOUT, debian_trees

Key = tuple[str, int]
"""A CPU model and a register's index."""
Recorded = dict[str, dict[int, int]]
"""Of each CPU model, the recorded values by index."""


@dataclass(frozen=True)
class Case:
    """What is compared: the models that both recordings of a binary have on a machine."""

    arch: str
    machine: str

    @functools.cached_property
    def recorded(self) -> tuple[Recorded, Recorded]:
        """The recorded lists of both binaries."""
        old, new = (
            self._lists(recording.guests()) for recording in RECORDINGS if recording.arch == self.arch
        )
        common = sorted(old.keys() & new.keys())
        return {cpu: old[cpu] for cpu in common}, {cpu: new[cpu] for cpu in common}

    def _lists(self, guests: Iterator[tuple[Guest, dict[int, int]]]) -> Recorded:
        wanted = (self.machine, 1)
        return {g.cpu: values for g, values in guests if (g.machine, g.smp) == wanted and "," not in g.cpu}

    @property
    def arguments(self) -> list[str]:
        """What selects the case on the command line."""
        cpus = [word for cpu in self.recorded[0] for word in ("--cpu", cpu)]
        return ["--arch", self.arch, "--machine", self.machine, *cpus]


CASES = tuple(Case(arch, machine) for arch in ("aarch64", "arm") for machine in ("none", "virt-7.2"))

pytestmark = [
    pytest.mark.realtree,
    pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.arch}-{case.machine}"),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of this module's own: what compare analysed, list need not."""
    return tmp_path_factory.mktemp("cache")


def cpregscan(cache: Path, code: int, *arguments: str) -> str:
    """What a run of the program prints. It must end with the exit code, and may speak of its coverage alone."""
    environment = {**os.environ, "CPREGSCAN_CACHE": str(cache), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "cpregscan", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert all(line.endswith(", 0 undecided places, 0 refusals") for line in done.stderr.splitlines())
    return done.stdout


def folders() -> tuple[str, str]:
    """The trees that the recorded binaries were built from, as folders."""
    old, new = debian_trees()
    assert (old.release, new.release) == (RECORDINGS[0].release, RECORDINGS[-1].release)
    return str(old.folder), str(new.folder)


def rows(cache: Path, tree: str, case: Case) -> dict[Key, dict[str, str]]:
    """The lines of `list --format tsv`."""
    text = cpregscan(cache, 0, "list", tree, *case.arguments, "--format", "tsv")
    table = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {(row["cpu"], int(row["index"], 16)): row for row in table}


def test_list_prints_the_recorded_lists(case: Case, cache: Path) -> None:
    for tree, recorded in zip(folders(), case.recorded, strict=True):
        listed = {key: int(row["const"] or row["reset"], 16) for key, row in rows(cache, tree, case).items()}
        assert listed == {(cpu, index): recorded[cpu][index] for cpu in recorded for index in recorded[cpu]}


def test_compare_prints_the_recorded_differences(case: Case, cache: Path) -> None:
    old, new = folders()
    printed = json.loads(
        cpregscan(cache, 1, "compare", old, new, *case.arguments, "--view", "changelog", "--format", "json")
    )
    assert printed["only_old"] == printed["only_new"] == []
    assert [guest["cpu"] for guest in printed["guests"]] == list(case.recorded[0])
    constant = [{key for key, row in rows(cache, tree, case).items() if row["const"]} for tree in (old, new)]
    expected = sorted(recorded_lines(case, constant[0], constant[1]))
    assert len(expected) > 50
    assert sorted(printed_lines(printed)) == expected


def printed_lines(document: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    """Each change of each guest in compare's JSON: CPU, kind, index, old and new value."""
    guests = document["guests"]
    for change in document["changes"]:
        numbers = change["guests"]
        assert isinstance(numbers, list)
        for number in numbers:
            values = f"{shown(change['old'])} {shown(change['new'])}"
            yield f"{guests[number]['cpu']} {change['kind']} {change['index']} {values}"


def shown(side: object) -> str:
    """The value that one side of a change prints."""
    if not isinstance(side, dict):
        return "-"
    return f"{int(side['const'] or side['reset'], 16):#x}"


def recorded_lines(case: Case, old_constant: set[Key], new_constant: set[Key]) -> Iterator[str]:
    """The same from the recordings. They do not tell what is constant: that is taken from the lists."""
    for cpu, old in case.recorded[0].items():
        new = case.recorded[1][cpu]
        for index in old.keys() | new.keys():
            key = (cpu, index)
            line = f"{index:#018x} {recorded_value(old, index)} {recorded_value(new, index)}"
            if index not in new:
                yield f"{cpu} only-old {line}"
            elif index not in old:
                yield f"{cpu} only-new {line}"
            elif (key in old_constant) != (key in new_constant) or (
                key in new_constant and old[index] != new[index]
            ):
                yield f"{cpu} const {line}"


def recorded_value(values: dict[int, int], index: int) -> str:
    """The recorded value, if there is one."""
    return f"{values[index]:#x}" if index in values else "-"
