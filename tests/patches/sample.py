"""Series over the small tree: the mails of corpora/mail, and texts over trees in memory."""

from __future__ import annotations

from collections.abc import Mapping

from cpregscan.patches.model import FilePatch, Mail, Patch, Series
from cpregscan.patches.series import read_series
from cpregscan.trees.blobs import blob_id
from tests.realtrees import CHECKOUT

MAILS = CHECKOUT / "corpora" / "mail"


class MemoryTree:
    """A tree of files in memory."""

    name = "memory"
    commit = None

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def read(self, path: str) -> bytes | None:
        """The content of a file."""
        return self._files.get(path)

    def files(self, folder: str) -> tuple[str, ...]:
        """The files below a folder."""
        return tuple(sorted(path for path in self._files if path.startswith(folder)))

    def blob(self, path: str) -> str | None:
        """The blob id of a file."""
        content = self.read(path)
        return None if content is None else blob_id(content)

    def close(self) -> None:
        """Nothing to close."""


def mails(name: str) -> bytes:
    """The bytes of a file of corpora/mail."""
    return (MAILS / name).read_bytes()


def series(name: str) -> Series:
    """The series of a file of corpora/mail."""
    return read_series(mails(name), name)


def patch(diff: str | bytes, *, charset: str = "utf-8") -> Patch:
    """A diff as a patch."""
    data = diff.encode() if isinstance(diff, str) else diff
    read = read_series(data, "a.diff").patches[0]
    mail = Mail("a.diff", 1, 1, read.mail.body, charset)
    return Patch(mail, 1, 1, "", read.files)


def file(diff: str) -> FilePatch:
    """The changes of the only file of a diff."""
    (only,) = patch(diff).files
    return only
