"""A reset value of the source that the destination does not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.bits import refuses_reset
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="reset-refused",
    summary="the destination does not take the source's reset value of a cpreg",
    mechanism=(
        "The value right after reset does not read back at the destination: its write function forces or drops a bit, "
        "or its read function computes another value. Even a guest that was never started fails to load. This may "
        "happen within one tree: then it cannot load its own stream."
    ),
    remedy="Make the reset value one that reads back, and give the cpreg `.raw_writefn = raw_write`.",
    before=".resetvalue = 0, .writefn = scr_write /* sets RES1 */",
    after=".resetfn = scr_reset, .writefn = scr_write, .raw_writefn = raw_write",
    references=(
        Reference("10d0ef3e6cf6", "gave SCR_EL3 a reset value that its own write function keeps"),
        Reference("1aa4512ecde4", "saturated the CPU count in L2CTLR: more than 4 CPUs read back otherwise"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each cpreg, no constant at both ends, whose reset value is refused."""
    for source, destination in passage.both:
        if destination.const is None and refuses_reset(source, destination):
            yield Effect(
                verdict=Verdict.FAILS_AT_RESET,
                cause=(passage.direction, source.name, source.index, destination.accepts),
                subject=subject_of(source),
                direction=passage.direction,
                source=source,
                destination=destination,
                loads_zeroed=False,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one register."""
    direction, source, destination = effects[0].direction, effects[0].source, effects[0].destination
    assert source is not None
    assert destination is not None
    value = source.reset or 0
    accepts = destination.accepts
    read = value & (accepts.kept | accepts.unsure) | accepts.ones
    return Telling(
        f"{trees.destination(direction)} does not take the reset value {value:#x} of {named(effects)}",
        f"it reads back as {read:#x}: even a guest that was never started fails to load.",
        "make the reset value one that reads back, and give the cpreg .raw_writefn = raw_write.",
    )
