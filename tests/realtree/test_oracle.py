"""The source of two Debian packages gives what their binaries were seen to send, on `none` and `virt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.realtree.recordings import RECORDINGS, Outcome, Recording, outcomes

pytestmark = [
    pytest.mark.realtree,
    pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name),
]

RESET_SHARE = 1.0
"""The share of reset values that have been equal; it must not fall."""

_SHOWN = 20


def _fail_for(found: Iterable[Outcome], what: Callable[[Outcome], tuple[str, ...]]) -> None:
    """Fails the test with the guests that ``what`` finds something in."""
    wrong = [outcome for outcome in found if what(outcome)]
    if wrong:
        told = "\n".join(map(str, wrong[:_SHOWN]))
        pytest.fail(f"{len(wrong)} configurations, such as\n{told}", pytrace=False)


def test_the_recording_is_not_empty(recording: Recording) -> None:
    assert len(outcomes(recording)) >= 50
    assert sum(outcome.reset_count for outcome in outcomes(recording)) > 1000


def test_every_index_list_is_equal(recording: Recording) -> None:
    _fail_for(outcomes(recording), lambda outcome: outcome.membership)


def test_every_constant_is_equal(recording: Recording) -> None:
    _fail_for(outcomes(recording), lambda outcome: outcome.constants)


def test_nothing_is_undecided(recording: Recording) -> None:
    _fail_for(outcomes(recording), lambda outcome: outcome.undecided)


def test_reset_values_are_equal(recording: Recording, record_property: Callable[[str, object], None]) -> None:
    total = sum(outcome.reset_count for outcome in outcomes(recording))
    equal = total - sum(len(outcome.resets) for outcome in outcomes(recording))
    record_property("reset_share", equal / total)
    print(f"\n{recording.name}: {equal} of {total} reset values equal")
    if equal / total < RESET_SHARE:
        _fail_for(outcomes(recording), lambda outcome: outcome.resets)
