"""Feature bits that travel, and are not what the destination's CPU has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cpregscan.compare.passage import Passage
from cpregscan.facts.stream import FEATURES, Stream, holds_features
from cpregscan.findings.model import Direction, Subject, Verdict
from cpregscan.rules.effect import Effect, Spot, Telling, Trees
from cpregscan.rules.enumerators import UNMOVED, Moved, renumbering
from cpregscan.rules.rule import Reference, Rule

_SHOWN = 4

RULE = Rule(
    id="feature-enum",
    summary="env.features is in the stream, and gives the destination's CPU other features",
    mechanism=(
        "Up to QEMU 5.2 the stream holds env.features, and loading overwrites the destination's own before "
        "cpu_post_load() runs. The bits are numbered by enum arm_features: an enumerator that was removed or inserted "
        "gives all behind it another meaning. The load may well succeed, and the CPU is another one afterwards. So it "
        "is where a model has other features in the two trees. A source from 6.0 on sends zeros in that place: such a "
        "destination has no features at all then."
    ),
    remedy="Never remove or insert enumerators while the field travels; from 6.0 on it is an unused hole.",
    before="ARM_FEATURE_VFP, ARM_FEATURE_AUXCR, ...",
    after="ARM_FEATURE_AUXCR, ...",
    references=(
        Reference("f9506e162c33", "removed ARM_FEATURE_VFP, bit 0"),
        Reference("af903caed9f8", "stopped to send the field"),
    ),
)


class _Cause(NamedTuple):
    """Why the features are others: the source sends none, enumerators moved, or the model itself has changed."""

    direction: Direction
    sends: bool
    moved: Moved
    change: str


def find(passage: Passage) -> Iterator[Effect]:
    """The features, if the destination reads others than it would have set."""
    source, destination = passage.source.stream, passage.destination.stream
    if not holds_features(destination.parts):
        return
    forward, sends = passage.direction is Direction.FORWARD, holds_features(source.parts)
    read, own = (
        _names(source.features if sends else 0, destination),
        _names(destination.features, destination),
    )
    change = "; ".join(filter(None, (_list("gains", read - own), _list("loses", own - read))))
    if change:
        old, new = (source, destination) if forward else (destination, source)
        moved = renumbering(old.feature_bits, new.feature_bits) if sends else UNMOVED
        one_model = sends and moved == UNMOVED
        yield Effect(
            direction=passage.direction,
            verdict=Verdict.LOSES_STATE,
            cause=_Cause(passage.direction, sends, moved, change if one_model else ""),
            subject=Subject(FEATURES),
            places=(
                *_spots(moved.old, old, in_source=forward),
                *_spots(moved.new, new, in_source=not forward),
            ),
            detail=change,
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for all guests."""
    direction, change, cause = effects[0].direction, effects[0].detail, effects[0].cause
    source, destination = trees.source(direction), trees.destination(direction)
    assert isinstance(cause, _Cause)
    if not cause.sends:
        return Telling(
            f"{source} sends zeros where {destination} reads env.features",
            f"the CPU's features are overwritten with none: a CPU {change}.",
            "the destination must not read the field; the source cannot mend it.",
        )
    if cause.moved == UNMOVED:
        return Telling(
            f"{destination} takes over env.features of {source}: the CPU {change}",
            "the model has other features in the two trees, and those of the source overwrite the destination's.",
            "keep the model's features while the field travels, at least for machine versions that were released.",
        )
    return Telling(
        f"{destination} reads env.features of {source} as other features",
        f"the bits mean other features there: a CPU {change}.",
        "keep the numbers of enum arm_features as they are while the field travels.",
    )


def _spots(names: Sequence[str], stream: Stream, *, in_source: bool) -> Iterator[Spot]:
    places = dict(stream.feature_places)
    return (Spot(places[name], in_source) for name in names if name in places)


def _names(features: int, stream: Stream) -> set[str]:
    names = {bit: name for name, bit in stream.feature_bits}
    return {names.get(bit, f"bit {bit}") for bit in range(64) if features >> bit & 1}


def _list(word: str, features: set[str]) -> str:
    names = sorted(features)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{word} {', '.join(names[:_SHOWN])}{more}" if names else ""
