"""A cpreg with state that is a constant at the destination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="became-constant",
    summary="a cpreg that holds state is a constant at the destination",
    mechanism=(
        "The destination takes one value only. A stream loads as long as the guest has left the register at that "
        "value, and fails in write_list_to_cpustate() once it has written another one."
    ),
    remedy="Keep the field at the destination, or mask the register's writes at the source for these machines.",
    before='{ .name = "FOO_EL1", ..., .fieldoffset = offsetof(CPUARMState, cp15.foo) },',
    after='{ .name = "FOO_EL1", ..., .type = ARM_CP_CONST, .resetvalue = 0 },',
    references=(Reference("721fae12536b", "introduced the read-back check that fails here"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each cpreg that only the destination knows as a constant."""
    for source, destination in passage.both:
        if source.const is not None or destination.const is None:
            continue
        held = source.accepts.kept | source.accepts.unsure
        at_reset = source.reset is not None and source.reset != destination.const
        if at_reset or held & source.accepts.settable:
            yield Effect(
                verdict=Verdict.FAILS_AT_RESET if at_reset else Verdict.FAILS_FOR_SOME_STATE,
                cause=(passage.direction, source.index),
                subject=subject_of(source),
                direction=passage.direction,
                source=source,
                destination=destination,
                loads_zeroed=not at_reset,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one cpreg."""
    direction, destination = effects[0].direction, effects[0].destination
    assert destination is not None
    return Telling(
        f"{named(effects)} is the constant {destination.const:#x} in {trees.destination(direction)}",
        f"{trees.source(direction)} sends what the guest has written; any other value does not read back.",
        "keep the field at the destination, if guests write the register.",
    )
