"""A subsection that holds what the destination's CPU does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule
from cpregscan.rules.vmstate_part import refusal, sent_parts

RULE = Rule(
    id="refused-subsection",
    summary="a fresh guest sends a subsection for which the destination's CPU has no place",
    mechanism=(
        "The destination knows the subsection, but the CPU has not made what it points at (a timer, an array): the "
        "pointer is NULL, and loading it aborts QEMU."
    ),
    remedy="Let needed() say no for CPUs that do not have the feature.",
    before=".needed = wfxt_timer_needed, /* the CPU has FEAT_WFxT and the timer runs */",
    after=".needed = timer_exists,",
    references=(Reference("6c6e24166fc4", "made every v6K+ CPU send cpu/wfxt-timer"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such subsection."""
    absent = passage.destination.stream.absent
    for part, other in sent_parts(passage):
        columns = [column.name for column in (other.columns if other else ())]
        missing = [name for name in columns if f"{part.name}:{name}" in absent]
        own = [name for name in missing if f"{part.name}:{name}" in passage.source.stream.absent]
        if missing and not own:
            yield refusal(passage, part.name, ", ".join(missing))


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one subsection."""
    direction = effects[0].direction
    source, destination = trees.source(direction), trees.destination(direction)
    return Telling(
        f"{source} sends '{effects[0].subject.name}' of CPUs that have no {effects[0].detail} in {destination}",
        "the pointer is NULL there, and loading into it aborts QEMU.",
        "let needed() say no for CPUs that do not have the feature.",
    )
