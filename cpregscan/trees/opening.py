"""From what the user wrote to a tree: a folder, an archive or a ref."""

from __future__ import annotations

import os

from cpregscan.errors import TreeError
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.shape import check_shape
from cpregscan.trees.tree import Tree


def open_tree(spec: str, repo: str | None = None) -> Tree:
    """The QEMU source tree that ``spec`` stands for, checked to be one. Raises TreeError.

    A path that exists is a folder (with its uncommitted changes, if it is a work tree) or a release
    archive; anything else is a ref of the git repository ``repo``, or of the one at hand. A ref whose
    name is also a path can be written as ``refs/tags/v10.0.0``.
    """
    tree = open_unchecked(spec, repo, QEMU)
    try:
        check_shape(tree)
    except TreeError as error:
        tree.close()
        raise TreeError(error.message + _hint(spec), error.place) from None
    return tree


def open_unchecked(spec: str, repo: str | None, scope: Scope) -> Tree:
    """The tree that ``spec`` stands for, of any project; it shows what is in ``scope``. Raises TreeError."""
    if os.path.isdir(spec):
        from cpregscan.trees.folder_tree import open_folder_tree

        return open_folder_tree(spec, spec, scope)
    if os.path.isfile(spec):
        from cpregscan.trees.archive_tree import open_archive_tree

        return open_archive_tree(spec, spec, scope)
    return _open_ref(spec, repo, scope)


def _open_ref(spec: str, repo: str | None, scope: Scope) -> Tree:
    from cpregscan.trees.git_process import NoRepository
    from cpregscan.trees.git_tree import open_git_tree

    try:
        return open_git_tree(spec, repo, scope)
    except NoRepository as error:
        raise TreeError(
            f"no such folder or archive: {shown(spec)!r}; as a ref: {error.message}", error.place
        ) from None


def _hint(spec: str) -> str:
    """What the user may have meant by a folder that is not a whole QEMU tree."""
    if not os.path.isdir(spec):
        return ""
    if os.path.isfile(os.path.join(spec, "HEAD")) and os.path.isdir(os.path.join(spec, "objects")):
        return f" (a bare git repository: give a ref of it, with --repo {shown(spec)})"
    folder = os.path.dirname(os.path.abspath(spec))
    while folder != os.path.dirname(folder):
        if os.path.isfile(os.path.join(folder, "target/arm/cpu.c")):
            return f" (it lies within one: {shown(folder)})"
        folder = os.path.dirname(folder)
    return ""
