"""Shipped facts are found by any spelling of their version; the analyser names itself by its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cpregscan
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.released import released_file, released_versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("v9.2.0-aarch64", "v10.0.0-aarch64", "v10.0.0-arm", "v4.1.0-aarch64"):
        (tmp_path / f"{name}.facts.xz").touch()
    (tmp_path / "README").touch()
    return tmp_path


@pytest.mark.parametrize("spelling", ["v10.0", "10.0", "v10.0.0", "10.0.0"])
def test_spellings(folder: Path, spelling: str) -> None:
    assert released_file(spelling, "arm", folder) == folder / "v10.0.0-arm.facts.xz"


@pytest.mark.parametrize("spelling", ["10.0.1", "v11", "master", "v10.0-rc1", "../v10.0", ""])
def test_what_is_not_shipped(folder: Path, spelling: str) -> None:
    assert released_file(spelling, "arm", folder) is None


def test_versions_are_in_order(folder: Path) -> None:
    assert released_versions("aarch64", folder) == ("v4.1.0", "v9.2.0", "v10.0.0")


def test_the_analyser_names_version_and_text() -> None:
    assert re.fullmatch(re.escape(cpregscan.__version__) + r"\+[0-9a-f]{12}", analyser_version())


def test_surroundings_name_the_parsers() -> None:
    assert "tree_sitter-" in surroundings()
    assert "pycparser-" in surroundings()
