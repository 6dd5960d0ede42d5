"""What can be done about a register that one kernel lists and the other does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cpregscan.kvm.comparing import Change, ChangeKind
from cpregscan.kvm.conditions import ALWAYS, NEVER
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.model import KvmRegister
from cpregscan.kvm.profile import VM_LEAVES


class AdviceClass(Enum):
    """The sorts of advice, by the letters that reports use."""

    TOLERATED = "A"
    VM_PROPERTY = "B"
    SAME_HARDWARE = "C"
    KERNEL = "D"
    TOLERANCE = "E"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do, in a sentence; ``line`` is the C to write, or the line of QEMU's that is meant, or ""."""

    letter: AdviceClass
    text: str
    line: str = ""


_PROPERTIES = {
    "pmu": "-cpu ...,pmu=off", "sve": "-cpu ...,sve=off", "pauth": "-cpu ...,pauth=off",
    "mte": "-machine ...,mte=off", "el2": "-machine ...,virtualization=off",
}  # fmt: skip
"""QEMU's options that make a leaf false."""


def advise(change: Change, destination: Destination | None = None) -> tuple[Advice, ...]:
    """What can be done about a lost or gained register, best first.

    What the QEMU at the destination tolerates, where that QEMU is known, needs no new tolerance.
    """
    if change.kind is ChangeKind.WRITE_RULE:
        return ()
    tolerated = _tolerated(change, destination)
    found = [*tolerated, *_vm_property(change), *_same_hardware(change), _kernel(change)]
    if change.register.kind.in_cpreg_list and not tolerated:
        found.append(_tolerance(change, destination))
    return tuple(found)


def _tolerated(change: Change, destination: Destination | None) -> list[Advice]:
    """The destination's own tolerance, if it has one for the index."""
    for one in destination.tolerances if destination else ():
        if one.index == change.index:
            text = f"the destination's QEMU has a tolerance ({one.kind}) for -cpu host and max"
            return [Advice(AdviceClass.TOLERATED, text, str(one.place))]
    return []


def _vm_property(change: Change) -> list[Advice]:
    """A VM property without which neither kernel lists it."""
    conditions = [side.condition for side in (change.old, change.new) if side is not None]
    return [
        Advice(
            AdviceClass.VM_PROPERTY,
            f"{option} at both ends takes it out of both lists: for new VMs only, for the guest sees it",
        )
        for leaf, option in _PROPERTIES.items()
        if all(condition.given({leaf: False}) == NEVER for condition in conditions)
    ]


def _same_hardware(change: Change) -> list[Advice]:
    """Hosts on which both kernels agree, if that hangs on the host."""
    agreed = ~change.when
    leaves = [leaf for leaf in change.when.leaves if leaf not in VM_LEAVES]
    if not leaves or agreed in (ALWAYS, NEVER):
        return []
    return [Advice(AdviceClass.SAME_HARDWARE, f"hosts are not concerned where {agreed.text}")]


def _kernel(change: Change) -> Advice:
    if change.kind is ChangeKind.LOST and change.new is not None:
        text = "backport the new kernel's condition to the old one: then no source sends it where it is not listed"
    elif change.kind is ChangeKind.LOST:
        text = "keep the register listed in the new kernel"
    else:
        text = "go back only to a kernel that lists it, or backport its entry there"
    return Advice(AdviceClass.KERNEL, text)


def _tolerance(change: Change, destination: Destination | None) -> Advice:
    """The tolerance to register in QEMU.

    What one of the kernels does not have at all must be at its reset value, for the state would be lost. What
    both have, each on hosts of its own choice, holds nothing where it is not listed.
    """
    register = change.register
    index = _index_text(register)
    begin = "a tolerance in kvm_arm_set_cpreg_mig_tolerances(), where the destination's QEMU has none"
    if destination is not None:
        begin = "a new tolerance in kvm_arm_set_cpreg_mig_tolerances() of the destination's QEMU"
        if not destination.loading.tolerates:
            begin = "a newer QEMU at the destination, one that can tolerate registers, and there a tolerance"
    if change.old is None or change.new is None:
        value = f"{register.reset:#x}" if register.reset else "0"
        sure = (
            ""
            if register.reset is not None
            else f" (check that {value} means that the guest does not use it)"
        )
        text = f"{begin}, for its reset value alone{sure}"
        rule = f"UINT64_MAX, {value}, ToleranceOnlySrcTestValue"
    else:
        text = f"{begin}, if it holds nothing where it is not listed"
        rule = "0, 0, ToleranceNotOnBothEnds"
    return Advice(AdviceClass.TOLERANCE, text, f"arm_register_cpreg_mig_tolerance(cpu, {index}, {rule});")


def _index_text(register: KvmRegister) -> str:
    """The index as C that needs no header but those that QEMU has."""
    if register.encoding:
        return f"ARM64_SYS_REG({register.encoding.replace(',', ', ')})"
    return f"{register.index:#x}ULL"
