"""A cpreg on one side only, which the destination tolerates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Spot, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="tolerated-cpreg",
    summary="the destination tolerates a cpreg that only the source has",
    mechanism=(
        "A tolerance registered while the CPU is realized excuses the index in cpu_post_load(). What the register "
        "held is dropped."
    ),
    remedy="Nothing: this is how it is meant.",
    before='{ .name = "BOGUS", ... },',
    after="arm_register_cpreg_mig_tolerance(cpu, 0x40200000200e0298, 0, 0, ToleranceNotOnBothEnds);",
    references=(Reference("202126dcb9d6", "removed the bogus DBGDTR register behind a tolerance"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each cpreg that is excused."""
    for register in passage.only_sent:
        tolerance = passage.tolerance(register)
        if tolerance is not None and register.index not in passage.moved_from:
            yield Effect(
                verdict=Verdict.LOADS,
                cause=(passage.direction, register.index),
                subject=subject_of(register),
                direction=passage.direction,
                source=register,
                places=(Spot(tolerance.place, in_source=False, label="tolerated here"),),
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one cpreg."""
    direction = effects[0].direction
    return Telling(
        f"{trees.destination(direction)} tolerates {named(effects)} of {trees.source(direction)}",
        "a tolerance is registered for the index: it is skipped, and the load goes on.",
        "nothing to mend.",
    )
