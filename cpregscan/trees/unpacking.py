"""Unpacking of compressed files as a stream with bounds: in memory, in bytes, and checked for its end."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Protocol

from cpregscan.errors import TreeError
from cpregscan.trees.limits import MAX_HEADERS, MAX_UNPACKED, MAX_XZ_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 18


class Readable(Protocol):
    """Anything with a method read, such as an open file."""

    def read(self, size: int, /) -> bytes: ...


class Decompressor(Protocol):
    """What lzma and bz2 of the standard library offer for one compressed stream."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class StreamReader(io.RawIOBase):
    """The content of one or more compressed streams. Raises EOFError if the last one is cut short."""

    def __init__(self, source: IO[bytes], new: Callable[[], Decompressor]) -> None:
        self._source = source
        self._new = new
        self._current = new()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer as far as the next piece goes; 0 at the end."""
        piece = self._piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        while True:
            if self._current.eof:
                rest = self._current.unused_data or self._source.read(_CHUNK)
                if not rest.strip(b"\0"):  # .xz files may be padded with zeros
                    return b""
                self._current = self._new()
                piece = self._current.decompress(rest, size)
            elif self._current.needs_input:
                packed = self._source.read(_CHUNK)
                if not packed:
                    raise EOFError
                piece = self._current.decompress(packed, size)
            else:
                piece = self._current.decompress(b"", size)
            if piece:
                return piece


class BoundedReader:
    """A stream that refuses to give more than it should: MAX_UNPACKED in all, and no more than is expected."""

    def __init__(self, source: Readable, place: str) -> None:
        self._source = source
        self._place = place
        self._given = 0
        self._expected = MAX_HEADERS

    def expect(self, size: int) -> None:
        """Lets ``size`` more bytes pass, and headers: those are read into memory as a whole."""
        self._expected = self._given + size + MAX_HEADERS

    def read(self, size: int) -> bytes:
        """The next bytes; fewer than ``size`` only at the end. Raises TreeError beyond the bounds."""
        data = self._source.read(size)
        self._given += len(data)
        if self._given > min(MAX_UNPACKED, self._expected):
            raise TreeError(
                f"unpacks to far more than a release of QEMU does ({self._given} bytes)", self._place
            )
        return data


def unpacked(source: IO[bytes], place: str) -> BoundedReader:
    """The content of a .xz, .gz, .bz2 or plain file, told by how it starts. Damage raises where it is read."""
    start = source.read(6)
    source.seek(0)
    if start.startswith(b"\xfd7zXZ\0"):
        import lzma

        reader = StreamReader(source, lambda: lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY))
        return BoundedReader(io.BufferedReader(reader, _CHUNK), place)
    if start.startswith(b"BZh"):
        import bz2

        return BoundedReader(bz2.BZ2File(source), place)
    if start.startswith(b"\x1f\x8b"):
        import gzip

        return BoundedReader(gzip.GzipFile(fileobj=source), place)
    return BoundedReader(source, place)
