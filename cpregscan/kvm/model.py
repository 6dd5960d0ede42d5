"""What a kernel tree gives for KVM_GET_REG_LIST. Frozen, and free of any format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cpregscan.errors import Place
from cpregscan.kvm.conditions import NEVER, Condition

LISTED_BY = "listed by "
"""How the reason begins for which a register is listed that is not in the table of system registers."""


class Kind(Enum):
    """What sort of register an index means. QEMU migrates core and SVE registers by other means."""

    CORE = "core"
    SVE = "sve"
    FIRMWARE = "firmware"
    TIMER = "timer"
    SYSTEM = "sys"
    DEMUX = "demux"

    @property
    def in_cpreg_list(self) -> bool:
        """Whether QEMU puts it into its list of cpregs (`kvm_arm_reg_syncs_via_cpreg_list`)."""
        return self not in (Kind.CORE, Kind.SVE)


@dataclass(frozen=True, slots=True)
class WriteRule:
    """What becomes of a value that user space writes.

    ``setter`` is the entry's ``set_user`` ("" for the plain store), ``mask`` the bits of an ID register that
    may be changed (64 bits; None if the entry has no mask). Under ``zero`` it reads as zero, under ``ignored``
    a write has no effect.
    """

    setter: str = ""
    mask: int | None = None
    zero: Condition = NEVER
    ignored: Condition = NEVER


@dataclass(frozen=True, slots=True)
class KvmRegister:
    """A register of the list: its 64-bit ``index``, which alone is its identity, and where it comes from.

    ``entry`` is the macro that the table's entry begins with, or the function that lists the register;
    ``export`` the reason why it is listed, ``condition`` the guests and hosts for which it is.
    """

    index: int
    name: str
    kind: Kind
    encoding: str
    place: Place
    entry: str
    export: str
    condition: Condition
    write: WriteRule
    reset: int | None = None
    """The value that it is reset to (64 bits), where the table's entry says so."""

    @property
    def listed_apart(self) -> bool:
        """Whether other code than the walk of the table of system registers lists it."""
        return self.export.startswith(LISTED_BY)


@dataclass(frozen=True, slots=True)
class KernelList:
    """The list of one tree: ``registers`` are sorted by index; ``version`` is what the tree's Makefile says.

    ``masked`` are leaves that no host makes true, for the kernel never shows the ID register's field to a VM.
    """

    tree: str
    commit: str | None
    version: str
    analyser: str
    registers: tuple[KvmRegister, ...]
    masked: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[str, ...]:
        """The leaf predicates that conditions hang on, sorted."""
        return tuple(sorted({leaf for register in self.registers for leaf in register.condition.leaves}))
