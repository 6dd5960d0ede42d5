"""Entries of the list as facts: what a register is called, how it is encoded, where it comes from."""

from __future__ import annotations

from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unknown import Unknown
from cpregscan.facts.model import Accepted, Encoding, Register
from cpregscan.qemu.cpregs import ListedRegister
from cpregscan.qemu.program import TreeProgram
from cpregscan.qemu.provenance import Provenance
from cpregscan.qemu.typeflags import TypeFlags

Fields = tuple[int, int, int, int, int]


class Registers:
    """Makes the registers of all guests of a tree; guests share those that are equal."""

    def __init__(self, tree: TreeProgram, provenance: Provenance) -> None:
        self._tree = tree
        self._provenance = provenance
        self._flags = TypeFlags(tree)
        self._known: dict[tuple[object, ...], Register] = {}
        """By all that makes them equal. What is told apart by its identity stays in memory."""

    def register(self, listed: ListedRegister, cpu: RecordObject, accepted: Accepted | None) -> Register:
        """The register that a CPU sends as an entry of its list."""
        reginfo = listed.reginfo
        origin = self._provenance.origin(reginfo, listed.chain, cpu)
        for name in ("name", "type"):
            value = getattr(reginfo, f"f_{name}")
            if isinstance(value, Unknown):
                reason = f"the register's {name} cannot be told: {value.reason}"
                self._tree.guest.undecided_places.setdefault(origin.place, reason)
        const = listed.value if listed.constant else None
        fields = encoded(listed.index, reginfo)
        name = text_of(reginfo.f_name)
        key = (
            listed.index,
            listed.key,
            name,
            fields,
            reginfo.f_type,
            const,
            listed.value,
            id(origin),
            id(accepted),
        )
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Register(
                index=listed.index,
                key=listed.key,
                name=name,
                encoding=encoding_of(listed.index, fields),
                bank=_bank(listed.index),
                flags=self._flags.names(reginfo.f_type),
                const=const,
                reset=listed.value,
                origin=origin,
                accepted=accepted,
            )
        return known


def _is_aarch64(index: int) -> bool:
    """KVM_REG_ARCH_MASK of the index: arm64 is 0x60…, arm 0x40…."""
    return index >> 56 == 0x60


def _bank(index: int) -> str:
    """The bank of an AArch32 register: QEMU keeps CP_REG_AA32_NS in bit 29 of the index."""
    if _is_aarch64(index):
        return ""
    return "NS" if index >> 29 & 1 else "S"


def encoded(index: int, reginfo: RecordObject) -> Fields:
    """The fields of the encoding that a reginfo has been registered with; see `Encoding`."""
    first = reginfo.f_opc0 if _is_aarch64(index) else reginfo.f_cp
    return first, reginfo.f_opc1, reginfo.f_crn, reginfo.f_crm, reginfo.f_opc2


def encoding_of(index: int, fields: Fields) -> Encoding:
    """The encoding with these fields."""
    if _is_aarch64(index):
        return Encoding("AA64", fields, is64=False)
    return Encoding("AA32", fields, is64=index >> 52 & 0xF == 3)
