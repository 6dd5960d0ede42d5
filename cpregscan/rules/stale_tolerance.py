"""A tolerance for an index that neither tree has, or that both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Subject, Verdict
from cpregscan.rules.effect import Effect, Spot, Telling, Trees
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="stale-tolerance",
    summary="a tolerance of the new tree matches nothing that the old tree sends",
    mechanism=(
        "A tolerance serves streams of trees that have a cpreg which this one has not, or the other way round. Where "
        "both have the index, or neither, it has no effect. For one pair of releases that is no fault: the tolerance "
        "may serve another one."
    ),
    remedy="Leave it for the releases that need it; remove it when none of them is supported any more.",
    before="arm_register_cpreg_mig_tolerance(cpu, 0x40200000200e0298, 0, 0, ToleranceNotOnBothEnds);",
    after="/* removed when no supported release sends the cpreg */",
    references=(Reference("234b3eaddd4f", "registered the first tolerance for TCG CPUs"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each tolerance of the new tree that this stream has no use for, where the old tree lacks it."""
    if passage.direction is not Direction.FORWARD:
        return
    known = {one.index for one in passage.source.stream.tolerances}
    for one in passage.destination.stream.tolerances:
        if one.index not in known and (one.index in passage.sent) == (one.index in passage.own):
            yield Effect(
                direction=passage.direction,
                verdict=Verdict.LOADS,
                cause=one.index,
                subject=Subject("tolerance", index=one.index),
                places=(Spot(one.place, in_source=False),),
                detail="both have it" if one.index in passage.own else "",
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one tolerance."""
    index = effects[0].subject.index or 0
    both = all(effect.detail for effect in effects)
    return Telling(
        f"the new tolerance for {index:#018x} matches {'a cpreg that both trees have' if both else 'no cpreg'}",
        f"{trees.old} and {trees.new} agree on this index: the tolerance has no effect between them.",
        "check the index, if it was meant for this change.",
    )
