"""Bits that a register keeps or not as other state has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.facts.model import CpuFacts
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.bits import bit_text
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="state-decides",
    summary="whether bits of a cpreg read back depends on other state of the CPU",
    mechanism=(
        "The write or read function asks for state that the stream sets as well, before or after this cpreg by the "
        "order of the indexes. In one state all bits read back, in the other some do not, and the load fails."
    ),
    remedy="Give the cpreg `.raw_writefn = raw_write` and `.raw_readfn = raw_read`.",
    before=".readfn = cpacr_read, .writefn = cpacr_write,",
    after=".readfn = cpacr_read, .writefn = cpacr_write, .raw_readfn = raw_read, .raw_writefn = raw_write,",
    references=(Reference("fc1120a7f5f2", "made accesses to CPACR depend on NSACR"),),
)


def look(cpu: CpuFacts) -> Iterator[Effect]:
    """Each register with such bits that a guest can set."""
    for register in cpu.registers:
        accepts = register.accepts
        mask = accepts.varying & accepts.settable
        if mask and register.const is None:
            yield Effect(
                verdict=Verdict.LOADS,
                cause=(register.name, mask, accepts.depends),
                subject=subject_of(register),
                direction=Direction.FORWARD,
                source=register,
                detail=", ".join(accepts.depends),
                mask=mask,
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one register."""
    return Telling(
        f"whether {bit_text(effects[0].mask)} of {named(effects)} read back depends on env->{effects[0].detail}",
        "a guest that has set such a bit loads in one state of these, and not in the other.",
        "give the cpreg .raw_writefn = raw_write and .raw_readfn = raw_read.",
    )
