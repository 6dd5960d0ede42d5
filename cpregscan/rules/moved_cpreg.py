"""A cpreg that has another index at the other end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.remedies import tolerance_lines
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="moved-cpreg",
    summary="a cpreg is encoded otherwise in the two trees",
    mechanism=(
        "The stream knows a cpreg by its index alone, which is made of its encoding. A corrected encoding is one cpreg "
        "less and another one more: the old index is unknown to the destination, the new one missing in the stream."
    ),
    remedy="Keep the old index in the list beside the new one, or register a tolerance for it.",
    before='{ .name = "FOO", .cp = 14, .crn = 0, .crm = 5, .opc2 = 0, ... },',
    after='{ .name = "FOO", .cp = 14, .crn = 0, .crm = 4, .opc2 = 0, ... },',
    references=(
        Reference("d56974afe986", "re-encoded CBAR and CBAR_EL1 of v8 CPUs"),
        Reference("655659a74a36", "corrected the encoding of DBGDTR_EL0"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each cpreg whose old index and new index both are on one side only."""
    loading = passage.loading
    for source, destination in passage.moved:
        excused = passage.tolerance(source) is not None
        fatal = passage.is_fatal(source) and not excused
        text = loading.unknown_text.format(key=f"{source.key:x}") if loading and fatal else ""
        yield Effect(
            verdict=Verdict.FAILS_AT_RESET if fatal else Verdict.LOSES_STATE,
            cause=frozenset((source.index, destination.index)),
            subject=subject_of(source),
            direction=passage.direction,
            source=source,
            destination=destination,
            loads_zeroed=not fatal and destination.accepts.takes(0) is not False,
            detail="tolerances can be registered" if loading and loading.tolerates else "",
            says=() if passage.too_long else tuple(text.splitlines()),
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one cpreg."""
    source, destination = effects[0].source, effects[0].destination
    assert source is not None
    assert destination is not None
    remedy = f"keep {source.index:#018x} in the list"
    if effects[0].detail:
        remedy += f", or register a tolerance for it:\n{tolerance_lines([source])}"
    return Telling(
        f"{named(effects)} is {source.encoding} in one tree and {destination.encoding} in the other",
        f"index {source.index:#018x} and index {destination.index:#018x} are different cpregs to the stream: the first "
        "is unknown at the destination, the second missing in the stream.",
        remedy,
    )
