"""Bits that the destination does not keep any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.bits import bit_text, compared, kept, refuses_reset
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="bits-narrowed",
    summary="the destination drops bits that a guest of the source can set",
    mechanism=(
        "A cpreg with a writefn and no raw_writefn is written raw through its write function. Bits that this masks "
        "do not read back, and write_list_to_cpustate() fails. A fresh guest loads; one that has set such a bit does "
        "not. Bits that only some state of the CPU lets through are told with that state."
    ),
    remedy="Give the cpreg `.raw_writefn = raw_write`, so that the mask is applied to guest writes only.",
    before="value &= HCR_A | HCR_B;",
    after="value &= HCR_A;",
    references=(
        Reference("d1fb4da20841", "changed which bits of HCR_EL2 and SCR_EL3 are writable"),
        Reference("587f8b333c88", "mended that for good: raw_writefn for SCR_EL3 and HCR_EL2"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each register of which the destination drops something."""
    for one in compared(passage):
        if (one.dropped or one.varying) and not refuses_reset(one.source, one.destination):
            depends = ", ".join(one.destination.accepts.depends)
            yield Effect(
                verdict=Verdict.FAILS_FOR_SOME_STATE,
                cause=(one.direction, one.source.name, one.source.index, one.dropped, one.varying),
                subject=subject_of(one.source),
                direction=one.direction,
                source=one.source,
                destination=one.destination,
                detail=depends if one.varying else "",
                mask=one.dropped | one.varying,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one register."""
    one = effects[0]
    source, destination = trees.source(one.direction), trees.destination(one.direction)
    condition = f" Some of them only as env->{one.detail} has it." if one.detail else ""
    return Telling(
        f"{destination} drops {bit_text(one.mask)} of {named(effects)}",
        f"{source} keeps {kept(one.source)}, {destination} {kept(one.destination)}: a guest that has set such a bit "
        f"does not load.{condition}",
        "give the cpreg .raw_writefn = raw_write, so that the mask applies to the guest's own writes only.",
    )
