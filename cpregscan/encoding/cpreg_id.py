"""The three ways to name a cpreg, and how each follows from the others: encoding, 32-bit key, 64-bit index.

The layouts are those of ENCODE_CP_REG(), ENCODE_AA64_CP_REG(), cpreg_to_kvm_id() and kvm_to_cpreg_id() in
QEMU's target/arm/cpregs.h; the index is a register id of the kernel's KVM interface (api.rst, KVM_SET_ONE_REG).
"""

from __future__ import annotations

from dataclasses import dataclass

from cpregscan.facts.model import Encoding

_AA64_KEY = 1 << 28
_NON_SECURE = 1 << 29
_WIDE = 1 << 15
_SYSREG_GROUP = 0x13

_ARM = 0x40 << 56
_ARM64 = 0x60 << 56
_U32 = 2 << 52
_U64 = 3 << 52

_GROUP_SHIFT = 16
_GROUPS = {
    0x10: "the core registers",
    0x11: "the demultiplexed registers",
    0x12: "the VFP registers",
    0x13: "the AArch64 system registers",
    0x14: "the firmware registers",
    0x15: "the SVE registers",
    0x16: "the firmware feature bitmaps",
}
"""What else than a cpreg a KVM register id can stand for, by its coprocessor field."""

_AA64_PARTS = ((14, 2), (11, 3), (7, 4), (3, 4), (0, 3))
"""Shift and width in bits of op0, op1, crn, crm and op2."""

_AA32_PARTS = ((16, 4), (3, 4), (11, 4), (7, 4), (0, 3))
"""Shift and width in bits of cp, opc1, crn, crm and opc2; bit 15 is free for the width."""


@dataclass(frozen=True, slots=True)
class CpregId:
    """A cpreg by its encoding and, for AArch32, its bank. ``secure`` is False for AArch64."""

    encoding: Encoding
    secure: bool = False

    @property
    def bank(self) -> str:
        """ "S" or "NS" for AArch32, "" for AArch64."""
        if self.encoding.state == "AA64":
            return ""
        return "S" if self.secure else "NS"

    @property
    def width(self) -> int:
        """The bits that an access moves; every AArch64 system register counts as 64."""
        return 64 if self.encoding.state == "AA64" or self.encoding.is64 else 32

    @property
    def key(self) -> int:
        """The 32-bit key of QEMU's hash table of cpregs."""
        if self.encoding.state == "AA64":
            return _AA64_KEY | _SYSREG_GROUP << _GROUP_SHIFT | _packed(self.encoding.fields, _AA64_PARTS)
        wide = _WIDE if self.encoding.is64 else 0
        return (0 if self.secure else _NON_SECURE) | wide | _packed(self.encoding.fields, _AA32_PARTS)

    @property
    def index(self) -> int:
        """The 64-bit KVM register id that the migration stream holds, as cpreg_to_kvm_id() makes it."""
        if self.encoding.state == "AA64":
            return _ARM64 | _U64 | self.key & ~_AA64_KEY
        return _ARM | (_U64 if self.encoding.is64 else _U32) | self.key & ~_WIDE

    @property
    def message_id(self) -> int:
        """What QEMU 11 prints behind "system register": kvm_to_cpreg_id() of the index.

        That function takes every AArch32 index for non-secure: both banks have the same number there.
        """
        return self.key if self.encoding.state == "AA64" else self.key | _NON_SECURE


def from_key(key: int) -> CpregId:
    """The cpreg of a 32-bit key. Raises ValueError if it is none."""
    if key & _AA64_KEY:
        return _system_register(key & ~_AA64_KEY)
    return _coprocessor_register(key & ~_WIDE, is64=bool(key & _WIDE))


def from_index(index: int) -> CpregId:
    """The cpreg of a 64-bit index. Raises ValueError if it is none, with what else it is."""
    arch, size, low = index >> 56 << 56, index & (0xF << 52), index & 0xFFFFFFFF
    if arch not in (_ARM, _ARM64) or size not in (_U32, _U64) or index != arch | size | low:
        raise ValueError("is no register id of an Arm CPU")
    _refuse_others(low, arch)
    if arch == _ARM64:
        if size != _U64:
            raise ValueError("is no index: an AArch64 system register has 64 bits")
        return _system_register(low)
    return _coprocessor_register(low, is64=size == _U64)


def _refuse_others(low: int, arch: int) -> None:
    group = low >> _GROUP_SHIFT & 0xFFF
    if group in _GROUPS and not (arch == _ARM64 and group == _SYSREG_GROUP):
        raise ValueError(f"is no cpreg: as a KVM register id it is one of {_GROUPS[group]}")


def _system_register(low: int) -> CpregId:
    fields = _unpacked(low, _AA64_PARTS)
    if low != _SYSREG_GROUP << _GROUP_SHIFT | _packed(fields, _AA64_PARTS):
        raise ValueError("is no AArch64 system register: bits are set that belong to none of its fields")
    return CpregId(Encoding("AA64", fields, False))


def _coprocessor_register(low: int, *, is64: bool) -> CpregId:
    fields = _unpacked(low, _AA32_PARTS)
    if low & ~_NON_SECURE != _packed(fields, _AA32_PARTS):
        raise ValueError("is no AArch32 register: bits are set that belong to none of its fields")
    _, opc1, crn, _, opc2 = fields
    if is64 and (crn or opc2):
        raise ValueError("is no AArch32 register: one of 64 bits has neither crn nor opc2")
    if not is64 and opc1 > 7:
        raise ValueError("is no AArch32 register: opc1 of a 32-bit one has three bits")
    return CpregId(Encoding("AA32", fields, is64), secure=not low & _NON_SECURE)


_Parts = tuple[tuple[int, int], ...]
_Fields = tuple[int, int, int, int, int]


def fits(encoding: Encoding) -> bool:
    """Whether every field of an encoding is within its width."""
    parts = _AA64_PARTS if encoding.state == "AA64" else _AA32_PARTS
    narrow = encoding.state == "AA32" and not encoding.is64
    within = all(value >> width == 0 for value, (_, width) in zip(encoding.fields, parts, strict=True))
    return within and not (narrow and encoding.fields[1] > 7)


def _packed(fields: _Fields, parts: _Parts) -> int:
    return sum(value << shift for value, (shift, _) in zip(fields, parts, strict=True))


def _unpacked(word: int, parts: _Parts) -> _Fields:
    first, second, third, fourth, fifth = (word >> shift & ((1 << width) - 1) for shift, width in parts)
    return first, second, third, fourth, fifth
