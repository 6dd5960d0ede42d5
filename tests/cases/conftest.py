"""Fixtures of the small trees: a folder to work in, a cache of one's own, and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import run

__all__ = ["run"]


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CPREGSCAN_CACHE", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "CPREGSCAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
