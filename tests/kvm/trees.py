"""The small made-up kernel of corpora/kvm/base, and edits of it."""

from __future__ import annotations

from pathlib import Path

from cpregscan.kvm.listing import kernel_list
from cpregscan.kvm.model import KernelList, KvmRegister
from cpregscan.kvm.shape import open_kernel
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.tree import Tree

BASE = Path(__file__).resolve().parents[2] / "corpora" / "kvm" / "base"
GUEST = "arch/arm64/kvm/guest.c"
TABLE = "arch/arm64/kvm/sys_regs.c"
HOST = "arch/arm64/include/asm/kvm_host.h"

Edit = tuple[str, str, str]
"""A file's path, a text in it, and what stands there instead."""


def edited(*edits: Edit, name: str = "edited") -> Tree:
    """The base with some texts replaced; each must be there."""
    base = open_kernel(str(BASE))
    contents: dict[str, bytes | None] = {}
    for path, old, new in edits:
        content = contents.get(path) or base.read(path)
        assert content is not None, path
        assert old.encode() in content, f"{path} has no {old!r}"
        contents[path] = content.replace(old.encode(), new.encode())
    return OverlayTree(base, contents, name)


def listed(*edits: Edit, name: str = "edited") -> KernelList:
    """The list of the base with some texts replaced."""
    return kernel_list(edited(*edits, name=name))


def register(of: KernelList, name: str) -> KvmRegister:
    """The one register of this name."""
    (found,) = (register for register in of.registers if register.name == name)
    return found


def conditions(of: KernelList) -> dict[str, str]:
    """The condition of each register, by name."""
    return {register.name: register.condition.text for register in of.registers}
