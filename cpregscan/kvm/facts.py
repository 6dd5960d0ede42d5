"""The list of a kernel in the words of all facts: the registers of a guest under KVM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpregscan.facts.model import CpuFacts, Encoding, Facts, Origin, Register
from cpregscan.facts.stream import Stream
from cpregscan.kvm.conditions import ALWAYS, Condition
from cpregscan.kvm.model import KernelList, KvmRegister
from cpregscan.kvm.profile import Profile

CPU = "host"
"""The CPU model of guests under KVM; QEMU's `max` is the same there."""
MACHINE = "virt,accel=kvm"
"""Their machine, as in -machine."""

_ARM64_KEY = 1 << 28
"""What kvm_to_cpreg_id() sets in the 32-bit key of each index of an arm64 host."""


def facts_of(listed: KernelList) -> Facts:
    """All that a kernel lists for any guest, as the facts of its tree."""
    cpu = CpuFacts(CPU, MACHINE, tuple(map(_register, listed.registers)))
    return Facts(
        listed.tree, listed.commit, listed.version, "aarch64", listed.analyser, (cpu,), detailed=False
    )


@dataclass(frozen=True, slots=True)
class Guests:
    """QEMU's list of cpregs on hosts with one kernel: each register with what its being there still hangs on."""

    registers: tuple[tuple[Register, Condition], ...]
    leaves: tuple[str, ...]

    def cpu(self, world: Mapping[str, bool], stream: Stream) -> CpuFacts:
        """The guest in which these leaves have these values, and all other open ones are off."""
        values = {**dict.fromkeys(self.leaves, False), **world}
        held = (register for register, when in self.registers if when is ALWAYS or when.holds(values))
        return CpuFacts(CPU, MACHINE, tuple(held), stream=stream)


def guests_of(listed: KernelList, profile: Profile) -> Guests:
    """The guests of a kernel that a profile leaves open."""
    found = []
    for register in listed.registers:
        if register.kind.in_cpreg_list:
            when = register.condition.given(profile.values(register.condition.leaves))
            found.append((_register(register), ALWAYS if when == ALWAYS else when))
    return Guests(tuple(found), listed.leaves)


def encoding_of(register: KvmRegister) -> Encoding | None:
    """How an instruction names the register; None for what no instruction does."""
    if not register.encoding:
        return None
    op0, op1, crn, crm, op2 = map(int, register.encoding.split(","))
    return Encoding("AA64", (op0, op1, crn, crm, op2), False)


def _register(register: KvmRegister) -> Register:
    encoding = encoding_of(register) or Encoding("AA64", (0, 0, 0, 0, 0), False)
    origin = Origin(register.place, register.entry, (), ())
    name = f"{register.name} {register.index:#x}"  # an index is one register: none is found again by its name
    key = _ARM64_KEY | register.index & 0xFFFFFFFF
    return Register(register.index, key, name, encoding, "", (), None, register.reset, origin)
