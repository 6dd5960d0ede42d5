"""Whether a tree is a Linux kernel tree, which part of it is read, and which version it says it is."""

from __future__ import annotations

import re

from cpregscan.errors import TreeError
from cpregscan.kvm.files import HEADERS, LIST_FILE, SYSREG_SOURCE, TABLE_FILE, UNITS
from cpregscan.trees.opening import open_unchecked
from cpregscan.trees.paths import shown
from cpregscan.trees.project import Project
from cpregscan.trees.scope import Scope
from cpregscan.trees.tree import Tree

KERNEL = Scope(
    (
        *("arch/arm64/kvm", "arch/arm64/include", SYSREG_SOURCE),
        *sorted(path for path in HEADERS.values() if not path.startswith("arch/")),
    ),
    mirrors=("tools",),
)
"""What is read of a kernel tree; headers are repeated below tools/, for programs."""

VERSION_FILE = "Makefile"
"""The file that tells the version."""

REQUIRED = (
    VERSION_FILE,
    LIST_FILE,
    TABLE_FILE,
    HEADERS["asm/kvm_host.h"],
    HEADERS["asm/sysreg.h"],
    HEADERS["asm/kvm.h"],
)
"""Files without which nothing can be said."""

_VERSION = re.compile(
    rb"^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)[ \t]*=[ \t]*([\w.-]*)[ \t]*$", re.MULTILINE
)


def open_kernel(spec: str, repo: str | None = None) -> Tree:
    """The kernel tree that ``spec`` (a folder, an archive or a ref) stands for. Raises TreeError."""
    tree = open_unchecked(spec, repo, KERNEL)
    try:
        check_kernel(tree)
    except TreeError:
        tree.close()
        raise
    return tree


KERNEL_PROJECT = Project(KERNEL, open_kernel)
"""The Linux kernel."""


def reads(path: str) -> bool:
    """Whether the list that a kernel gives may hang on a file, by its name."""
    header = "/" in path and path.endswith(".h") and KERNEL.shows(path)
    return header or path in UNITS or path == SYSREG_SOURCE


def check_kernel(tree: Tree) -> None:
    """Raises TreeError if the tree is not a Linux kernel tree with KVM for arm64, or only a part of one."""
    missing = [path for path in REQUIRED if tree.blob(path) is None]
    if TABLE_FILE in missing:
        raise TreeError(
            f"is not a Linux kernel tree with KVM for arm64: it has no {TABLE_FILE}", shown(tree.name)
        )
    if missing:
        raise TreeError(f"is only a part of a kernel tree: it lacks {', '.join(missing)}", shown(tree.name))


def kernel_version(tree: Tree) -> str:
    """What the tree's Makefile says, such as ``6.12.107`` or ``7.3.0-rc7``; "" if it says nothing."""
    parts = {
        match[1]: match[2].decode("ascii") for match in _VERSION.finditer(tree.read(VERSION_FILE) or b"")
    }
    numbers = [parts.get(name, b"") for name in (b"VERSION", b"PATCHLEVEL", b"SUBLEVEL")]
    return ".".join(str(number) for number in numbers if number) + str(parts.get(b"EXTRAVERSION", ""))
