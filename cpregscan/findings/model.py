"""Findings and verdicts: what will happen to whom, why, and how to mend it. Frozen data, free of any format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from cpregscan.errors import Place
from cpregscan.facts.model import Facts, Guest, Undecided


class Direction(Enum):
    """Which way a stream goes: forward from the old tree to the new one, backward from the new to the old."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Level(IntEnum):
    """How grave a finding is; greater is graver."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The level as reports and the command line write it."""
        return self.name.lower()


class Verdict(Enum):
    """What becomes of a stream at its destination, from harmless to grave.

    ``DEPENDS_ON_MEMORY``: a value that the stream lacks is taken from memory that nobody initialised.
    """

    LOADS = "loads"
    LOSES_STATE = "loses-state"
    FAILS_FOR_SOME_STATE = "fails-for-some-state"
    DEPENDS_ON_MEMORY = "depends-on-memory"
    UNDECIDED = "undecided"
    FAILS_AT_RESET = "fails-at-reset"

    @property
    def gravity(self) -> int:
        """The place in the order of gravity, from 0."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: a cpreg with its encoding and 64-bit index, or something else by its name alone."""

    name: str
    encoding: str = ""
    index: int | None = None

    def __str__(self) -> str:
        parts = (self.name, self.encoding, "" if self.index is None else f"{self.index:#018x}")
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Site:
    """A line of one of the two trees. ``in_new`` tells which; ``text`` is the line where the tree is at hand."""

    place: Place
    in_new: bool
    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """A guest that a finding reaches, the direction, and what the finding alone does there."""

    guest: Guest
    direction: Direction
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is accepted: a reason in words, and the release with which that ends, if any."""

    reason: str
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, and all that it does.

    ``message`` fits a line; ``note`` tells the mechanism, ``help`` the remedy; ``says`` is what the
    destination prints, line by line (empty: it prints nothing). ``subjects`` are sorted by index,
    ``reaches`` by guest and direction. ``fingerprint`` is 16 hex digits that survive shifted lines.
    ``moving_target`` is set if it reaches nothing but models that promise no compatibility.
    """

    rule: str
    level: Level
    message: str
    note: str
    help: str
    subjects: tuple[Subject, ...]
    sites: tuple[Site, ...]
    reaches: tuple[Reach, ...]
    fingerprint: str
    says: tuple[str, ...] = ()
    moving_target: bool = False
    suppression: Suppression | None = None

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions that it reaches, forward first."""
        found = {reach.direction for reach in self.reaches}
        return tuple(direction for direction in Direction if direction in found)

    @property
    def guests(self) -> tuple[Guest, ...]:
        """The guests that it reaches, sorted."""
        return tuple(sorted({reach.guest for reach in self.reaches}))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one guest in one direction.

    ``loads_with_zeroed_heap`` tells what happens at reset state if uninitialised memory happens to hold zeros.
    ``says`` is what the destination prints, ``rules`` are the rules behind the verdict, sorted;
    ``undecided`` are the places that keep it from being certain.
    """

    guest: Guest
    direction: Direction
    verdict: Verdict
    loads_with_zeroed_heap: bool
    says: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as a baseline remembers it."""

    fingerprint: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Two trees compared, or one tree checked (then ``old`` is ``new``).

    ``judgements`` are sorted by machine, CPU and direction; ``findings`` by level (gravest first), then
    rule and subject. ``unused_ignores`` are lines about suppressions that match nothing or have expired.
    ``baseline`` is what the baseline knows, sorted by fingerprint; None if none is used.
    """

    old: Facts
    new: Facts
    judgements: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    unused_ignores: tuple[str, ...] = ()
    baseline: tuple[Known, ...] | None = None
