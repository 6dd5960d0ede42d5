"""A release archive, read in memory in one pass: nothing of it is ever written to disk."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from cpregscan.errors import TreeError
from cpregscan.trees.limits import MAX_FILE, MAX_KEPT
from cpregscan.trees.listed_tree import ListedTree
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.unpacking import unpacked

if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo


class ArchiveTree(ListedTree[bytes]):
    """The files of an archive, without its single top folder; ``files`` maps paths to contents."""

    def __init__(self, name: str, files: Mapping[str, bytes], links: Mapping[str, str]) -> None:
        super().__init__(name, None, files, links)

    def _content(self, path: str) -> bytes:
        return self._files[path]


def open_archive_tree(name: str, path: str, scope: Scope = QEMU) -> ArchiveTree:
    """The tree in a tar archive, compressed or not, under the name the user gave it. Raises TreeError."""
    try:
        with open(path, "rb") as file:
            return _read(name, file, scope)
    except OSError as error:
        raise TreeError(f"the archive cannot be read: {error.strerror or error}", shown(name)) from None


def _read(name: str, file: IO[bytes], scope: Scope) -> ArchiveTree:
    import lzma
    import tarfile

    place = shown(name)
    kept = _Kept(place, scope)
    source = unpacked(file, place)
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:  # type: ignore[call-overload]
            while (member := archive.next()) is not None:
                source.expect(member.size)
                kept.take(member, archive)
                archive.members.clear()  # it would remember all of them
            whole = _only_zeros_follow(archive)
    except EOFError:
        whole = False
    except (tarfile.TarError, lzma.LZMAError, zlib.error, ValueError) as error:
        raise TreeError(f"is no tar archive, or a damaged one ({shown(str(error))})", place) from None
    if not whole:
        raise TreeError("the archive is cut short or damaged: get it again", place)
    return ArchiveTree(name, kept.files, kept.links)


def _only_zeros_follow(archive: TarFile) -> bool:
    """Whether the archive ends as tar(5) asks for. A damaged header would end it silently, with more to come."""
    assert archive.fileobj is not None
    length = 0
    while block := archive.fileobj.read(1 << 18):
        if block.strip(b"\0"):
            return False
        length += len(block)
    return length >= 512


class _Kept:
    """What is kept of an archive: the files and links in scope, by their path below its top folder."""

    def __init__(self, place: str, scope: Scope) -> None:
        self._scope = scope
        self.files: dict[str, bytes] = {}
        self.links: dict[str, str] = {}
        self._place = place
        self._top = ""
        self._size = 0

    def take(self, member: TarInfo, archive: TarFile) -> None:
        """Keeps one member if it is in scope. Raises TreeError for what no release archive holds."""
        path = self._below_top(member.name)
        if not path or not self._scope.shows(path):
            return
        self._size += member.size + 512  # a name and an empty file take memory as well
        if member.issparse() or member.size > MAX_FILE or self._size > MAX_KEPT:
            raise TreeError(
                f"is too large: at most {MAX_FILE} bytes of a file are read", f"{self._place}:{shown(path)}"
            )
        self.files.pop(path, None)
        self.links.pop(path, None)
        if member.isreg():
            content = archive.extractfile(member)
            assert content is not None
            self.files[path] = content.read()
        elif member.issym():
            self.links[path] = member.linkname
        elif member.islnk():
            self.links[path] = posixpath.relpath(self._below_top(member.linkname), posixpath.dirname(path))

    def _below_top(self, name: str) -> str:
        """The path without the archive's top folder; empty for the top folder itself."""
        path = posixpath.normpath(name)
        if path.startswith(("/", "..")):
            raise TreeError(f"holds a path that leads out of it: {shown(name)!r}", self._place)
        top, _, below = path.partition("/")
        if top == ".":
            return ""
        if self._top and top != self._top:
            raise TreeError(
                f"is no release archive: {shown(self._top)!r} and {shown(top)!r} at its top, not one folder",
                self._place,
            )
        self._top = top
        return below
