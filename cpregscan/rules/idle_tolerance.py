"""A tolerance that cannot take effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Spot, Telling, Trees, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="idle-tolerance",
    summary="a tolerance does not help: its cpreg is only in the destination, and does not read back",
    mechanism=(
        "A tolerance for a cpreg that the stream lacks only silences the warning. The cpreg is still written from "
        "memory that nobody initialised, and has to read back; a constant other than zero does not."
    ),
    remedy="Make the cpreg ARM_CP_NO_RAW, or let the loading code skip what is tolerated.",
    before='{ .name = "ID_FOO_EL1", ..., .type = ARM_CP_CONST, .resetvalue = 0x11 },',
    after='{ .name = "ID_FOO_EL1", ..., .type = ARM_CP_NO_RAW, .readfn = foo_read },',
    references=(Reference("bb36be6fd799", "introduced the machinery"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each tolerated cpreg that the stream lacks and that zeroed memory does not satisfy."""
    loading = passage.loading
    if loading is None or loading.keeps_reset:
        return
    places = {one.index: one.place for one in passage.destination.stream.tolerances}
    for register in passage.only_own:
        if register.index in places and register.accepts.takes(0) is False:
            yield Effect(
                verdict=Verdict.DEPENDS_ON_MEMORY,
                cause=(passage.direction, register.index),
                subject=subject_of(register),
                direction=passage.direction,
                destination=register,
                places=(Spot(places[register.index], in_source=False, label="tolerated here"),),
                loads_zeroed=False,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one cpreg."""
    return Telling(
        f"the tolerance for {effects[0].subject.name} does not keep the load from failing",
        "it only silences the warning; the cpreg is still compared with memory that nobody initialised.",
        "make the cpreg ARM_CP_NO_RAW, or skip tolerated cpregs in write_list_to_cpustate().",
    )
