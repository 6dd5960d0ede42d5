"""Which project a source tree is of: what is read of its trees, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cpregscan.trees.opening import open_tree
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.tree import Tree


@dataclass(frozen=True, slots=True)
class Project:
    """``open`` gives the tree that a user's words and a repository stand for, checked to be one of the project.

    See `cpregscan.trees.opening.open_tree`. It raises TreeError.
    """

    scope: Scope
    open: Callable[[str, str | None], Tree]


QEMU_PROJECT = Project(QEMU, open_tree)
"""QEMU."""
