"""Bits that the destination keeps and the source did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.bits import bit_text
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="bits-widened",
    summary="the new tree keeps bits of a cpreg that the old one did not",
    mechanism=(
        "Harmless on the way forward. On the way back a guest that has set such a bit does not load: that is reported "
        "as bits-narrowed, for the bits that a guest can set."
    ),
    remedy="Nothing, unless backward migration is promised.",
    before="value &= HCRX_A;",
    after="value &= HCRX_A | HCRX_B;",
    references=(Reference("252e8c696694", "let more bits of SCR_EL3 through"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each register that keeps more, looked at in the forward direction."""
    if passage.direction is not Direction.FORWARD:
        return
    for source, destination in passage.both:
        if source.const is None and destination.const is None:
            more = destination.accepts.kept & destination.accepts.settable & ~source.accepts.kept
            if more:
                yield Effect(
                    verdict=Verdict.LOADS,
                    cause=(source.name, source.index, more),
                    mask=more,
                    subject=subject_of(source),
                    direction=passage.direction,
                    source=source,
                    destination=destination,
                )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one register."""
    return Telling(
        f"{trees.new} keeps {bit_text(effects[0].mask)} of {named(effects)}, which {trees.old} did not",
        "harmless on the way forward.",
        "nothing to mend.",
    )
