"""A cpreg behind the end of the destination's list, which old loading code does not look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="ignored-cpreg",
    summary="the destination drops a cpreg without a word",
    mechanism=(
        "Up to QEMU 10.2 the loop of cpu_post_load() ends with the destination's own list. An unknown index above "
        "its last one is never looked at: the load succeeds, and what the register held is lost. The entry still "
        "counts for the length that the destination accepts."
    ),
    remedy="Nothing fails here; if the state matters, the destination has to know the cpreg.",
    before="/* the table ends with BAR_EL3 */",
    after='{ .name = "BAZ_EL3", ... }, /* sorts behind all others */',
    references=(Reference("dbfed8d80839", "made the loop look at what is left of both lists"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each unknown cpreg that is passed over."""
    loading = passage.loading
    for register in passage.only_sent:
        if loading and not loading.refuses_beyond and passage.is_beyond(register):
            yield Effect(
                verdict=Verdict.LOSES_STATE,
                cause=(passage.direction, register.origin.table),
                subject=subject_of(register),
                direction=passage.direction,
                source=register,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for cpregs of one table."""
    direction = effects[0].direction
    source, destination = trees.source(direction), trees.destination(direction)
    return Telling(
        f"{destination} drops {named(effects)} of {source} in silence",
        f"the index is above the last one of {destination}, whose loop ends there: it neither fails nor tells.",
        "nothing to mend, unless the state of the cpreg matters to the guest.",
    )
