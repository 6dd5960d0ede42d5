"""Where the real QEMU trees and the recordings of real QEMUs are, for tests marked ``realtree``."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
TREES = CHECKOUT / "corpora" / "trees"


@dataclass(frozen=True, slots=True)
class DebianTree:
    """A Debian source package of the manifest: ``release`` is what its file VERSION says."""

    name: str
    release: str

    @property
    def folder(self) -> Path:
        """The unpacked tree. Skips the test if it was not fetched; fails it if CPREGSCAN_REQUIRE_TREES is set."""
        folder = TREES / self.name
        if not folder.is_dir():
            _lacking(f"no {folder.relative_to(CHECKOUT)}: make corpora gets it", required=True)
        return folder


@dataclass(frozen=True, slots=True)
class Release:
    """A release of upstream's (or its branch master at a time): its name and its commit."""

    name: str
    commit: str


def debian_trees() -> list[DebianTree]:
    """The Debian trees of the manifest, oldest first."""
    return [DebianTree(entry["name"], entry["release"]) for entry in _manifest()["debian"]["trees"]]


def releases() -> list[Release]:
    """Upstream's releases in the manifest, oldest first, master last."""
    return [Release(entry["name"], entry["commit"]) for entry in _manifest()["upstream"]["releases"]]


def upstream() -> Path:
    """A repository with upstream's releases. Skips the test if none was registered."""
    folder = TREES / str(_manifest()["upstream"]["folder"])
    if not folder.is_dir():
        _lacking("no clone of upstream: corpora/fetch --clone PATH registers one", required=False)
    return folder


def oracle() -> Path:
    """The folder of the recordings of real QEMUs, beside the checkout. Skips the test if it is not there."""
    folder = CHECKOUT.parent / "shared" / "oracle"
    if not folder.is_dir():
        _lacking("no recordings of real QEMUs in ../shared/oracle", required=False)
    return folder


def _lacking(what: str, *, required: bool) -> NoReturn:
    if required and os.environ.get("CPREGSCAN_REQUIRE_TREES"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def _manifest() -> dict[str, Any]:
    return tomllib.loads((CHECKOUT / "corpora" / "manifest.toml").read_text(encoding="utf-8"))
