"""The list of a kernel in the words of all facts: the registers of a guest under KVM."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpregscan.facts.model import CpuFacts, Encoding, Facts, Origin, Register
from cpregscan.facts.stream import NO_STREAM, Stream
from cpregscan.kvm.model import KernelList, KvmRegister

CPU = "host"
"""The CPU model of guests under KVM; QEMU's `max` is the same there."""
MACHINE = "virt,accel=kvm"
"""Their machine, as in -machine."""

_ARM64_KEY = 1 << 28
"""What kvm_to_cpreg_id() sets in the 32-bit key of each index of an arm64 host."""


def facts_of(listed: KernelList) -> Facts:
    """All that a kernel lists for any guest, as the facts of its tree."""
    cpu = _cpu(listed.registers, NO_STREAM)
    return Facts(
        listed.tree, listed.commit, listed.version, "aarch64", listed.analyser, (cpu,), detailed=False
    )


def cpu_of(listed: KernelList, values: Mapping[str, bool], stream: Stream) -> CpuFacts:
    """A guest with QEMU's list of cpregs, for the values of all leaves."""
    held = (
        register
        for register in listed.registers
        if register.kind.in_cpreg_list and register.condition.holds(values)
    )
    return _cpu(held, stream)


def encoding_of(register: KvmRegister) -> Encoding | None:
    """How an instruction names the register; None for what no instruction does."""
    if not register.encoding:
        return None
    op0, op1, crn, crm, op2 = map(int, register.encoding.split(","))
    return Encoding("AA64", (op0, op1, crn, crm, op2), False)


def _cpu(registers: Iterable[KvmRegister], stream: Stream) -> CpuFacts:
    return CpuFacts(CPU, MACHINE, tuple(map(_register, registers)), stream=stream)


def _register(register: KvmRegister) -> Register:
    encoding = encoding_of(register) or Encoding("AA64", (0, 0, 0, 0, 0), False)
    origin = Origin(register.place, register.entry, (), ())
    name = f"{register.name} {register.index:#x}"  # an index is one register: none is found again by its name
    key = _ARM64_KEY | register.index & 0xFFFFFFFF
    return Register(register.index, key, name, encoding, "", (), None, register.reset, origin)
