"""Verdicts against real loads, refused values and probed bits of real QEMUs."""

from __future__ import annotations

import gzip
import json

import pytest

from cpregscan.facts.model import Guest, Register
from tests.realtree.migrations import judgements, recorded
from tests.realtree.recordings import RECORDINGS
from tests.realtrees import oracle

pytestmark = pytest.mark.realtree

_LEAST_LOADS = 633
"""How many loads are recorded that the CPU's section decided."""


@pytest.mark.parametrize("arch", ["aarch64", "arm"])
def test_every_verdict_is_what_happened(arch: str) -> None:
    wrong = []
    for one in recorded():
        if one.arch == arch:
            judgement = judgements(arch)[one.guest, one.direction]
            if judgement.loads_with_zeroed_heap != one.loads:
                wrong.append(f"{one}: {judgement.verdict.value} by {', '.join(judgement.rules)}")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("arch", ["aarch64", "arm"])
def test_the_class_of_cause_is_what_was_seen(arch: str) -> None:
    for one in recorded():
        if one.arch == arch and not one.loads:
            judgement = judgements(arch)[one.guest, one.direction]
            assert ("list-too-long" in judgement.rules) == (one.observed == "cpreg-count"), one
            if one.observed == "cpreg-count":
                assert "expecting positive value <=" in judgement.says[0]


def test_the_recording_is_not_empty() -> None:
    assert sum(1 for _ in recorded()) >= _LEAST_LOADS


def test_refused_values_are_those_that_were_refused() -> None:
    with gzip.open(oracle() / "values-7.2-10.0.jsonl.gz") as lines:
        pairs = [json.loads(line) for line in lines]
    analyses = {recording.name: recording.analysis() for recording in RECORDINGS}
    for pair in pairs:
        guest = Guest(pair["cpu"], pair["machine"])
        sent, own = (
            {register.index: register for register in analyses[f"qemu-{end}"].facts_of(guest).registers}
            for end in (pair["src"], pair["dst"])
        )
        refused = [hex(index) for index in sent.keys() & own.keys() if _refuses(sent[index], own[index])]
        assert sorted(refused) == sorted(pair["refused"]), guest


def _refuses(source: Register, destination: Register) -> bool:
    value = source.const if source.const is not None else source.reset
    assert value is not None
    return destination.accepts.takes(value) is False


def test_accepted_bits_are_those_that_were_accepted() -> None:
    (recording,) = (one for one in RECORDINGS if one.name == "qemu-10.0")
    with gzip.open(oracle() / "bitprobe-10.0.json.gz") as file:
        probes = json.load(file)["cpus"]
    for cpu in probes.values():
        facts = recording.analysis().facts_of(Guest(cpu["cpu"], cpu["machine"]))
        registers = {register.index: register for register in facts.registers}
        for name, probe in cpu["registers"].items():
            assert registers[int(probe["index"], 16)].accepts.kept == int(probe["accepted"], 16), name
