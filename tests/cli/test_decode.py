"""cpregscan decode: from any form of a register to all others, and to who sends it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cpregscan.cli import decode
from cpregscan.facts.released import released_file, released_versions
from tests.cli.conftest import Run

ISAR0 = "0x603000000013c030"


@pytest.mark.parametrize(
    "words",
    [
        [ISAR0],
        ["0x1013c030"],
        ["S3_0_C0_C6_0"],
        ["id_aa64isar0_el1"],
        ["0x0013c030", "0x60300000"],
        ["0x60300000", "0x0013c030"],
        ["system", "register", "0x1013c030"],
    ],
)
def test_every_form_leads_to_the_same(run: Run, words: list[str]) -> None:
    outcome = run("decode", *words, "--tree", "old.facts", "--format", "json")
    assert outcome.code == 0
    (register,) = json.loads(outcome.out)["registers"]
    assert register["index"] == ISAR0
    assert register["key"] == register["message_id"] == "0x1013c030"
    assert (register["encoding"], register["bank"], register["width"]) == ("S3_0_C0_C6_0", "", 64)
    assert register["names"][-1]["words"] == ["ID_AA64ISAR0_EL1"]
    assert register["models"][-1] == {"trees": ["v1.0"], "words": ["cortex-a53", "cortex-a57"]}


def test_both_banks_where_the_form_does_not_tell(run: Run) -> None:
    outcome = run("decode", "p15,0,c7,c4,0", "--tree", "old.facts")
    assert outcome.code == 0
    assert outcome.out.count("p15,0,c7,c4,0: PAR\n") == outcome.out.count("p15,0,c7,c4,0: PAR_S\n") == 1
    assert "  words     0x200f3a00 0x40200000, as a debugger shows them\n" in outcome.out
    assert "  state     AA32, 32 bits, bank S\n" in outcome.out


def test_a_register_that_nobody_sends(run: Run) -> None:
    outcome = run("decode", "S3_7_C15_C15_7", "--tree", "old.facts")
    assert outcome.code == 0
    assert "S3_7_C15_C15_7: no name known\n" in outcome.out
    assert "v1.0\n" in outcome.out.partition("  sent by   no model of ")[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ID_AA64ISAR9_EL1", "--tree", "old.facts"], "near names: ID_AA64ISAR1_EL1"),
        (["0x6030000000100000"], "one of the core registers"),
        (["S3_9_C0_C0_0"], "a field is too large"),
        (["1", "2", "3"], "neither one number nor the two 32-bit words"),
        (["0x0"], None),
        ([], "the following arguments are required: REGISTER"),
    ],
)
def test_what_cannot_be_decoded(run: Run, words: list[str], message: str | None) -> None:
    outcome = run("decode", *words)
    assert outcome.code == (0 if message is None else 2)
    assert (message or "") in outcome.err


def test_releases_that_cannot_be_read_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("v9.0.0-aarch64.facts.xz").write_bytes(b"rubbish")
    monkeypatch.setattr(decode, "released_versions", lambda arch: released_versions(arch, Path()))
    monkeypatch.setattr(decode, "released_file", lambda name, arch: released_file(name, arch, Path()))
    outcome = run("decode", ISAR0)
    assert outcome.code == 0
    assert "note: the releases are not looked through: v9.0.0-aarch64.facts.xz: " in outcome.err
    assert outcome.out.endswith("  sent by   not known: no tree was looked at\n")


@pytest.mark.skipif(not released_versions("aarch64"), reason="no facts of releases are shipped")
def test_the_releases_are_looked_through(run: Run) -> None:
    outcome = run("decode", "SCTLR_EL1")
    assert outcome.code == 0
    first, last = released_versions("aarch64")[0], released_versions("aarch64")[-1]
    assert f"  sent by   {first} to {last}: " in outcome.out
