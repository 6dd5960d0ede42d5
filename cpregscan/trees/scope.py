"""Which part of a QEMU tree is read. The same for every sort of tree, so that all show the same files."""

from __future__ import annotations

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
"""The folders that a tree shows, with all below them, besides the files at its root.

A quarter of QEMU's files. The rest (firmware, documents, tests, other targets, devices) is nine
tenths of a release archive and more than half of the time that listing a commit takes.
"""

_PREFIXES = tuple(folder + "/" for folder in FOLDERS)
_ON_THE_WAY = frozenset(folder.rpartition("/")[0] for folder in FOLDERS)


def in_scope(path: str) -> bool:
    """Whether a tree shows the file at this path: one at the root, or one below FOLDERS."""
    return "/" not in path or path.startswith(_PREFIXES)


def leads_into_scope(folder: str) -> bool:
    """Whether files that a tree shows may lie below this folder ("" is the root)."""
    return folder in _ON_THE_WAY or (folder + "/").startswith(_PREFIXES)
