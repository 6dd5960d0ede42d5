"""Compression of facts files: each part is a stream of its own, so that the second can be left alone.

The streams stand one behind the other, as `xz` and `gzip` allow: `xzcat` prints the whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cpregscan.errors import FactsError
from cpregscan.facts.lines import DETAILS, END

LIMIT = 256 << 20
"""The most bytes that one part may unpack to: a small file must not fill the memory."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Packing:
    """One way to compress: the suffix of its files, the bytes they start with, and how it is done."""

    suffix: str
    magic: bytes
    compress: Callable[[bytes], bytes]
    decompressor: Callable[[], _Decompressor]


def _xz(data: bytes) -> bytes:
    import lzma

    return lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)


def _xz_decompressor() -> _Decompressor:
    import lzma

    return lzma.LZMADecompressor(memlimit=LIMIT)


def _gzip(data: bytes) -> bytes:
    import zlib

    packer = zlib.compressobj(1, wbits=31)
    return packer.compress(data) + packer.flush()


def _gzip_decompressor() -> _Decompressor:
    import zlib

    return zlib.decompressobj(wbits=31)


XZ = Packing(".xz", b"\xfd7zXZ\0", _xz, _xz_decompressor)
"""Small: for files that are shipped."""

GZIP = Packing(".gz", b"\x1f\x8b", _gzip, _gzip_decompressor)
"""Fast: for files that are soon read again."""

PACKINGS = (XZ, GZIP)


def pack(parts: Sequence[str], packing: Packing | None) -> bytes:
    """The parts of a facts text as the content of a file; packing None leaves it plain text."""
    encoded = [part.encode() for part in parts]
    return b"".join(map(packing.compress, encoded) if packing else encoded)


def unpack_first(data: bytes, place: str) -> tuple[str, bytes]:
    """The first part as text, and what follows it as it stands. Raises FactsError."""
    packing = _packing_of(data)
    if packing:
        return _stream(data, packing, place)
    end = data.find(f"\n{DETAILS}\n".encode())
    if end < 0 or not data.endswith(f"\n{END}\n".encode()):
        raise FactsError("not a facts file, or one that is cut short", place)
    end += len(DETAILS) + 2
    return _text(data[:end], place), data[end:]


def unpack_rest(data: bytes, place: str) -> str:
    """The second part as text. Raises FactsError if it is damaged or anything follows it."""
    packing = _packing_of(data)
    if not packing:
        return _text(data, place)
    text, rest = _stream(data, packing, place)
    if rest:
        raise FactsError("the facts file goes on behind its end", place)
    return text


def _packing_of(data: bytes) -> Packing | None:
    return next((packing for packing in PACKINGS if data.startswith(packing.magic)), None)


def _stream(data: bytes, packing: Packing, place: str) -> tuple[str, bytes]:
    decompressor = packing.decompressor()
    try:
        content = decompressor.decompress(data, LIMIT)
    except Exception as error:  # zlib.error and LZMAError have no base of their own
        raise FactsError(f"the facts file is damaged ({error})", place) from error
    if not decompressor.eof:
        raise FactsError("the facts file is cut short, or too large", place)
    return _text(content, place), decompressor.unused_data


def _text(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise FactsError(f"the facts file is not text (byte {error.start} of a part)", place) from error
