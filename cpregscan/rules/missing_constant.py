"""A constant other than zero that the stream lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.missing import is_constant, missing, telling
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="missing-constant",
    summary="the stream lacks a constant cpreg that is not zero",
    mechanism=(
        "write_list_to_cpustate() checks every cpreg of the destination's list against cpreg_values. For one that the "
        "stream lacks that is a word of memory that nobody initialised. Memory fresh from the kernel is zero, and the "
        "constant is not: the load fails. It would pass only if the word held the constant by chance."
    ),
    remedy=(
        "Old sources cannot send it. Let the loading code skip what the stream lacks, fill cpreg_values before the "
        "merge (write_cpustate_to_list() in cpu_pre_load()), or keep the cpreg out of the list (ARM_CP_NO_RAW)."
    ),
    before="/* no entry */",
    after='{ .name = "ID_FOO_EL1", ..., .type = ARM_CP_CONST, .resetvalue = 0x11 },',
    references=(Reference("09754ca867f0", "added DBGDEVID with a value to every v7 and v8 CPU"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such constant."""
    return missing(
        passage,
        lambda register: is_constant(register) and register.accepts.takes(0) is False,
        Verdict.DEPENDS_ON_MEMORY,
    )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for constants of one table."""
    return telling(
        effects,
        trees,
        "fails unless memory happens to hold it",
        "what the stream lacks is compared with memory that nobody initialised; zeroed memory is not this constant.",
        "fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()), or make it ARM_CP_NO_RAW.",
    )
