"""Whether a tree is a QEMU source tree, and which version it says it is."""

from __future__ import annotations

from cpregscan.errors import TreeError
from cpregscan.trees.paths import shown
from cpregscan.trees.tree import Tree

REQUIRED = (
    "VERSION",
    "hw/arm/virt.c",
    "target/arm/cpu.c",
    "target/arm/cpu.h",
    "target/arm/helper.c",
    "target/arm/machine.c",
)
"""Files that every QEMU tree has, in places that never changed."""


def check_shape(tree: Tree) -> None:
    """Raises TreeError if the tree is not a QEMU source tree, or only a part of one."""
    present = [path for path in REQUIRED if tree.blob(path) is not None]
    missing = [path for path in REQUIRED if path not in present]
    if not any(path.startswith("target/arm/") for path in present):
        raise TreeError("is not a QEMU source tree: it has no target/arm/cpu.c", shown(tree.name))
    if missing:
        raise TreeError(
            f"is only a part of a QEMU source tree: it lacks {', '.join(missing)}", shown(tree.name)
        )


def version_text(tree: Tree) -> str:
    """What the tree's file VERSION says, such as ``10.0.3``. Raises TreeError if it says no version."""
    content = tree.read("VERSION")
    if content is None:
        raise TreeError("is only a part of a QEMU source tree: it lacks VERSION", shown(tree.name))
    text = content.strip().decode("ascii", "replace")
    if not (text.isascii() and text.isprintable() and 0 < len(text) <= 64):
        raise TreeError(f"is not a version: {shown(text)!r}", f"{shown(tree.name)}:VERSION")
    return text
