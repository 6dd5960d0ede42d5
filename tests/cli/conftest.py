"""Fixtures of the command line: facts files, a folder tree, and an environment of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from cpregscan.cli.main import main
from cpregscan.facts.packing import XZ, pack
from cpregscan.facts.writer import write_parts
from tests.facts.sample import new_facts, old_facts


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of cpregscan came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in with two facts files, and a cache that nobody else has."""
    (tmp_path / "old.facts").write_bytes(pack(write_parts(old_facts()), None))
    (tmp_path / "new.facts.xz").write_bytes(pack(write_parts(new_facts()), XZ))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CPREGSCAN_CACHE", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "CPREGSCAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs cpregscan in this process."""

    def run_it(*arguments: str | Sequence[str]) -> Outcome:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_it
