"""A constant zero that the stream lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.missing import is_constant, missing, telling
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="missing-zero-constant",
    summary="the stream lacks a constant cpreg that is zero",
    mechanism=(
        "write_list_to_cpustate() compares the constant with a word of cpreg_values that nobody initialised. It loads "
        "where that word happens to be zero, as in memory fresh from the kernel, and fails where the heap was used "
        "before (or with MALLOC_PERTURB_)."
    ),
    remedy=(
        "Fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()), or keep the cpreg out of "
        "the list (ARM_CP_NO_RAW)."
    ),
    before="/* no entry */",
    after='{ .name = "ID_FOO_EL1", ..., .type = ARM_CP_CONST, .resetvalue = 0 },',
    references=(
        Reference("89f942f29dfa", "made Secure copies of EL2 constants ALIAS: backward they are missing"),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such constant."""
    return missing(
        passage,
        lambda register: is_constant(register) and register.accepts.takes(0) is not False,
        Verdict.DEPENDS_ON_MEMORY,
    )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for constants of one table."""
    return telling(
        effects,
        trees,
        "loads if memory happens to be zero",
        "what the stream lacks is compared with memory that nobody initialised: with a zeroed heap it loads, by luck.",
        "fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()), or make it ARM_CP_NO_RAW.",
    )
