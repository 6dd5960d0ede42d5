"""Boards other than `none` and `virt` give what the binaries were seen to send on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.realtree.recordings import RECORDINGS, Outcome, Recording, board_outcomes

pytestmark = [
    pytest.mark.realtree,
    pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name),
]

CONFIGURATIONS = {"qemu-7.2": 262, "qemu-7.2-arm": 182, "qemu-10.0": 238, "qemu-10.0-arm": 156}
"""How many of them are recorded on such boards."""

WRITTEN_BY_DEVICES = {"qemu-10.0": 2}
"""Reset values that a device of the board writes into the CPU when it is reset itself: RVBAR_EL1 of one board."""


def test_every_board_is_built_with_nothing_undecided(recording: Recording) -> None:
    assert len(board_outcomes(recording)) >= CONFIGURATIONS[recording.name]
    undecided = [outcome for outcome in board_outcomes(recording) if outcome.undecided]
    assert not undecided, "\n".join(map(str, undecided))


def test_lists_and_constants_are_equal(recording: Recording) -> None:
    wrong = [outcome for outcome in board_outcomes(recording) if outcome.membership or outcome.constants]
    assert not wrong, "\n".join(map(str, wrong))


def test_reset_values_are_equal(recording: Recording, record_property: Callable[[str, object], None]) -> None:
    found = board_outcomes(recording)
    record_property("reset values", sum(outcome.reset_count for outcome in found))
    assert wrong_resets(found) == WRITTEN_BY_DEVICES.get(recording.name, 0), Counter(
        told for outcome in found for told in outcome.resets
    )


def wrong_resets(found: tuple[Outcome, ...]) -> int:
    """How many reset values differ from what was recorded."""
    return sum(len(outcome.resets) for outcome in found)
