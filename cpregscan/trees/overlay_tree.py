"""A tree with some of its files replaced, added or removed."""

from __future__ import annotations

from collections.abc import Mapping

from cpregscan.trees.blobs import blob_id
from cpregscan.trees.tree import Tree


class OverlayTree:
    """A base tree with changes laid over it: path to new content, or to None for a file that is removed."""

    def __init__(self, base: Tree, changes: Mapping[str, bytes | None], name: str | None = None) -> None:
        self._base = base
        self._changes = dict(changes)
        self._name = base.name if name is None else name

    @property
    def name(self) -> str:
        """The name given, or that of the base."""
        return self._name

    @property
    def commit(self) -> str | None:
        """The commit of the base if nothing is changed, else None."""
        return None if self._changes else self._base.commit

    def read(self, path: str) -> bytes | None:
        """The new content of a file, or that of the base; None if neither has it. Raises TreeError."""
        return self._changes[path] if path in self._changes else self._base.read(path)

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths of all files anywhere below a folder ("" is the root), sorted."""
        prefix = f"{folder}/" if folder else ""
        added = {
            path for path, content in self._changes.items() if content is not None and path.startswith(prefix)
        }
        kept = (path for path in self._base.files(folder) if path not in self._changes)
        return tuple(sorted(added.union(kept)))

    def blob(self, path: str) -> str | None:
        """The git blob id of a file's content, or None if there is no such file. Raises TreeError."""
        if path not in self._changes:
            return self._base.blob(path)
        content = self._changes[path]
        return None if content is None else blob_id(content)

    def close(self) -> None:
        """Closes the base."""
        self._base.close()
