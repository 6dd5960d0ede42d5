"""The frozen result of an analysis: which cpregs each CPU sends, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cpregscan.errors import Place
from cpregscan.facts.stream import NO_STREAM, Stream


class Guest(NamedTuple):
    """What a list belongs to: ``cpu`` as in ``-cpu``, ``machine`` as in ``-machine``, ``smp`` CPUs."""

    cpu: str
    machine: str
    smp: int = 1


@dataclass(frozen=True, slots=True)
class Encoding:
    """How an instruction names the register.

    AArch64: ``state`` is "AA64", ``fields`` is (op0, op1, crn, crm, op2).
    AArch32: ``state`` is "AA32", ``fields`` is (cp, opc1, crn, crm, opc2); ``is64`` for MRRC/MCRR.
    """

    state: str
    fields: tuple[int, int, int, int, int]
    is64: bool

    def __str__(self) -> str:
        if self.state == "AA64":
            op0, op1, crn, crm, op2 = self.fields
            return f"S{op0}_{op1}_C{crn}_C{crm}_{op2}"
        cp, opc1, crn, crm, opc2 = self.fields
        return f"p{cp},{opc1},c{crm}" if self.is64 else f"p{cp},{opc1},c{crn},c{crm},{opc2}"


@dataclass(frozen=True, slots=True)
class Call:
    """One link of the call chain: ``function`` was running and stood at ``place``."""

    function: str
    place: Place


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that had to hold (or had to fail, then ``held`` is False) on the way to a register.

    ``reasons`` say what decided it, such as ``ID_AA64PFR0.SVE = 1`` or
    ``ARM_FEATURE_EL2 set at target/arm/cpu64.c:50``.
    """

    text: str
    place: Place
    held: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a register comes from: the entry's line, its table, the call chain (outermost first), the guards.

    In Facts whose ``detailed`` is False the chain and the guards were left unread and are empty.
    """

    place: Place
    table: str
    chain: tuple[Call, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a register's raw write and raw read make of the 64 bits that a stream sends, at reset state.

    ``kept`` bits read back as sent. Of the others, those in ``ones`` read back as 1, those in ``unsure`` as
    this or that by other bits of the value; the rest read back as 0. In other states of the CPU the bits in
    ``varying`` may fare otherwise; ``depends`` names the members of CPUARMState that decide, such as
    ``cp15.nsacr``. ``settable`` and ``clearable`` are the bits that a guest's own write can set and clear.
    ``touches`` names members that the raw write changes besides the register's own.
    """

    kept: int
    ones: int = 0
    unsure: int = 0
    varying: int = 0
    settable: int = (1 << 64) - 1
    clearable: int = (1 << 64) - 1
    depends: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()

    def takes(self, value: int) -> bool | None:
        """Whether a value (64 bits) reads back as sent at reset state; None if that depends on other bits of it."""
        if (value ^ self.ones) & ~(self.kept | self.unsure) & (1 << 64) - 1:
            return False
        return None if self.unsure else True


EVERYTHING = Accepted((1 << 64) - 1)
"""What a register accepts that reads back all that was sent."""


@dataclass(frozen=True, slots=True)
class Register:
    """A cpreg of the migration stream.

    ``index`` is the 64-bit KVM register id of the stream, ``key`` QEMU's 32-bit hash key.
    ``bank`` is "S" or "NS" for AArch32, "" for AArch64. ``flags`` are the names of the type bits
    without their ARM_CP_ prefix, sorted. ``const`` is the value (64 bits) if the register is
    ARM_CP_CONST, else None; ``reset`` the value read right after reset, None where undecided.
    ``accepted`` is None for what is told by the rest: a constant, or a register that keeps all 64 bits.
    """

    index: int
    key: int
    name: str
    encoding: Encoding
    bank: str
    flags: tuple[str, ...]
    const: int | None
    reset: int | None
    origin: Origin
    accepted: Accepted | None = None

    @property
    def accepts(self) -> Accepted:
        """Which bits of a stream's value read back as sent."""
        if self.accepted is not None:
            return self.accepted
        return EVERYTHING if self.const is None else Accepted(0, self.const)


@dataclass(frozen=True, slots=True, order=True)
class Undecided:
    """A place whose outcome could not be told from the source, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class CpuFacts:
    """One CPU on one machine: its registers sorted by index.

    ``cpu`` and ``machine`` are written as on QEMU's command line (``max,sve=off``,
    ``virt-6.2,secure=on``). ``refusal`` is QEMU's own message if it refuses this
    combination (then there are no registers), else None. ``undecided`` is sorted. ``stream`` is what else the
    CPU's section of the stream holds, and how the tree loads one.
    """

    cpu: str
    machine: str
    registers: tuple[Register, ...]
    undecided: tuple[Undecided, ...] = ()
    refusal: str | None = None
    smp: int = 1
    stream: Stream = NO_STREAM

    @property
    def guest(self) -> Guest:
        """The guest that these are the facts of."""
        return Guest(self.cpu, self.machine, self.smp)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one tree does, for one binary (``arch`` is "aarch64" or "arm") and a number of guests.

    ``version`` is what the tree's VERSION file says, ``analyser`` the version of the analyser that
    found the facts. ``cpus`` is sorted by guest. ``detailed`` is False where call chains and guards
    were left unread.
    """

    tree: str
    commit: str | None
    version: str
    arch: str
    analyser: str
    cpus: tuple[CpuFacts, ...]
    detailed: bool = True
