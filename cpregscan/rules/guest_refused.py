"""A guest that one of the trees does not start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Subject, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="guest-refused",
    summary="the destination does not start a guest that the source starts",
    mechanism=(
        "A CPU model that is gone, one that the machine does not take any more, or a combination of options that is "
        "refused: the destination ends before it reads the stream."
    ),
    remedy="Keep what released machine versions accept.",
    before='{ .name = "cortex-foo", .initfn = cortex_foo_initfn },',
    after="/* gone */",
    references=(Reference("c01a3d9a5fe5", "took the iwMMXt variants of pxa270 out"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """The refusal, if there is one on the destination's side alone."""
    refusal = passage.destination.refusal
    if refusal is not None and passage.source.refusal is None:
        yield Effect(
            direction=passage.direction,
            verdict=Verdict.FAILS_AT_RESET,
            cause=(passage.direction, refusal.replace(passage.guest.cpu.partition(",")[0], "")),
            subject=Subject(passage.guest.cpu),
            loads_zeroed=False,
            says=tuple(refusal.splitlines()),
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for guests that are refused with one text."""
    direction = effects[0].direction
    names = list(dict.fromkeys(effect.subject.name for effect in effects))
    first = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return Telling(
        f"{trees.destination(direction)} refuses {first}, which {trees.source(direction)} starts",
        "the destination ends before it reads the stream.",
        "keep the model and what released machine versions accept.",
    )
