"""A line on the terminal that tells how far the work is, if it takes longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from cpregscan.facts.escape import printable

MOMENT = 0.5
"""Seconds before anything is shown."""


class TerminalProgress:
    """Called as an analysis goes on; shows nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Shows what is being worked on, and how many of how many are done."""
        if self._terminal and time.monotonic() - self._start > MOMENT:
            sys.stderr.write(f"\r\x1b[K{done}/{total} {printable(what)[:70]}")
            sys.stderr.flush()
            self._shown = True

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
