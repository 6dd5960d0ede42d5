"""Whether all guests of a tree are what they are in the tree that its program was taken over from.

They are if nothing that ever ran has changed, if no name but that of a function means something else, and if
searches and plain looks into files see what they saw. What is in doubt is analysed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cpregscan.cmachine.keeping.comparing import Differences
from cpregscan.cmachine.scope import Scope
from cpregscan.facts.moving import NewLine
from cpregscan.qemu.program import TreeProgram
from cpregscan.qemu.searching import search_digest
from cpregscan.trees.tree import Tree

_BOARDS = ("hw/arm/", "include/hw/arm/")
"""Where devices are looked for by the words of a file."""
_REGISTERS = "type_init("
"""Files that register types are looked into for the fields of ID registers."""


class CarriedOver(NamedTuple):
    """The tree before, the files in which lines have moved since, and where to."""

    tree: Tree
    paths: frozenset[str]
    new_line: NewLine


def carried_over(tree: TreeProgram, searched: Mapping[str, str], before: Tree) -> CarriedOver | None:
    """Where lines are now; None if guests may differ. ``searched`` are digests of files that were only searched."""
    renewed = tree.renewed
    if renewed is None or not renewed.whole:
        return None
    differences = renewed.differences
    read = frozenset(differences.files)
    if not all(_looks_the_same(tree, path, searched) for path in differences.paths - read):
        return None
    if not all(_is_plain(tree, path) for path in read) or not _only_functions(tree, differences):
        return None
    return CarriedOver(before, read, differences.line_inside)


def _looks_the_same(tree: TreeProgram, path: str, searched: Mapping[str, str]) -> bool:
    """Whether a file that no unit includes looks to a search as it did."""
    content = tree.tree.read(path)
    return content is not None and path in searched and search_digest(path, content) == searched[path]


def _is_plain(tree: TreeProgram, path: str) -> bool:
    """Whether a file is looked into by units alone."""
    return path.endswith(".c") and not path.startswith(_BOARDS) and _REGISTERS not in tree.build.text(path)


def _only_functions(tree: TreeProgram, differences: Differences) -> bool:
    """Whether all names that mean something else are those of functions."""
    if any(changes.macros for changes in differences.files.values()):
        return False
    scopes = [*differences.units.values(), *(tree.program.scope(path) for path in differences.units)]
    return all(_is_function(scopes, name) for name in differences.names)


def _is_function(scopes: list[Scope], name: str) -> bool:
    items = [item for scope in scopes for _, item in scope.candidates(name)]
    return bool(items) and all(item.kind == "function" for item in items)
