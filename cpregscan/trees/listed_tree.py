"""What all trees have in common that know their files from the start: look-ups, links and sorted listings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

from cpregscan.errors import TreeError
from cpregscan.trees.blobs import blob_id
from cpregscan.trees.limits import MAX_HOPS
from cpregscan.trees.paths import follow, shown

Key = TypeVar("Key")
"""What a tree needs to get at a file's content, besides its path."""


class ListedTree(ABC, Generic[Key]):
    """A tree whose files and symbolic links are known; looking for a missing path costs nothing.

    Links that stay within the tree are followed when read; ``files`` lists regular files only.
    Not for use by several threads.
    """

    def __init__(
        self, name: str, commit: str | None, files: Mapping[str, Key], links: Mapping[str, str]
    ) -> None:
        self._name = name
        self._commit = commit
        self._files = files
        self._links = links

    @property
    def name(self) -> str:
        """The tree as the user named it."""
        return self._name

    @property
    def commit(self) -> str | None:
        """The commit if the text is exactly that of a commit, else None."""
        return self._commit

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None if the tree has no such file. Raises TreeError."""
        found = self._resolve(path)
        return None if found is None else self._content(found)

    def blob(self, path: str) -> str | None:
        """The git blob id of a file's content, or None if the tree has no such file. Raises TreeError."""
        found = self._resolve(path)
        return None if found is None else self._blob(found)

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths of all files anywhere below a folder ("" is the root), sorted."""
        if not folder:
            return self._sorted
        # "0" follows "/", so that the two enclose exactly what lies below the folder.
        start = bisect_left(self._sorted, folder + "/")
        return self._sorted[start : bisect_left(self._sorted, folder + "0")]

    def close(self) -> None:
        """Ends nothing here; a tree with a helper process ends that."""

    @abstractmethod
    def _content(self, path: str) -> bytes:
        """The content of a file that is known to exist. Raises TreeError."""

    def _blob(self, path: str) -> str:
        return blob_id(self._content(path))

    @cached_property
    def _sorted(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def _resolve(self, path: str) -> str | None:
        if path in self._files:
            return path
        return self._through_links(path) if self._links else None

    def _through_links(self, path: str) -> str | None:
        place = shown(path)
        for _ in range(MAX_HOPS):
            link = self._link_on(path)
            if link is None:
                return None
            target = follow(link, self._links[link])
            if target is None:
                raise TreeError(
                    "a symbolic link that leads out of the tree: put the file in its place", shown(link)
                )
            path = target + path[len(link) :]
            if path in self._files:
                return path
            if self._link_on(target) is None and not self.files(target):
                raise TreeError(
                    f"a symbolic link to {shown(target)!r}, which is not among the files read", shown(link)
                )
        raise TreeError("symbolic links that lead in a circle", place)

    def _link_on(self, path: str) -> str | None:
        """The first part of the path that is a link: a folder above it, or the path itself."""
        end = path.find("/")
        while end >= 0:
            if path[:end] in self._links:
                return path[:end]
            end = path.find("/", end + 1)
        return path if path in self._links else None
