"""A list that is longer than the destination's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Subject, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="list-too-long",
    summary="the source sends more cpregs than the destination has",
    mechanism=(
        "Up to QEMU 10.2 the field cpreg_vmstate_array_len is a VMSTATE_INT32_POSITIVE_LE: a length above the "
        "destination's own is refused before any cpreg is looked at. From 11.0 any length is taken."
    ),
    remedy=(
        "A destination that is released already cannot be changed. Where backward migration is promised, keep new "
        "cpregs out of the list (ARM_CP_NO_RAW with a subsection for their state) or behind a property that older "
        "machine versions turn off."
    ),
    before="/* 291 cpregs */",
    after='{ .name = "NEW_EL1", ... }, /* 292 cpregs */',
    references=(
        Reference("655659a74a36", "added two cpregs: 'Invalid value 292 expecting positive value <= 291'"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """The length, if it is refused."""
    loading = passage.loading
    if passage.too_long and loading:
        text = loading.length_text.format(incoming=len(passage.sent), own=len(passage.own))
        yield Effect(
            direction=passage.direction,
            verdict=Verdict.FAILS_AT_RESET,
            cause=passage.direction,
            subject=Subject("cpreg_vmstate_array_len"),
            loads_zeroed=False,
            says=tuple(text.splitlines()),
            detail=f"{len(passage.sent)} > {len(passage.own)}",
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for all guests of a direction."""
    direction = effects[0].direction
    lengths = list(dict.fromkeys(effect.detail for effect in effects))
    more = ", …" if len(lengths) > 3 else ""
    destination = trees.destination(direction)
    return Telling(
        f"{trees.source(direction)} sends more cpregs than {destination} has ({', '.join(lengths[:3])}{more})",
        f"{destination} checks the length before it looks at any cpreg, and refuses a longer list.",
        "keep what is new out of the list for machine versions that have to migrate back, or do not promise that."
        if direction is Direction.BACKWARD
        else f"{destination} has to keep the cpregs that it dropped, or their number.",
    )
