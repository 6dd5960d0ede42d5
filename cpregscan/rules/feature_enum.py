"""Feature bits that travel, and mean something else at the destination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.facts.stream import Stream
from cpregscan.findings.model import Subject, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule

_COLUMN = "env.features"
_SHOWN = 4

RULE = Rule(
    id="feature-enum",
    summary="env.features is in the stream, and its bits mean something else at the destination",
    mechanism=(
        "Up to QEMU 5.2 the stream holds env.features, and loading overwrites the destination's own before "
        "cpu_post_load() runs. The bits are numbered by enum arm_features: an enumerator that was removed or inserted "
        "gives all behind it another meaning. The load may well succeed, and the CPU is another one afterwards. A "
        "source from 6.0 on sends zeros in that place: such a destination has no features at all then."
    ),
    remedy="Never remove or insert enumerators while the field travels; from 6.0 on it is an unused hole.",
    before="ARM_FEATURE_VFP, ARM_FEATURE_AUXCR, ...",
    after="ARM_FEATURE_AUXCR, ...",
    references=(
        Reference("f9506e162c33", "removed ARM_FEATURE_VFP, bit 0"),
        Reference("af903caed9f8", "stopped to send the field"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """The features, if the destination reads others than it would have set."""
    if not _travels(passage.destination.stream):
        return
    source, destination = passage.source.stream, passage.destination.stream
    sent = source.features if _travels(source) else 0
    read, own = _names(sent, destination), _names(destination.features, destination)
    gained, lost = sorted(read - own), sorted(own - read)
    if gained or lost:
        yield Effect(
            direction=passage.direction,
            verdict=Verdict.LOSES_STATE,
            cause=(passage.direction, source.feature_bits, destination.feature_bits, bool(sent)),
            subject=Subject(_COLUMN),
            detail="; ".join(filter(None, (_list("gains", gained), _list("loses", lost)))),
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for all guests."""
    direction = effects[0].direction
    destination = trees.destination(direction)
    return Telling(
        f"{destination} reads env.features of {trees.source(direction)} as other features",
        f"the bits mean other features there: the CPU {effects[0].detail}.",
        "keep the numbers of enum arm_features as they are while the field travels.",
    )


def _travels(stream: Stream) -> bool:
    return any(column.name == _COLUMN for part in stream.parts[:1] for column in part.columns)


def _names(features: int, stream: Stream) -> set[str]:
    names = {bit: name for name, bit in stream.feature_bits}
    return {names.get(bit, f"bit {bit}") for bit in range(64) if features >> bit & 1}


def _list(word: str, names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{word} {', '.join(names[:_SHOWN])}{more}" if names else ""
