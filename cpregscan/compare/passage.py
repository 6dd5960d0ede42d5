"""A stream on its way: one guest's CPU in the tree that sends it and in the tree that loads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cpregscan.facts.model import CpuFacts, Guest, Register
from cpregscan.facts.stream import Loading, Tolerance
from cpregscan.findings.model import Direction


@dataclass(frozen=True)
class Passage:
    """One guest, one direction. ``source`` sends at reset state, ``destination`` loads into a fresh guest."""

    direction: Direction
    source: CpuFacts
    destination: CpuFacts

    @property
    def guest(self) -> Guest:
        """The guest at both ends."""
        return self.destination.guest

    @cached_property
    def sent(self) -> dict[int, Register]:
        """The incoming list, by index."""
        return {register.index: register for register in self.source.registers}

    @cached_property
    def own(self) -> dict[int, Register]:
        """The destination's own list, by index."""
        return {register.index: register for register in self.destination.registers}

    @cached_property
    def only_sent(self) -> tuple[Register, ...]:
        """Cpregs that the destination does not know, in the order of the list."""
        return tuple(register for index, register in self.sent.items() if index not in self.own)

    @cached_property
    def only_own(self) -> tuple[Register, ...]:
        """Cpregs that the stream lacks, in the order of the list."""
        return tuple(register for index, register in self.own.items() if index not in self.sent)

    @cached_property
    def both(self) -> tuple[tuple[Register, Register], ...]:
        """Cpregs at both ends: the source's, the destination's."""
        return tuple(
            (register, self.own[index]) for index, register in self.sent.items() if index in self.own
        )

    @cached_property
    def moved(self) -> tuple[tuple[Register, Register], ...]:
        """Cpregs that have another index at the other end, found by name: the source's, the destination's."""
        there = {_identity(register): register for register in self.only_own}
        known = {_identity(register) for register in self.own.values() if register.index in self.sent}
        return tuple(
            (register, there[_identity(register)])
            for register in self.only_sent
            if _identity(register) in there and _identity(register) not in known
        )

    @cached_property
    def moved_from(self) -> frozenset[int]:
        """The source's indexes of those."""
        return frozenset(source.index for source, _ in self.moved)

    @cached_property
    def moved_to(self) -> frozenset[int]:
        """The destination's indexes of those."""
        return frozenset(destination.index for _, destination in self.moved)

    def is_fatal(self, register: Register) -> bool:
        """Whether a cpreg that only the source has fails the load, if no tolerance excuses it."""
        loading = self.loading
        if loading is None:
            return True
        if register.index in self.forgiven:
            return False
        return loading.refuses_beyond if self.is_beyond(register) else loading.refuses_unknown

    @property
    def loading(self) -> Loading | None:
        """The destination's loading code; None where the destination has no cpregs to probe it with."""
        return self.destination.stream.loading

    @property
    def too_long(self) -> bool:
        """Whether the destination refuses the list for its length, before it looks at any entry."""
        loading = self.loading
        return bool(loading and loading.limits_length and len(self.sent) > len(self.own))

    def tolerance(self, register: Register) -> Tolerance | None:
        """The destination's tolerance that excuses a cpreg that only the source has."""
        value = register.reset or 0
        for one in self.destination.stream.tolerances:
            if one.index == register.index and _excuses(one, value):
                return one
        return None

    def is_beyond(self, register: Register) -> bool:
        """Whether an index lies above the destination's last."""
        return not self.own or register.index > max(self.own)

    @cached_property
    def forgiven(self) -> frozenset[int]:
        """Unknown indexes whose failure is overwritten by a tolerated one that follows."""
        loading = self.loading
        if loading is None or not loading.forgets:
            return frozenset()
        excused = [register.index for register in self.only_sent if self.tolerance(register)]
        last = self.only_sent[-1].index if self.only_sent else 0
        if not excused or excused[-1] != last:
            return frozenset()
        return frozenset(register.index for register in self.only_sent) - set(excused)


def _excuses(tolerance: Tolerance, value: int) -> bool:
    """As arm_cpu_match_cpreg_mig_tolerance() decides of a cpreg that is only in the source."""
    if tolerance.kind.endswith("NotOnBothEnds"):
        return True
    return tolerance.kind.endswith("OnlySrcTestValue") and value & tolerance.mask == tolerance.value


def _identity(register: Register) -> tuple[str, str, str]:
    """What makes a cpreg the same one at another index."""
    return register.name, register.encoding.state, register.bank
