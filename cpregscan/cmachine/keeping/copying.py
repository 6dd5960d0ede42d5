"""A program, or something that holds one, as bytes."""

from __future__ import annotations

import contextlib
import pickle
import sys
import threading
import zlib
from collections.abc import Iterator
from typing import Any

from cpregscan.collecting import without_collection

_STACK = 256 << 20
_DEPTH = 60_000
"""Types hold types: a walk over a program goes some thousand objects deep."""


def dump(kept: Any) -> bytes | None:
    """Something that holds a program as bytes, for `load`; None if that takes more of Python's stack than there is."""
    found: list[bytes] = []

    def run() -> None:
        with contextlib.suppress(RecursionError, MemoryError), _deep():
            found.append(zlib.compress(pickle.dumps(kept, pickle.HIGHEST_PROTOCOL), 1))

    size = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    return found[0] if found else None


def load(content: bytes) -> Any:
    """What was dumped by this very analyser; a program in it is neither attached nor revived."""
    with without_collection():
        return pickle.loads(zlib.decompress(content))  # noqa: S301  (from the user's own cache, see `open_store`)


@contextlib.contextmanager
def _deep() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEPTH)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
