"""Leaves what an analysis translated to later runs, without keeping the user waiting."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from cpregscan.analysis import Leavings
from cpregscan.facts.programs import KeptPrograms, Nearby
from cpregscan.facts.recording import RecordingTree

_MOST_FILES = 4096
"""File descriptors that a process may have by default, with room to spare."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """What is kept for one tree; see `cpregscan.analysis.Keeper`."""

    tree: RecordingTree
    programs: KeptPrograms
    writers: dict[int, bool]
    """The processes that write, for `settle`, each with whether it writes a program."""

    def nearest(self) -> Nearby | None:
        """The program of the tree that differs least from this one."""
        return self.programs.nearest(self.tree)

    def keep(self, make: Callable[[], Leavings], *, program: bool) -> None:
        """Writes what is left: on Linux in a process of its own, which outlives this one by half a second."""
        if not self.tree.steady:
            return
        if sys.platform != "linux":
            self._write(make)
        elif writer := os.fork():
            self.writers[writer] = program
        else:
            try:
                os.closerange(0, _MOST_FILES)  # nobody who reads our output, or git's, waits for this process
                self._write(make)
            finally:
                os._exit(0)

    def settle(self) -> bool:
        """Waits until all is written; gives whether there was a program among it."""
        left = any(self.writers.values())
        while self.writers:
            os.waitpid(self.writers.popitem()[0], 0)
        return left

    def _write(self, make: Callable[[], Leavings]) -> None:
        leavings = make()
        self.programs.keep(self.tree.answers, leavings.content, leavings.searched)
