"""What a source tree is to the rest of cpregscan: text by path, and nothing else."""

from __future__ import annotations

from typing import Protocol


class Tree(Protocol):
    """A source tree as frozen text. Paths are relative to its root, with forward slashes."""

    @property
    def name(self) -> str:
        """The tree as the user named it, such as ``v10.0`` or ``path/to/qemu-7.2``."""

    @property
    def commit(self) -> str | None:
        """The commit (40 hex digits) if the text is exactly that of a commit, else None."""

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None if the tree has no such file. Raises TreeError."""

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths of all files anywhere below a folder ("" is the root), sorted; empty if there is none."""

    def blob(self, path: str) -> str | None:
        """The git blob id of a file's content (40 hex digits), the same however the tree is reached."""

    def close(self) -> None:
        """Ends helper processes and open files. The tree cannot be read after that."""
