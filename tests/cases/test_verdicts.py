"""What becomes of a stream between the two trees of each case, both ways, and which rules say so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cpregscan.facts.model import Guest
from cpregscan.findings.assess import assess
from cpregscan.findings.model import Direction, Judgement, Verdict
from cpregscan.findings.settings import Settings
from tests.cases.trees import base_facts, case_facts, case_names

LOADS = Verdict.LOADS
LOSES = Verdict.LOSES_STATE
SOME = Verdict.FAILS_FOR_SOME_STATE
MEMORY = Verdict.DEPENDS_ON_MEMORY
FAILS = Verdict.FAILS_AT_RESET

TOO_MANY = {"list-too-long", "unknown-cpreg"}
"""What a list with a cpreg more meets at a destination like the base."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a direction comes to, and the rules behind that."""

    verdict: Verdict
    rules: frozenset[str] = frozenset()


def because(verdict: Verdict, *rules: str) -> Expected:
    """A verdict and the rules behind it."""
    return Expected(verdict, frozenset(rules))


SAME = because(LOADS)
EXPECTED = {
    "const-changed": (because(FAILS, "constant-changed"),) * 2,
    "constant-added-nonzero": (because(MEMORY, "missing-constant"), because(FAILS, *TOO_MANY)),
    "constant-added-zero": (because(MEMORY, "missing-zero-constant"), because(FAILS, *TOO_MANY)),
    "el3-without-el2": (because(FAILS, *TOO_MANY), because(MEMORY, "missing-zero-constant")),
    "feature-dropped": (
        because(FAILS, "feature-enum", *TOO_MANY),
        because(MEMORY, "feature-enum", "missing-masked", "missing-state"),
    ),
    "id-field-changed": (because(FAILS, "constant-changed"),) * 2,
    "made-alias": (because(FAILS, *TOO_MANY), because(LOSES, "missing-state")),
    "made-const": (because(FAILS, "became-constant"), SAME),
    "made-no-raw": (because(FAILS, *TOO_MANY), because(MEMORY, "missing-constant")),
    "masked-register-added": (because(MEMORY, "missing-masked"), because(FAILS, *TOO_MANY)),
    "model-added": (SAME, SAME),
    "moved-to-another-table": (SAME, SAME),
    "no-longer-banked": (because(FAILS, *TOO_MANY), because(MEMORY, "missing-masked")),
    "property-default-changed": (because(FAILS, "constant-changed"),) * 2,
    "raw-write-forces-bit": (because(FAILS, "reset-refused"), SAME),
    "re-encoded": (because(FAILS, "moved-cpreg"),) * 2,
    "register-added": (because(LOSES, "missing-state"), because(FAILS, *TOO_MANY)),
    "register-removed": (because(FAILS, *TOO_MANY), because(LOSES, "missing-state")),
    "register-removed-with-tolerance": (SAME, because(LOSES, "missing-state")),
    "renamed": (SAME, SAME),
    "section-field-resized": (because(FAILS, "vmstate-layout"),) * 2,
    "subsection-added": (SAME, because(FAILS, "unknown-subsection")),
    "tolerances-added": (SAME, SAME),
    "wildcard-narrowed": (because(FAILS, "moved-cpreg"),) * 2,
    "wildcard-widened": (because(FAILS, "moved-cpreg"),) * 2,
    "write-mask-narrowed": (because(SOME, "bits-narrowed"), SAME),
}
"""Forward and backward, for ``tiny-max`` with EL3 and without EL2."""

ELSEWHERE = frozenset(("features-renumbered", "model-removed"))
"""Cases that another guest shows, or that go one way only."""


def judged(case: str, cpu: str, direction: Direction) -> Judgement | None:
    """The verdict on a guest of a case; None where there is nothing to send."""
    judgements = assess(base_facts(), case_facts(case), Settings()).judgements
    guest = Guest(cpu, "virt,secure=on")
    return next((one for one in judgements if (one.guest, one.direction) == (guest, direction)), None)


def test_every_case_has_a_verdict() -> None:
    assert {*EXPECTED, *ELSEWHERE} == set(case_names())


@pytest.mark.parametrize("direction", list(Direction), ids=lambda one: one.value)
@pytest.mark.parametrize("case", EXPECTED)
def test_verdict_on_a_case(case: str, direction: Direction) -> None:
    judgement = judged(case, "tiny-max", direction)
    assert judgement is not None
    expected = EXPECTED[case][direction is Direction.BACKWARD]
    assert because(judgement.verdict, *judgement.rules) == expected


@pytest.mark.parametrize("direction", list(Direction), ids=lambda one: one.value)
def test_features_that_are_sent_mean_something_else(direction: Direction) -> None:
    judgement = judged("features-renumbered", "tiny-v7", direction)
    assert judgement is not None
    assert because(judgement.verdict, *judgement.rules) == because(LOSES, "feature-enum")
    both = judged("features-renumbered", "tiny-v8", direction)
    assert both is not None
    assert both.verdict is LOADS


def test_a_model_that_is_gone_starts_nowhere() -> None:
    judgement = judged("model-removed", "tiny-max", Direction.FORWARD)
    assert judgement is not None
    assert judgement.verdict is FAILS
    assert "guest-refused" in judgement.rules
    assert judged("model-removed", "tiny-max", Direction.BACKWARD) is None


@pytest.mark.parametrize(
    ("case", "loads"),
    [("constant-added-nonzero", False), ("constant-added-zero", True), ("masked-register-added", True)],
)
def test_what_a_zeroed_heap_makes_of_a_missing_register(case: str, loads: bool) -> None:
    judgement = judged(case, "tiny-max", Direction.FORWARD)
    assert judgement is not None
    assert judgement.loads_with_zeroed_heap is loads
