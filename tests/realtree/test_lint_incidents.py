"""Two patches that broke migration, linted and annotated as mails on their parents."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from tests.realtrees import upstream

pytestmark = pytest.mark.realtree

DEBUG_CHANNEL = "655659a74a36b63e33d2dc969d3c44beb1b008b3"
CACHE_TYPE = "3d65b958c5463a1c06cac51b6474097ecdbb576e"


def mail(commit: str, folder: Path) -> tuple[str, ...]:
    """The commit as a mail in a file, and the arguments that lint it on its parent."""
    command = ("git", "-C", str(upstream()), "format-patch", "-1", "--stdout", "--thread", commit)
    path = folder / "one.mbox"
    path.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    return (str(path), "--repo", str(upstream()), "--base", f"{commit}^")


def test_lost_register_of_the_debug_channel(run: Run, tmp_path: Path) -> None:
    arguments = (*mail(DEBUG_CHANNEL, tmp_path), "--cpu", "neoverse-n1", "--machine", "virt")
    outcome = run("lint", *arguments, "--format", "json")
    assert outcome.code == 1
    findings = json.loads(outcome.out)["findings"]
    lost = next(one for one in findings if one["rule"] == "unknown-cpreg" and one["level"] == "error")
    assert [subject["index"] for subject in lost["subjects"]] == ["0x40200000200e0298"]
    assert [reach["direction"] for reach in lost["reaches"]] == ["forward"]
    assert lost["sites"][0]["text"].startswith('- { .name = "DBGDTR_EL0", .state = ARM_CP_STATE_BOTH')
    added = next(one for one in findings if one["rule"] == "list-too-long")
    assert [reach["direction"] for reach in added["reaches"]] == ["backward"]
    assert (
        added["says"][0].startswith("Invalid value ") and " expecting positive value <= " in added["says"][0]
    )
    reply = run("annotate", *arguments, "--format", "text").out
    above, _, below = reply.partition("unknown to QEMU with")
    assert '> -    { .name = "DBGDTR_EL0", .state = ARM_CP_STATE_BOTH, .cp = 14,\n\n' in above
    assert "0x40200000200e0298" in below and added["says"][0] in below


def test_cache_type_of_max(run: Run, tmp_path: Path) -> None:
    arguments = (*mail(CACHE_TYPE, tmp_path), "--cpu", "max", "--machine", "none")
    outcome = run("lint", *arguments, "--format", "json")
    assert outcome.code == 0
    changed = [one for one in json.loads(outcome.out)["findings"] if one["rule"] == "constant-changed"]
    assert {one["level"] for one in changed} == {"warning"}
    assert all(one["moving_target"] for one in changed)
    assert any("CTR_EL0" in one["message"] and "ctr" in one["sites"][0]["text"].lower() for one in changed)
    assert "promise no compatibility" in run("annotate", *arguments, "--format", "text").out
