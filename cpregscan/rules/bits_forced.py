"""Bits that the destination reads as one whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.bits import bit_text, compared, refuses_reset
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="bits-forced",
    summary="the destination forces bits to one that the source may send as zero",
    mechanism=(
        "A write function that sets RES1 bits and is used for raw writes as well makes every value without them fail "
        "the read-back check of write_list_to_cpustate()."
    ),
    remedy="Set RES1 bits in the reset value, and give the cpreg `.raw_writefn = raw_write`.",
    before="raw_write(env, ri, value);",
    after="raw_write(env, ri, value | SCR_RES1);",
    references=(Reference("bfe43e3d1463", "forced RES1 bits of SCR_EL3"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each register with bits that are forced at the destination only."""
    for one in compared(passage):
        if one.forced and not refuses_reset(one.source, one.destination):
            yield Effect(
                verdict=Verdict.FAILS_FOR_SOME_STATE,
                cause=(one.direction, one.source.name, one.source.index, one.forced),
                mask=one.forced,
                subject=subject_of(one.source),
                direction=one.direction,
                source=one.source,
                destination=one.destination,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one register."""
    one = effects[0]
    return Telling(
        f"{trees.destination(one.direction)} forces {bit_text(one.mask)} of {named(effects)} to one",
        f"{trees.source(one.direction)} may send them as zero; then they do not read back.",
        "set them in the reset value, and give the cpreg .raw_writefn = raw_write.",
    )
