"""One name at two encodings, within one tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cpregscan.facts.model import CpuFacts, Register
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, subject_of
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="two-encodings",
    summary="one name is registered at two encodings of the same state",
    mechanism=(
        "Nothing in QEMU needs names to be unique, and a copied entry whose encoding or name was not adapted goes "
        "unnoticed. Once it is corrected, an index leaves the list, and saved guests do not load any more."
    ),
    remedy="Compare both encodings with the Arm ARM before a release carries them into streams.",
    before='{ .name = "FOO0_EL1", .opc2 = 6 }, { .name = "FOO1_EL1", .opc2 = 7 },',
    after='{ .name = "FOO0_EL1", .opc2 = 6 }, { .name = "FOO0_EL1", .opc2 = 7 },',
    references=(
        Reference("09754ca867f0", "three registers at encodings that are not theirs (duplicate .crn)"),
    ),
)


def look(cpu: CpuFacts) -> Iterator[Effect]:
    """Each register that has a namesake in the same state and bank, of the same width."""
    known: dict[tuple[str, str, str, bool], list[Register]] = defaultdict(list)
    for register in cpu.registers:
        encoding = register.encoding
        known[register.name, encoding.state, register.bank, encoding.is64].append(register)
    for same in known.values():
        for register in same[1:]:
            yield Effect(
                verdict=Verdict.LOADS,
                cause=(register.name, register.encoding.state),
                subject=subject_of(register),
                direction=Direction.FORWARD,
                source=same[0],
                destination=register,
                detail=f"{same[0].encoding} and {register.encoding}",
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one name."""
    return Telling(
        f"{effects[0].subject.name} is registered at {effects[0].detail}",
        "if one of them is a slip, correcting it later takes an index out of the list.",
        "compare both with the Arm ARM before a release carries them.",
    )
