"""The facts of released QEMU versions that ship with the package."""

from __future__ import annotations

import re
from pathlib import Path

from cpregscan.resources import released_facts

SUFFIX = ".facts.xz"
FOLDER = released_facts()
_RELEASE = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


def released_file(spelling: str, arch: str, folder: Path = FOLDER) -> Path | None:
    """The shipped file for a version spelt ``v10.0``, ``10.0`` or ``v10.0.0``; None if there is none."""
    match = _RELEASE.fullmatch(spelling)
    if not match:
        return None
    major, minor, stable = match.groups(default="0")
    path = folder / f"v{major}.{minor}.{stable}-{arch}{SUFFIX}"
    return path if path.is_file() else None


def released_versions(arch: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """The versions whose facts ship with the package, such as ``v10.0.0``, oldest first."""
    ending = f"-{arch}{SUFFIX}"
    names = [path.name.removesuffix(ending) for path in folder.glob(f"v*{ending}")]
    return tuple(sorted(filter(_RELEASE.fullmatch, names), key=_version_key))


def _version_key(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.removeprefix("v").split("."))
