"""A folder with a source tree in it: unpacked, or a work tree with its uncommitted changes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cpregscan.errors import TreeError
from cpregscan.trees.limits import MAX_FILE
from cpregscan.trees.listed_tree import ListedTree
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope


class FolderTree(ListedTree[None]):
    """The files of a folder as they are on disk, each read once, so that its text stays what it was.

    The commit is never known: to ask git whether a work tree is clean would run what the repository
    configures (filters, a file system monitor), and the answer may be out of date at once.
    """

    def __init__(self, name: str, root: str, files: Mapping[str, None], links: Mapping[str, str]) -> None:
        super().__init__(name, None, files, links)
        self._root = root
        self._contents: dict[str, bytes] = {}

    def _content(self, path: str) -> bytes:
        content = self._contents.get(path)
        if content is None:
            content = self._contents[path] = self._from_disk(path)
        return content

    def _from_disk(self, path: str) -> bytes:
        try:
            with open(os.path.join(self._root, path), "rb") as file:
                content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise TreeError(f"cannot be read: {error.strerror}", self._place(path)) from None
        if len(content) > MAX_FILE:
            raise TreeError(f"is too large: at most {MAX_FILE} bytes of a file are read", self._place(path))
        return content

    def _place(self, path: str) -> str:
        return shown(os.path.join(self._name, path))


def open_folder_tree(name: str, root: str, scope: Scope = QEMU) -> FolderTree:
    """The tree in the folder ``root``, under the name the user gave it. Raises TreeError."""
    files: dict[str, None] = {}
    links: dict[str, str] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    _sort_in(entry, path, scope, files, links, waiting)
        except OSError as error:
            raise TreeError(
                f"cannot be listed: {error.strerror}", shown(os.path.join(name, folder))
            ) from None
    return FolderTree(name, os.path.abspath(root), files, links)


def _sort_in(
    entry: os.DirEntry[str],
    path: str,
    scope: Scope,
    files: dict[str, None],
    links: dict[str, str],
    folders: list[str],
) -> None:
    """Notes what an entry of a folder is; pipes, sockets and devices are nothing to read."""
    if entry.is_symlink():
        if scope.shows(path) or scope.leads(path):
            links[path] = os.readlink(entry.path)
    elif entry.is_dir(follow_symlinks=False):
        if scope.leads(path):
            folders.append(path)
    elif scope.shows(path) and entry.is_file(follow_symlinks=False):
        files[path] = None
