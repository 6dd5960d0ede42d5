"""A cpreg with a write mask that the stream lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.missing import is_masked, missing, telling
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="missing-masked",
    summary="the stream lacks a cpreg that does not keep all bits",
    mechanism=(
        "What the stream lacks is written from memory that nobody initialised, and has to read back. Where the write "
        "function drops or forces bits, or the field is narrower than 64 bits, whether it does depends on that memory."
    ),
    remedy=(
        "Fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()), or give the cpreg a "
        "raw_writefn that keeps all bits."
    ),
    before="/* no entry */",
    after='{ .name = "FOO_EL2", ..., .writefn = foo_write /* masks */ },',
    references=(Reference("721fae12536b", "introduced the list; its values were never initialised"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each such cpreg."""
    return missing(passage, is_masked, Verdict.DEPENDS_ON_MEMORY)


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for cpregs of one table."""
    zeroed = all(effect.loads_zeroed for effect in effects)
    return telling(
        effects,
        trees,
        "loads if memory happens to fit" if zeroed else "fails unless memory happens to fit",
        "it is set from memory that nobody initialised, and not every value reads back; "
        + ("zero does: with a zeroed heap it loads, by luck." if zeroed else "not even zero does."),
        "fill cpreg_values before the merge (write_cpustate_to_list() in cpu_pre_load()).",
    )
