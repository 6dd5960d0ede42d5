"""Keeps a cache folder within its size: the files longest unused go first."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK = 4096
"""Bytes that even an empty file takes."""


class _File(NamedTuple):
    used: float
    size: int
    path: str


def evict(root: Path, limit: int) -> None:
    """Removes files below the root, oldest first, until the rest takes no more than ``limit`` bytes.

    Another run may read or write meanwhile: a file it misses it makes again. Leavings of killed runs
    are files like others and grow old in the same way.
    """
    files = sorted(_files(str(root)))
    total = sum(file.size for file in files)
    for file in files:
        if total <= limit:
            return
        total -= file.size
        with contextlib.suppress(OSError):
            os.unlink(file.path)
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(file.path))


def _files(folder: str) -> Iterator[_File]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
                continue
            with contextlib.suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                yield _File(status.st_mtime, max(status.st_size, BLOCK), entry.path)
