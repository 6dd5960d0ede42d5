"""What work on memory costs of a run's budget of steps."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any

BYTES_PER_STEP = 32
"""How many bytes of memory made, copied or searched count as much as a call or a loop's round."""
LARGE = 4096
"""Bytes from which on a local variable or a copy is counted; the call that makes it counts anyway."""


def spend(tick: Any, size: int) -> None:
    """Take what so many bytes cost from the budget that ``tick`` counts; used up, the next step ends the run."""
    deque(islice(tick.__self__, size // BYTES_PER_STEP), maxlen=0)


def paid(tick: Any, size: int, value: Any) -> Any:
    """The value, once the bytes that it takes are paid for."""
    spend(tick, size)
    return value
