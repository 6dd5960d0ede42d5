"""A part of the CPU's section in a version that the destination does not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule
from cpregscan.rules.vmstate_part import refusal, sent_parts

RULE = Rule(
    id="vmstate-version",
    summary="a part of the CPU's section has a version that the destination does not take",
    mechanism=(
        "vmstate_load_state() refuses a version_id above the destination's own, and one below its minimum_version_id."
    ),
    remedy="Leave version_id as it is and put what is new into a subsection with a needed function.",
    before=".version_id = 22,",
    after=".version_id = 23,",
    references=(Reference("af903caed9f8", "changed a field without a new version, by leaving a hole"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each part with such a version."""
    for part, other in sent_parts(passage):
        if other is not None and not other.minimum <= part.version <= other.version:
            taken = f"{other.minimum} to {other.version}"
            yield refusal(passage, part.name, f"version {part.version}, where {taken} are taken")


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one part."""
    direction = effects[0].direction
    return Telling(
        f"{trees.source(direction)} sends '{effects[0].subject.name}' in {effects[0].detail}",
        f"{trees.destination(direction)} refuses the whole section.",
        "leave version_id as it is, and put what is new into a subsection.",
    )
