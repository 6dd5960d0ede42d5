"""Patches as frozen data: mails, hunks and their lines. Lines are counted from 1 everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cpregscan.errors import Place

Kind = Literal["+", "-", " "]
"""What a hunk line does: adds, removes, or is context."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, decoded. Of a diff that came without a mail, the body alone.

    ``source`` is the name of the input, ``at`` the line of the input at which the mail begins, ``body_at``
    that of its body. ``body`` has the lines of the text without line ends, after transfer decoding, in the
    bytes of ``charset``. Header fields are one line each, and empty where there is none: the subject is
    decoded, addresses are as they stand, message ids keep their angle brackets. ``commit`` is the one that
    git-format-patch or git-show names. ``damage`` says why the body is not what was sent.
    """

    source: str
    at: int
    body_at: int
    body: tuple[bytes, ...]
    charset: str = "utf-8"
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    sender: str = ""
    reply_to: str = ""
    to: str = ""
    cc: str = ""
    date: str = ""
    commit: str | None = None
    damage: str = ""

    def place(self, line: int) -> Place:
        """Where a line of the body stands in the input (in an encoded mail: would stand, once decoded)."""
        return Place(self.source, self.body_at + line - 1)

    def text(self, line: int) -> str:
        """A line of the body as text, whatever bytes it has."""
        content = self.body[line - 1]
        for charset in (self.charset, "utf-8"):
            try:
                return content.decode(charset)
            except (UnicodeDecodeError, LookupError):
                continue
        return content.decode("latin-1")


@dataclass(frozen=True, slots=True)
class HunkLine:
    """A line of a hunk: its text without the sign and the line end, and where it stands.

    ``line`` counts in the mail's body; ``old`` (None for an added line) and ``new`` (None for a removed
    one) in the file as the patch's author saw it. ``ended`` is False for a last line without newline.
    """

    kind: Kind
    text: bytes
    line: int
    old: int | None
    new: int | None
    ended: bool = True

    @property
    def content(self) -> bytes:
        """The text with its line end, as it stands in the file."""
        return self.text + b"\n" if self.ended else self.text


@dataclass(frozen=True, slots=True)
class Hunk:
    """A hunk; ``line`` of the body has its ``@@``. Starts and counts are those of that line."""

    line: int
    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[HunkLine, ...]

    @property
    def old_first(self) -> int:
        """The number of its first line in the old file; of the line it stands before, if it has none."""
        return self.old_start + (self.old_count == 0)

    @property
    def new_first(self) -> int:
        """Likewise in the new file."""
        return self.new_start + (self.new_count == 0)


@dataclass(frozen=True, slots=True)
class BinaryPatch:
    """The new content of a binary file: git's ``literal`` or ``delta``, packed, and its size in bytes."""

    method: Literal["literal", "delta"]
    size: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a patch does to one file; ``line`` of the body begins its header.

    ``old_path`` is None for a new file, ``new_path`` for a deleted one. Modes are octal digits, ids those of
    the ``index`` line, often abbreviated; both None where the patch does not tell. ``binary`` is the forward
    half of a binary patch; ``opaque`` says that git only told that binary files differ.
    """

    line: int
    old_path: str | None
    new_path: str | None
    hunks: tuple[Hunk, ...] = ()
    old_mode: str | None = None
    new_mode: str | None = None
    old_id: str | None = None
    new_id: str | None = None
    copied: bool = False
    binary: BinaryPatch | None = None
    opaque: bool = False

    @property
    def path(self) -> str:
        """The file's path after the patch, or before it if the patch deletes the file."""
        return self.new_path or self.old_path or ""

    @property
    def moved(self) -> bool:
        """Whether the content comes from a file of another name: a rename or a copy."""
        return None not in (self.old_path, self.new_path) and self.old_path != self.new_path


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch: the mail it came in, its place in the series (1 of 1 if it has none) and its files."""

    mail: Mail
    number: int
    total: int
    title: str
    files: tuple[FilePatch, ...]

    @property
    def label(self) -> str:
        """How a message names it: ``patch 2/5 (title)``."""
        number = f"patch {self.number}/{self.total}" if self.total > 1 else "patch"
        return f"{number} ({self.title})" if self.title else number


@dataclass(frozen=True, slots=True)
class Series:
    """Patches in the order in which they apply, of one version of one series.

    ``missing`` are the numbers of parts that the input lacks. ``notes`` tell, one line each, what was set
    aside (replies, duplicates, older versions) and what is missing. ``base_commit`` is that of the trailer
    ``base-commit:``.
    """

    source: str
    patches: tuple[Patch, ...]
    cover: Mail | None = None
    version: int = 1
    base_commit: str | None = None
    missing: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
