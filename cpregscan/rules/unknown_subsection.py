"""A subsection that the destination does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule
from cpregscan.rules.vmstate_part import refusal, sent_parts

RULE = Rule(
    id="unknown-subsection",
    summary="a fresh guest sends a subsection that the destination does not know",
    mechanism=(
        "vmstate_subsection_load() fails on a name that is not among the description's subsections. Whether it is sent "
        "is for its needed function to decide: here it says yes right after reset."
    ),
    remedy="Let needed() say no where the state is what an old destination assumes anyhow.",
    before="/* no subsection */",
    after=".needed = always_true,",
    references=(Reference("5a3197bc7304", "added a subsection the right way: sent only when needed"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such subsection whose parent the destination knows."""
    known = {part.name for part in passage.destination.stream.parts}
    for part, other in sent_parts(passage):
        if other is None and part.parent in known:
            yield refusal(passage, part.name)


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one subsection."""
    direction = effects[0].direction
    source, destination = trees.source(direction), trees.destination(direction)
    return Telling(
        f"{source} sends the subsection '{effects[0].subject.name}', unknown to {destination}",
        "its needed function says yes right after reset, so that even a fresh guest does not load.",
        "let needed() say no while the state is what the destination assumes without it.",
    )
