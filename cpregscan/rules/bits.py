"""What the rules about accepted bits share: a register at both ends, and which bits fare differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cpregscan.compare.passage import Passage
from cpregscan.facts.model import Register
from cpregscan.findings.model import Direction

_ALL = (1 << 64) - 1


class Bits(NamedTuple):
    """A register that has state at both ends. ``dropped``: bits that a guest of the source can set and the
    destination reads back as 0; ``forced``: bits that it reads back as 1; ``varying``: as its state has it.
    """

    source: Register
    destination: Register
    dropped: int
    forced: int
    varying: int
    direction: Direction


def compared(passage: Passage) -> Iterator[Bits]:
    """Registers whose bits the destination does not keep as the source does."""
    for source, destination in passage.both:
        if (
            source.const is not None
            or destination.const is not None
            or source.accepted == destination.accepted
        ):
            continue
        sends, takes = source.accepts, destination.accepts
        held = sends.kept & ~(takes.kept | takes.varying) & _ALL
        forced = held & takes.ones & (sends.clearable | ~(source.reset or 0))
        dropped = held & ~takes.ones & sends.settable
        varying = sends.kept & sends.settable & takes.varying & ~sends.varying
        if dropped or forced or varying:
            yield Bits(source, destination, dropped, forced, varying, passage.direction)


def refuses_reset(source: Register, destination: Register) -> bool:
    """Whether the destination does not take what the source sends right after reset."""
    return source.reset is not None and destination.accepts.takes(source.reset) is False


def bit_text(mask: int) -> str:
    """A set of bits in words, such as ``bits 4, 5`` or ``bits 63:32``."""
    ranges: list[str] = []
    position = 0
    while mask >> position:
        if mask >> position & 1:
            start = position
            while mask >> (position + 1) & 1:
                position += 1
            ranges.append(f"{position}:{start}" if position > start else f"{start}")
        position += 1
    return f"bit{'' if len(ranges) == 1 and ':' not in ranges[0] else 's'} {', '.join(reversed(ranges))}"


def kept(register: Register | None) -> str:
    """The bits that a register keeps, for people."""
    return f"{register.accepts.kept:#x}" if register else "nothing"
