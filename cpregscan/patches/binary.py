"""Git's binary patches: base 85, zlib, and git's own deltas (gitformat-pack(5))."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from typing import Literal, cast

from cpregscan.patches.hunks import Broken
from cpregscan.patches.model import BinaryPatch
from cpregscan.trees.limits import MAX_FILE

_SIZE = re.compile(rb"(literal|delta) (\d{1,10})")


class BadDelta(ValueError):
    """A binary patch that cannot be unpacked, or that was made for another content."""


def read_binary(body: Sequence[bytes], position: int) -> tuple[BinaryPatch, int]:
    """The forward half of a binary patch, and the index after both halves. Raises Broken."""
    forward, position = _read_half(body, position)
    if forward is None:
        raise Broken("is a binary patch without content", position)
    _, position = _read_half(body, position)
    return forward, position


def unpack(patch: BinaryPatch, old: bytes) -> bytes:
    """The new content of a file whose content was ``old``. Raises BadDelta."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(patch.packed, MAX_FILE + 1)
    except zlib.error as error:
        raise BadDelta(str(error)) from None
    if len(content) != patch.size:
        raise BadDelta(f"{len(content)} bytes where {patch.size} are announced")
    return content if patch.method == "literal" else _apply_delta(content, old)


def _read_half(body: Sequence[bytes], position: int) -> tuple[BinaryPatch | None, int]:
    match = _SIZE.fullmatch(body[position].rstrip()) if position < len(body) else None
    if not match:
        return None, position
    packed = []
    position += 1
    while position < len(body) and body[position].strip():
        packed.append(_decoded(body[position].rstrip(), position + 1))
        position += 1
    method = cast(Literal["literal", "delta"], match[1].decode("ascii"))
    return BinaryPatch(method, int(match[2]), b"".join(packed)), position + 1


def _decoded(line: bytes, at: int) -> bytes:
    """A line: a letter for the number of bytes (A is 1, z is 52), and groups of five digits of base 85."""
    letter = line[0]
    size = letter - 64 if 65 <= letter <= 90 else letter - 70 if 97 <= letter <= 122 else 0
    try:
        content = base64.b85decode(line[1:])
    except ValueError:
        size = 0
    if not size or not size <= len(content) < size + 4:
        raise Broken("is not a line of a binary patch", at)
    return content[:size]


def _apply_delta(delta: bytes, old: bytes) -> bytes:
    try:
        old_size, position = _number(delta, 0)
        new_size, position = _number(delta, position)
        if old_size != len(old):
            raise BadDelta(f"made for a file of {old_size} bytes")
        new = bytearray()
        while position < len(delta) and len(new) <= new_size:
            position = _instruction(delta, position, old, new)
    except IndexError:
        raise BadDelta("cut off") from None
    if len(new) != new_size or new_size > MAX_FILE:
        raise BadDelta("wrong size")
    return bytes(new)


def _number(delta: bytes, position: int) -> tuple[int, int]:
    """A size, seven bits a byte, the lowest first."""
    number = shift = 0
    while True:
        byte = delta[position]
        position += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80 or shift > 63:
            return number, position


def _instruction(delta: bytes, position: int, old: bytes, new: bytearray) -> int:
    """Copies from the old content, or adds bytes of the delta; gives the position after it."""
    operation = delta[position]
    position += 1
    if not operation & 0x80:
        if not operation or position + operation > len(delta):
            raise BadDelta("cut off")
        new += delta[position : position + operation]
        return position + operation
    fields = []
    for bit in range(7):
        fields.append(delta[position] if operation >> bit & 1 else 0)
        position += operation >> bit & 1
    start = int.from_bytes(bytes(fields[:4]), "little")
    size = int.from_bytes(bytes(fields[4:]), "little") or 0x10000
    if start + size > len(old):
        raise BadDelta("copies from beyond the file")
    new += old[start : start + size]
    return position
