"""A property of the CPU that has another value on a released machine version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Subject, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="property-default",
    summary="a CPU property has another value on a machine version that both trees have",
    mechanism=(
        "A versioned machine promises the same guest in every release. Where the default of a property changes, the "
        "compat properties of older machine versions (hw_compat_X_Y) have to set the old value; here none does."
    ),
    remedy="Add the property with its old value to the compat properties of the machine versions that are released.",
    before='DEFINE_PROP_BOOL("foo", ARMCPU, has_foo, false),',
    after='DEFINE_PROP_BOOL("foo", ARMCPU, has_foo, true),',
    references=(
        Reference("f037f5b4b946", "changed the default of cntfrq, with an entry for older machines"),
    ),
)
_VERSIONED = re.compile(r"-\d+\.\d+(\.\d+)?$")


def find(passage: Passage) -> Iterator[Effect]:
    """Each property of a versioned machine's CPU that has two values. Told once, for the direction forward."""
    if passage.direction is not Direction.FORWARD or not _VERSIONED.search(
        passage.guest.machine.partition(",")[0]
    ):
        return
    own = dict(passage.destination.stream.properties)
    for name, value in passage.source.stream.properties:
        if own.get(name, value) != value:
            yield Effect(
                verdict=Verdict.LOADS,
                cause=(name, value, own[name]),
                subject=Subject(name),
                direction=passage.direction,
                detail=f"{value}, now {own[name]}",
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one property."""
    name, values = effects[0].subject.name, effects[0].detail
    old = values.partition(",")[0]
    return Telling(
        f"property '{name}' of the CPU was {values} on machine versions that {trees.old} has as well",
        "a versioned machine has to stay as it was; if what it decides travels, other findings tell.",
        f'add {{ TYPE_ARM_CPU, "{name}", "{old}" }} to the compat properties of these machine versions.',
    )
