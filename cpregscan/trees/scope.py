"""Which part of a tree is read. The same for every sort of tree, so that all show the same files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Scope:
    """The folders (or single files) that a tree shows, with all below them, besides the files at its root.

    ``mirrors`` are folders that it does not show, below which the project keeps copies of such files.
    """

    folders: tuple[str, ...]
    mirrors: tuple[str, ...] = ()

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(folder + "/" for folder in self.folders)

    @cached_property
    def _on_the_way(self) -> frozenset[str]:
        return frozenset(
            folder[:end] if end >= 0 else ""
            for folder in self.folders
            for end in (-1, *(number for number, letter in enumerate(folder) if letter == "/"))
        )

    def shows(self, path: str) -> bool:
        """Whether a tree shows the file at this path: one at the root, or one below the folders."""
        return "/" not in path or (path + "/").startswith(self._prefixes)

    def mirrors_at(self, path: str) -> bool:
        """Whether the file at this path may be a copy, by the project itself, of one that a tree shows."""
        return path.startswith(tuple(folder + "/" for folder in self.mirrors))

    def leads(self, folder: str) -> bool:
        """Whether files that a tree shows may lie below this folder ("" is the root)."""
        return folder in self._on_the_way or (folder + "/").startswith(self._prefixes)


FOLDERS = (
    "accel",
    "common-user",
    "configs",
    "default-configs",
    "fpu",
    "gdbstub",
    "host",
    "hw/arm",
    "hw/core",
    "hw/cpu",
    "hw/intc",
    "hw/misc",
    "include",
    "linux-headers",
    "migration",
    "monitor",
    "qapi",
    "qobject",
    "qom",
    "semihosting",
    "softmmu",
    "stubs",
    "system",
    "target/arm",
    "tcg",
    "trace",
    "util",
)
"""The folders of QEMU that matter.

A quarter of QEMU's files. The rest (firmware, documents, tests, other targets, devices) is nine
tenths of a release archive and more than half of the time that listing a commit takes.
"""

QEMU = Scope(FOLDERS)
"""What is read of a QEMU tree."""

in_scope = QEMU.shows
