"""A raw write that changes more than the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.facts.model import CpuFacts
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="raw-side-effect",
    summary="loading a cpreg runs a write function that changes other state",
    mechanism=(
        "A cpreg with a writefn and no raw_writefn is loaded through its write function. What that changes besides "
        "its own field depends on cpregs that are loaded before it, and is overwritten by those loaded after it: the "
        "order is that of the indexes."
    ),
    remedy="Give the cpreg `.raw_writefn = raw_write`, and rebuild what hangs on it in cpu_post_load().",
    before=".writefn = foo_write, /* recomputes cp15.bar */",
    after=".writefn = foo_write, .raw_writefn = raw_write,",
    references=(Reference("587f8b333c88", "gave SCR_EL3 and HCR_EL2 a raw_writefn"),),
)


def look(cpu: CpuFacts) -> Iterator[Effect]:
    """Each register whose raw write touches members besides its own."""
    for register in cpu.registers:
        touches = register.accepts.touches
        if touches and register.const is None:
            yield Effect(
                verdict=Verdict.LOADS,
                cause=(register.origin.table, touches),
                subject=subject_of(register),
                direction=Direction.FORWARD,
                source=register,
                detail=", ".join(touches),
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for registers that touch the same members."""
    return Telling(
        f"loading {named(effects)} also writes env->{effects[0].detail}",
        "what is left there depends on the order in which the list is loaded.",
        "give the cpreg .raw_writefn = raw_write, if its write function does more than to store.",
    )
