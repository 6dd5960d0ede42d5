"""An unknown cpreg whose failure a tolerated one takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="forgiven-cpreg",
    summary="an unknown cpreg loads by accident, because a tolerated one follows it",
    mechanism=(
        "cpu_post_load() assigns the answer of handle_cpreg_only_in_incoming_stream() to its failure flag instead of "
        "or-ing it. A tolerated index behind an unknown one clears the flag: the destination prints that it fails the "
        "migration, and goes on."
    ),
    remedy="Register a tolerance for the cpreg as well: once the flag is or-ed, it will fail.",
    before="fail = handle_cpreg_only_in_incoming_stream(...);",
    after="fail |= handle_cpreg_only_in_incoming_stream(...);",
    references=(Reference("dbfed8d80839", "introduced the loops that overwrite the flag"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each unknown cpreg that is forgiven."""
    loading = passage.loading
    for register in passage.only_sent:
        if loading and register.index in passage.forgiven:
            yield Effect(
                verdict=Verdict.LOSES_STATE,
                cause=(passage.direction, register.origin.table),
                subject=subject_of(register),
                direction=passage.direction,
                source=register,
                says=tuple(loading.unknown_text.format(key=f"{register.key:x}").splitlines()),
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for cpregs of one table."""
    direction = effects[0].direction
    source, destination = trees.source(direction), trees.destination(direction)
    return Telling(
        f"{destination} forgives {named(effects)} of {source} only because a tolerated cpreg follows",
        "the failure flag is overwritten by the tolerated entry: it prints that the migration fails, and loads.",
        "register a tolerance for it too; a correction of the flag will make it fail.",
    )
