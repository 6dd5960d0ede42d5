"""What a rule finds in one passage, and what it says of all that has the same cause."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cpregscan.errors import Place
from cpregscan.facts.model import Register
from cpregscan.findings.model import Direction, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that an effect has to do with; ``in_source`` tells whether it is the source tree's."""

    place: Place
    in_source: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence for one guest in one direction.

    Effects with the same rule and ``cause`` make one finding. ``source`` and ``destination`` are the cpreg at the two
    ends, where it is about one; ``places`` are lines besides their entries. ``loads_zeroed`` is what happens at reset
    state if uninitialised memory holds zeros. ``says`` is what the destination prints. ``detail`` and ``mask``
    (64 bits) are what the rule wants to tell of it.
    """

    verdict: Verdict
    cause: Hashable
    subject: Subject
    direction: Direction
    source: Register | None = None
    destination: Register | None = None
    places: tuple[Spot, ...] = ()
    loads_zeroed: bool = True
    says: tuple[str, ...] = ()
    detail: str = ""
    mask: int = 0

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All lines that it has to do with: the table entries of the cpreg, and the other places."""
        ends = ((self.source, True), (self.destination, False))
        entries = (
            Spot(register.origin.place, in_source) for register, in_source in ends if register is not None
        )
        return (*entries, *self.places)


class Trees(NamedTuple):
    """The names of the two trees as the user gave them."""

    old: str
    new: str

    def source(self, direction: Direction) -> str:
        """The tree that sends."""
        return self.old if direction is Direction.FORWARD else self.new

    def destination(self, direction: Direction) -> str:
        """The tree that loads."""
        return self.new if direction is Direction.FORWARD else self.old


class Telling(NamedTuple):
    """The words of a finding: a line, the mechanism, the remedy."""

    message: str
    note: str
    help: str


def subject_of(register: Register) -> Subject:
    """A cpreg as the subject of a finding."""
    return Subject(register.name, str(register.encoding), register.index)


def named(effects: Sequence[Effect]) -> str:
    """The subjects in a few words: the first one's name, and how many more there are."""
    names = list(dict.fromkeys(effect.subject.name for effect in effects))
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return f"{names[0]} and {names[1]}"
    return f"{names[0]} and {len(names) - 1} more cpregs"


def registers_of(effects: Sequence[Effect]) -> list[Register]:
    """The cpregs that effects are about, each once: the source's where there is one."""
    found = (effect.source or effect.destination for effect in effects)
    return list({register.index: register for register in found if register is not None}.values())
