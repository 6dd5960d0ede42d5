"""An index that stands for another cpreg at the other end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="other-cpreg",
    summary="one index stands for different cpregs in the two trees",
    mechanism=(
        "The stream has indexes, no names. Where an encoding is given to another register, the destination puts the "
        "value of the one into the other; the load succeeds if it reads back. A mere new name, with the same type and "
        "value, is not reported."
    ),
    remedy="If the register has only been renamed, nothing; else keep the old one out of the list.",
    before='{ .name = "FOO", .crm = 4, .type = ARM_CP_CONST, .resetvalue = 0 },',
    after='{ .name = "BAR", .crm = 4, .fieldoffset = offsetof(CPUARMState, cp15.bar) },',
    references=(Reference("09754ca867f0", "put DBGDEVID, DBGDEVID1 and DBGDEVID2 at wrong encodings"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each index whose name changed together with what it is."""
    for source, destination in passage.both:
        if source.name.lower() == destination.name.lower():
            continue
        if (source.const is None) != (destination.const is None) or source.accepts != destination.accepts:
            yield Effect(
                verdict=Verdict.LOSES_STATE,
                cause=source.index,
                subject=subject_of(source),
                direction=passage.direction,
                source=source,
                destination=destination,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one index."""
    source, destination = (
        register.name for register in (effects[0].source, effects[0].destination) if register is not None
    )
    index = effects[0].subject.index or 0
    return Telling(
        f"index {index:#018x} is {source} in one tree and {destination} in the other",
        "the destination takes the value of the one for the other.",
        "give the new register an encoding of its own, or keep the old one out of the list.",
    )
