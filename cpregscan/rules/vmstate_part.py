"""What the rules about vmstate_arm_cpu and its subsections share."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.compare.passage import Passage
from cpregscan.facts.stream import Column, Part, Stream
from cpregscan.findings.model import Subject, Verdict
from cpregscan.rules.effect import Effect

Shape = tuple[tuple[int, int], ...]
"""What a part takes in the stream: by column, bytes an element and elements."""


def sent_parts(passage: Passage) -> Iterator[tuple[Part, Part | None]]:
    """Each part that goes out at reset state, and the destination's description of it."""
    there = {part.name: part for part in passage.destination.stream.parts}
    for part in passage.source.stream.parts:
        if part.name in passage.source.stream.sent:
            yield part, there.get(part.name)


def refusal(passage: Passage, part: str, detail: str = "") -> Effect:
    """The effect of a part that the destination cannot load: even a fresh guest fails. ``detail`` tells the cause."""
    return Effect(
        direction=passage.direction,
        verdict=Verdict.FAILS_AT_RESET,
        cause=(part, passage.direction, detail),
        subject=Subject(part),
        loads_zeroed=False,
        detail=detail,
    )


def shape(part: Part, version: int, stream: Stream) -> list[tuple[Column, int]]:
    """The columns of a part that a stream of this version holds, each with its elements (-1: the stream tells)."""
    lengths = dict(stream.lengths)
    return [
        (column, column.count or lengths.get(f"{part.name}:{column.name}", -1))
        for column in part.columns
        if column.since <= version
    ]


def sizes(columns: list[tuple[Column, int]]) -> list[tuple[int, int]]:
    """The bytes that columns take; fields of one size are alike, whatever they are called."""
    return [(column.size, count) for column, count in columns if count]
