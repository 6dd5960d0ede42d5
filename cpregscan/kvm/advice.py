"""What can be done about a register that one kernel lists and the other does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cpregscan.kvm.comparing import Change, ChangeKind
from cpregscan.kvm.conditions import ALWAYS, NEVER
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
    """One thing to do, in a sentence; ``line`` is the C to write where it is code, else ""."""

    letter: AdviceClass
    text: str
    line: str = ""


_PROPERTIES = {
    "pmu": "-cpu ...,pmu=off", "sve": "-cpu ...,sve=off", "pauth": "-cpu ...,pauth=off",
    "mte": "-machine ...,mte=off", "el2": "-machine ...,virtualization=off",
}  # fmt: skip
"""QEMU's options that make a leaf false."""

_TOLERANCE = "a tolerance in kvm_arm_set_cpreg_mig_tolerances(), where the destination's QEMU has none"

Tolerances = Mapping[int, str]
"""What a QEMU tolerates for a host CPU under KVM: the kind of tolerance by index."""


def advise(change: Change, tolerated: Tolerances | None = None) -> tuple[Advice, ...]:
    """What can be done about a lost or gained register, best first.

    ``tolerated`` are the tolerances of the destination's QEMU where it is known: what it tolerates needs no
    new one.
    """
    if change.kind is ChangeKind.WRITE_RULE:
        return ()
    found = [*_tolerated(change, tolerated), *_vm_property(change), *_same_hardware(change), _kernel(change)]
    if change.register.kind.in_cpreg_list and not any(
        advice.letter is AdviceClass.TOLERATED for advice in found
    ):
        found.append(_tolerance(change))
    return tuple(found)


def _tolerated(change: Change, tolerated: Tolerances | None) -> list[Advice]:
    kind = (tolerated or {}).get(change.index)
    if kind is None:
        return []
    return [
        Advice(AdviceClass.TOLERATED, f"the destination's QEMU tolerates it ({kind}) with -cpu host or max")
    ]


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


def _tolerance(change: Change) -> Advice:
    """The tolerance to register in QEMU: what only the source has must be at its reset value, or means nothing."""
    register = change.register
    index = _index_text(register)
    if change.kind is ChangeKind.GAINED:
        value = f"{register.reset:#x}" if register.reset else "0"
        sure = (
            ""
            if register.reset is not None
            else f" (check that {value} means that the guest does not use it)"
        )
        text = f"{_TOLERANCE}, for its reset value alone{sure}"
        rule = f"UINT64_MAX, {value}, ToleranceOnlySrcTestValue"
    else:
        text = f"{_TOLERANCE}, if it holds nothing where it is not listed"
        rule = "0, 0, ToleranceNotOnBothEnds"
    return Advice(AdviceClass.TOLERANCE, text, f"arm_register_cpreg_mig_tolerance(cpu, {index}, {rule});")


def _index_text(register: KvmRegister) -> str:
    """The index as C that needs no header but those that QEMU has."""
    if register.encoding:
        return f"ARM64_SYS_REG({register.encoding.replace(',', ', ')})"
    return f"{register.index:#x}ULL"
