"""Leaves what an analysis translated to later runs, without keeping the user waiting."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from cpregscan.facts.programs import KeptPrograms, Nearby
from cpregscan.facts.recording import RecordingTree

_MOST_FILES = 4096
"""File descriptors that a process may have by default, with room to spare."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """What is kept for one tree; see `cpregscan.analysis.Keeper`."""

    tree: RecordingTree
    programs: KeptPrograms

    def nearest(self) -> Nearby | None:
        """The program of the tree that differs least from this one."""
        return self.programs.nearest(self.tree)

    def keep(self, make: Callable[[], bytes | None]) -> None:
        """Writes a program: on Linux in a process of its own, which outlives this one by half a second."""
        if not self.tree.steady:
            return
        if sys.platform != "linux":
            self._write(make)
        elif not os.fork():
            try:
                os.closerange(0, _MOST_FILES)  # nobody who reads our output, or git's, waits for this process
                self._write(make)
            finally:
                os._exit(0)

    def _write(self, make: Callable[[], bytes | None]) -> None:
        if content := make():
            self.programs.keep(self.tree.answers, content)
