"""A plain cpreg that the stream lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.missing import is_constant, is_masked, missing, telling
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="missing-state",
    summary="a cpreg that the stream lacks does not keep its reset value",
    mechanism=(
        "The comment in cpu_post_load() says that what the stream lacks keeps its reset value. It does not: "
        "write_list_to_cpustate() writes all of cpreg_values, and the words that the merge left out are memory that "
        "nobody initialised, mostly zero."
    ),
    remedy="Fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()).",
    before="/* no entry */",
    after='{ .name = "FOO_EL1", ..., .fieldoffset = offsetof(CPUARMState, cp15.foo) },',
    references=(Reference("721fae12536b", "introduced the list; its values were never initialised"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such cpreg."""
    return missing(
        passage,
        lambda register: not is_constant(register) and not is_masked(register),
        Verdict.LOSES_STATE,
    )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for cpregs of one table."""
    return telling(
        effects,
        trees,
        "set from uninitialised memory",
        "the load succeeds; the cpreg holds what memory held (zero, with a zeroed heap), not its reset value.",
        "fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()).",
    )
