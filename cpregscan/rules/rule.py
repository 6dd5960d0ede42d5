"""What a rule says of itself. `explain`, the docs and the report formats are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A commit in which this has really happened: its abbreviated hash, and what it did, in a few words.

    It is QEMU's; for a rule about kernels it is Linux's.
    """

    commit: str
    story: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A way in which migration breaks, or may.

    ``id`` is stable and in kebab-case. ``summary`` is one line without a full stop. ``mechanism`` says
    what QEMU does and in which function; ``remedy`` what to write to mend it. ``before`` and ``after``
    are small C examples of an edit that the rule reports.
    """

    id: str
    summary: str
    mechanism: str
    remedy: str
    before: str = ""
    after: str = ""
    references: tuple[Reference, ...] = ()
