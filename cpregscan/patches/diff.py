"""Reading unified diffs, git's with its extended headers and those of diff(1), out of any text around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from cpregscan.errors import Place
from cpregscan.patches.errors import PatchError
from cpregscan.patches.hunks import Broken, is_hunk, read_hunks
from cpregscan.patches.model import FilePatch
from cpregscan.patches.names import NOWHERE, header_name, names_of_git_line, pair, path_of, unquoted

_GIT = b"diff --git "
_COMBINED = (b"diff --cc ", b"diff --combined ", b"@@@ -")
_GIT_BINARY = b"GIT binary patch"
_BINARY_FILES = b"Binary files "


def read_diff(body: Sequence[bytes], place: Callable[[int], Place]) -> tuple[FilePatch, ...]:
    """The changes of every file in a text, in its order; empty if it has no diff.

    ``place`` names a line of the body in messages. Raises PatchError where the text begins to be a diff
    and does not go on as one: nothing is read in part.
    """
    files: list[FilePatch] = []
    position = 0
    try:
        while position < len(body):
            found = _read_file(body, position, inside=bool(files))
            if found is None:
                position += 1
            else:
                file, position = found
                files.append(file)
    except Broken as error:
        raise PatchError(error.message, place(error.line)) from None
    return tuple(files)


def is_header(body: Sequence[bytes], position: int) -> bool:
    """Whether the changes of a file begin at this index."""
    line = body[position]
    return line.startswith(_GIT) or _is_old_style(body, position)


def _read_file(body: Sequence[bytes], position: int, *, inside: bool) -> tuple[FilePatch, int] | None:
    line = body[position]
    if line.startswith(_GIT):
        return _GitFile(body, position).read()
    if _is_old_style(body, position):
        return _read_old_style(body, position)
    if line.startswith(_COMBINED):
        raise Broken("is the combined diff of a merge: give its patches one by one", position + 1)
    if inside and is_hunk(line):
        raise Broken("is a hunk without the header that names its file", position + 1)
    return None


def _is_old_style(body: Sequence[bytes], position: int) -> bool:
    return (
        body[position].startswith(b"--- ")
        and position + 2 < len(body)
        and body[position + 1].startswith(b"+++ ")
        and is_hunk(body[position + 2])
    )


def _read_old_style(body: Sequence[bytes], position: int) -> tuple[FilePatch, int]:
    old, new = pair(header_name(body[position][4:]), header_name(body[position + 1][4:]))
    hunks, end = read_hunks(body, position + 2)
    file = FilePatch(position + 1, _path(old, position + 1), _path(new, position + 2), hunks)
    # diff -N writes times instead of /dev/null: an empty side at line 0 means that there is no file.
    if old and new and len(hunks) == 1 and hunks[0].old_start == 0:
        file = replace(file, old_path=None)
    if old and new and len(hunks) == 1 and hunks[0].new_start == 0:
        file = replace(file, new_path=None)
    if file.moved and old and new and old.startswith(new):
        file = replace(file, old_path=file.new_path)  # a backup, such as x.c.orig
    return _checked(file, renames=False), end


def _path(name: bytes | None, line: int) -> str | None:
    try:
        return path_of(name)
    except PatchError as error:
        raise Broken(error.message, line) from None


@dataclass(slots=True)
class _GitFile:
    """The reader of one file's part of a git diff."""

    body: Sequence[bytes]
    start: int
    headers: dict[bytes, bytes] = field(default_factory=dict)

    def read(self) -> tuple[FilePatch, int]:
        """The file's changes, and the index of the line after them."""
        position = self._read_headers(self.start + 1)
        names = names_of_git_line(self.body[self.start][len(_GIT) :])
        file = replace(self._from_headers(), line=self.start + 1)
        if self._starts(position, b"--- ") and self._starts(position + 1, b"+++ "):
            names = header_name(self.body[position][4:]), header_name(self.body[position + 1][4:])
            hunks, position = read_hunks(self.body, position + 2)
            if not hunks:
                raise Broken("names a file and has no hunk for it", self.start + 1)
            file = replace(file, hunks=hunks)
        elif self._starts(position, _GIT_BINARY):
            from cpregscan.patches.binary import read_binary

            content, position = read_binary(self.body, position + 1)
            file = replace(file, binary=content)
        elif self._starts(position, _BINARY_FILES):
            file, position = replace(file, opaque=True), position + 1
        elif not self.headers:
            raise Broken("is the header of a diff that does not go on", self.start + 1)
        renames = b"rename from " in self.headers or b"copy from " in self.headers
        return _checked(self._named(file, names), renames=renames), position

    def _starts(self, position: int, prefix: bytes) -> bool:
        return position < len(self.body) and self.body[position].startswith(prefix)

    def _read_headers(self, position: int) -> int:
        while position < len(self.body):
            key = next((key for key in _EXTENDED if self.body[position].startswith(key)), None)
            if key is None:
                break
            self.headers[key] = self.body[position][len(key) :]
            position += 1
        return position

    def _text(self, *keys: bytes) -> str | None:
        for key in keys:
            if key in self.headers:
                return self.headers[key].decode("ascii", "replace").strip()
        return None

    def _from_headers(self) -> FilePatch:
        """What the extended headers tell; the names come later."""
        ids, _, mode = (self._text(b"index ") or "").partition(" ")
        old_id, _, new_id = ids.partition("..")
        mode_of_both = mode or None
        return FilePatch(
            0,
            None,
            None,
            old_mode=self._text(b"old mode ", b"deleted file mode ") or mode_of_both,
            new_mode=self._text(b"new mode ", b"new file mode ") or mode_of_both,
            old_id=_hex(old_id),
            new_id=_hex(new_id),
            copied=b"copy from " in self.headers,
        )

    def _named(self, file: FilePatch, names: tuple[bytes, bytes] | None) -> FilePatch:
        line = self.start + 1
        for key in (b"rename", b"copy"):
            if {key + b" from ", key + b" to "} <= self.headers.keys():
                old: bytes | None = unquoted(self.headers[key + b" from "])
                new: bytes | None = unquoted(self.headers[key + b" to "])
                return replace(file, old_path=_path(old, line), new_path=_path(new, line))
        if names is None:
            raise Broken("does not tell which file it changes", line)
        old, new = pair(*names)
        if b"new file mode " in self.headers:
            old = None
        if b"deleted file mode " in self.headers:
            new = None
        if NOWHERE in names and old is not None and new is not None:
            raise Broken("does not tell which file it changes", line)
        return replace(file, old_path=_path(old, line), new_path=_path(new, line))


_EXTENDED = (
    b"old mode ",
    b"new mode ",
    b"deleted file mode ",
    b"new file mode ",
    b"copy from ",
    b"copy to ",
    b"rename from ",
    b"rename to ",
    b"similarity index ",
    b"dissimilarity index ",
    b"index ",
)
"""The extended headers of git-diff(1)."""


def _hex(text: str) -> str | None:
    return text if len(text) >= 4 and all(digit in "0123456789abcdef" for digit in text) else None


def _checked(file: FilePatch, *, renames: bool) -> FilePatch:
    """The file's changes if they fit together. Raises Broken."""
    if file.moved and not renames:
        raise Broken("names two files, and is neither a rename nor a copy", file.line)
    if file.old_path is None and file.new_path is None:
        raise Broken("names no file", file.line)
    if file.old_path is None and any(line.kind != "+" for hunk in file.hunks for line in hunk.lines):
        raise Broken("makes a new file, and has lines of an old one", file.line)
    if file.new_path is None and any(line.kind != "-" for hunk in file.hunks for line in hunk.lines):
        raise Broken("deletes a file, and has lines of a new one", file.line)
    return file
