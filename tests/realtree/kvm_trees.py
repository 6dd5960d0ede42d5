"""The Linux kernels that corpora/fetch gets, for tests marked ``realtree``; others may be put beside them by hand."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

from cpregscan.kvm.listing import kernel_list
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.shape import open_kernel
from tests.realtrees import CHECKOUT, TREES


def kernels() -> list[str]:
    """The names of the manifest's kernels and of those that are there anyhow, oldest first."""
    there = {path.name for path in TREES.glob("linux-*") if path.is_dir()}
    return sorted({*_wanted(), *there}, key=_numbers)


def folder(name: str) -> Path:
    """The kernel's folder. Skips the test if it was not fetched, or fails it if it has to be there."""
    path = TREES / name
    if not path.is_dir():
        what = f"no {path.relative_to(CHECKOUT)}: corpora/fetch {name} gets it"
        if _wanted().get(name) and os.environ.get("CPREGSCAN_REQUIRE_TREES"):
            pytest.fail(what, pytrace=False)
        pytest.skip(what)
    return path


@lru_cache
def kernel(name: str) -> KernelList:
    """The list of a kernel. Skips the test if it was not fetched."""
    return kernel_list(open_kernel(str(folder(name))))


def _wanted() -> dict[str, bool]:
    manifest = tomllib.loads((CHECKOUT / "corpora" / "manifest.toml").read_text(encoding="utf-8"))
    return {entry["name"]: entry.get("wanted", False) for entry in manifest["linux"]["trees"]}


def _numbers(name: str) -> list[int]:
    return [int(number) for number in name.removeprefix("linux-").split(".")]
