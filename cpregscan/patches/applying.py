"""Laying a patch over a tree, in memory: all of it, or an error that says what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import BinaryPatch, FilePatch, Hunk, Patch
from cpregscan.patches.placing import Lines, PlacedHunk, patched, place_hunks, reversed_hunk
from cpregscan.trees.blobs import blob_id
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.tree import Tree

Outside = Callable[[str], bytes | None]
"""Reads a file that trees do not show (see `cpregscan.trees.scope`), from which a patch may move one in."""

_SYMBOLIC_LINK = "120000"
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a patch changes, and where its hunks fit. A file without hunks may be new, gone or moved."""

    file: FilePatch
    placed: tuple[PlacedHunk, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedPatch:
    """What a patch does to a tree: path to new content, or to None for a file that goes.

    ``files`` are those of its files that the tree shows, in the patch's order. ``notes`` tell of offsets,
    fuzz, and what was left out.
    """

    patch: Patch
    changes: Mapping[str, bytes | None]
    files: tuple[FileChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """The paths whose content changes, old and new names of moved files among them."""
        return frozenset(self.changes)


class DoesNotApply(PatchError):
    """A patch does not apply to a tree: which patch, which file and, if it is one, which hunk (from 1)."""

    def __init__(self, message: str, patch: Patch, file: FilePatch, hunk: int | None = None) -> None:
        line = file.line if hunk is None else file.hunks[hunk - 1].line
        where = f"hunk {hunk} of {shown(file.path)}" if hunk is not None else shown(file.path)
        super().__init__(f"{patch.label}: {where} {message}", patch.mail.place(line))
        self.patch = patch
        self.file = file


def apply_patch(
    patch: Patch, tree: Tree, outside: Outside | None = None, *, scope: Scope = QEMU
) -> AppliedPatch:
    """The patch over the tree. Files outside of the tree's scope, which it does not show, are passed over.

    Raises DoesNotApply if any hunk of a file that the tree shows does not fit: nothing applies in part.
    """
    work = _Work(patch, tree, outside, scope)
    for file in patch.files:
        if any(path is not None and scope.shows(path) for path in (file.old_path, file.new_path)):
            work.apply(file)
        else:
            work.check_name(file)
    return AppliedPatch(patch, work.changes, tuple(work.files), tuple(work.notes))


@dataclass(slots=True)
class _Work:
    """A patch on its way over a tree."""

    patch: Patch
    tree: Tree
    outside: Outside | None
    scope: Scope
    changes: dict[str, bytes | None] = field(default_factory=dict)
    files: list[FileChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def apply(self, file: FilePatch) -> None:
        """Applies the changes of one file."""
        if {_SYMBOLIC_LINK, _SUBMODULE} & {file.old_mode, file.new_mode}:
            self._note(file, "is a symbolic link or a submodule: left as it was")
            return
        old = self._old_content(file)
        file, new, placed = self._new_content(file, old)
        self._check_result(file, old, new)
        self.files.append(FileChange(file, placed))
        self._set(file, new if file.hunks or file.binary or file.moved or file.old_path is None else old)
        self._tell_place(file, placed)

    def check_name(self, file: FilePatch) -> None:
        """Raises DoesNotApply if a file that trees do not show is one that they do, by another name.

        A diff made in a folder, or without git's prefixes, would be passed over as if it did not matter.
        """
        hunks = file.hunks
        if file.old_path is None or not hunks or not all(hunk.old_count for hunk in hunks):
            return
        if self.scope.mirrors_at(file.path):
            return
        for path in self.tree.files(""):
            if path.endswith(f"/{file.path}") or ("/" in path and file.path.endswith(f"/{path}")):
                lines = Lines(self.tree.read(path) or b"")
                if all(_fits(hunk, lines) for hunk in hunks):
                    raise self._error(
                        file, f"is {path} by another name: make the diff at the top of the tree"
                    )

    def _old_content(self, file: FilePatch) -> bytes:
        """The content that the file's changes begin with; that of a moved file is from before the patch."""
        if file.old_path is None:
            self._check_absent(file)
            return b""
        if not self.scope.shows(file.old_path):
            content = self.outside(file.old_path) if self.outside else None
        elif file.old_path in self.changes and not file.moved:
            content = self.changes[file.old_path]
        else:
            content = self.tree.read(file.old_path)
        if content is None:
            raise self._error(file, f"is not there: {self.tree.name} has no {shown(file.old_path)}")
        return content

    def _check_absent(self, file: FilePatch) -> None:
        path = file.path
        there = self.changes[path] if path in self.changes else self.tree.read(path)
        if there is not None:
            again = there == b"".join(line.content for hunk in file.hunks for line in hunk.lines)
            hint = ": the patch is applied already" if again else ""
            raise self._error(file, f"is made by the patch, and is there in {self.tree.name} before{hint}")

    def _new_content(self, file: FilePatch, old: bytes) -> tuple[FilePatch, bytes, tuple[PlacedHunk, ...]]:
        if file.opaque:
            raise self._error(file, "is binary, and the patch lacks its content: use git diff --binary")
        if file.binary:
            return file, self._unpacked(file, file.binary, old), ()
        if file.new_path is None and not file.hunks:
            return file, b"", ()
        return self._with_hunks(file, Lines(old))

    def _unpacked(self, file: FilePatch, binary: BinaryPatch, old: bytes) -> bytes:
        from cpregscan.patches.binary import BadDelta, unpack

        try:
            return unpack(binary, old)
        except BadDelta as error:
            raise self._error(file, f"is binary, and cannot be made from the old one: {error}") from None

    def _with_hunks(self, file: FilePatch, lines: Lines) -> tuple[FilePatch, bytes, tuple[PlacedHunk, ...]]:
        """The file with its hunks in place: as they are, or in UTF-8 if a mail program took them from it."""
        placed = _placed(file, lines)
        if placed is None or any(one.fuzz for one in placed):
            again = _in_utf8(file, self.patch.mail.charset)
            healed = None if again is None else _placed(again, lines)
            if again is not None and healed is not None and not any(one.fuzz for one in healed):
                self._note(file, f"fits as UTF-8, though the mail says {self.patch.mail.charset}")
                return self._checked(again, lines, healed)
        if placed is None:
            raise self._misfit(file, lines)
        return self._checked(file, lines, placed)

    def _checked(
        self, file: FilePatch, lines: Lines, placed: tuple[PlacedHunk, ...]
    ) -> tuple[FilePatch, bytes, tuple[PlacedHunk, ...]]:
        known = file.old_id and blob_id(b"".join(lines.all)).startswith(file.old_id)
        for number, one in enumerate(placed, 1):
            if not one.hunk.old_count and lines.all and not known:
                raise self._error(file, "has no context, so that its place cannot be checked", number)
        return file, patched(lines, placed), placed

    def _check_result(self, file: FilePatch, old: bytes, new: bytes) -> None:
        if file.new_path is None:
            if new:
                raise self._error(file, f"is deleted by the patch, and {self.tree.name} has more in it")
            return
        if file.hunks or file.binary:
            self._check_ids(file, old, new)

    def _check_ids(self, file: FilePatch, old: bytes, new: bytes) -> None:
        """Where the old file is the very one the patch was made for, the result must be the one it names."""
        if not (file.old_id and file.new_id):
            return
        same_base = file.old_path is None or blob_id(old).startswith(file.old_id)
        if same_base and not blob_id(new).startswith(file.new_id):
            if file.binary:
                raise self._error(file, "does not become what the patch announces")
            self._note(
                file,
                f"does not become blob {file.new_id} as announced: the patch was edited, or damaged on its way",
            )

    def _set(self, file: FilePatch, content: bytes) -> None:
        if file.new_path is None:
            self.changes[file.path] = None
            return
        if file.moved and not file.copied and file.old_path and self.scope.shows(file.old_path):
            self.changes.setdefault(file.old_path, None)
        if self.scope.shows(file.new_path) and (
            file.new_path in self.changes or self.tree.read(file.new_path) != content
        ):
            self.changes[file.new_path] = content

    def _tell_place(self, file: FilePatch, placed: tuple[PlacedHunk, ...]) -> None:
        for number, one in enumerate(placed, 1):
            previous = placed[number - 2].offset if number > 1 else 0
            parts = []
            if one.offset != previous:
                parts.append(f"at an offset of {one.offset} line{'s' if abs(one.offset) != 1 else ''}")
            if one.fuzz:
                parts.append(f"with fuzz {one.fuzz}")
            if parts:
                self._note(file, f"hunk {number} applies {' and '.join(parts)}")

    def _note(self, file: FilePatch, text: str) -> None:
        self.notes.append(f"{self.patch.label}: {shown(file.path)} {text}")

    def _misfit(self, file: FilePatch, lines: Lines) -> DoesNotApply:
        index = len(place_hunks(file.hunks, lines))
        hunk = file.hunks[index]
        message = f"does not apply to {self.tree.name}"
        if _fits(reversed_hunk(hunk), lines):
            message += ": it is applied already"
        elif _fits(_squeezed(hunk), Lines(b"".join(map(_squeeze, lines.all)))):
            message += ": only white space differs, a mail program changed it"
        return self._error(file, message, index + 1)

    def _error(self, file: FilePatch, message: str, hunk: int | None = None) -> DoesNotApply:
        return DoesNotApply(message, self.patch, file, hunk)


def _placed(file: FilePatch, lines: Lines) -> tuple[PlacedHunk, ...] | None:
    placed = place_hunks(file.hunks, lines)
    return placed if len(placed) == len(file.hunks) else None


def _fits(hunk: Hunk, lines: Lines) -> bool:
    return any(one.fuzz == 0 for one in place_hunks([hunk], lines))


def _squeeze(line: bytes) -> bytes:
    return b" ".join(line.replace(b"\xc2\xa0", b" ").split()) + b"\n"


def _squeezed(hunk: Hunk) -> Hunk:
    lines = tuple(replace(line, text=_squeeze(line.text)[:-1], ended=True) for line in hunk.lines)
    return replace(hunk, lines=lines)


def _in_utf8(file: FilePatch, charset: str) -> FilePatch | None:
    """The changes with their text turned from the mail's charset into UTF-8; None if that is the same."""
    if charset.lower() in ("utf-8", "utf8", "us-ascii", "ascii"):
        return None
    try:
        hunks = tuple(
            replace(
                hunk,
                lines=tuple(
                    replace(line, text=line.text.decode(charset).encode("utf-8")) for line in hunk.lines
                ),
            )
            for hunk in file.hunks
        )
    except (UnicodeError, LookupError):
        return None
    return replace(file, hunks=hunks) if hunks != file.hunks else None
