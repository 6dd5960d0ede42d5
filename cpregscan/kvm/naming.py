"""Kinds and names of register indexes, from the macros and structs of the tree's own user space API."""

from __future__ import annotations

import re
from functools import cached_property

from cpregscan.cmachine.scope import Scope
from cpregscan.cmachine.types import ArrayType, CType, RecordType
from cpregscan.errors import CpregscanError
from cpregscan.kvm.files import LIST_FILE, TABLE_FILE
from cpregscan.kvm.model import Kind
from cpregscan.kvm.program import KernelProgram

_KINDS = {
    "KVM_REG_ARM_CORE": Kind.CORE, "KVM_REG_ARM64_SVE": Kind.SVE, "KVM_REG_ARM_FW": Kind.FIRMWARE,
    "KVM_REG_ARM_FW_FEAT_BMAP": Kind.FIRMWARE, "KVM_REG_ARM_DEMUX": Kind.DEMUX, "KVM_REG_ARM64_SYSREG": Kind.SYSTEM,
}  # fmt: skip
"""The kinds by the API's names of their coprocessor fields."""

_API = re.compile(r"KVM_REG_ARM(?:64)?_(\w+)$")
_NO_REGISTER = re.compile(
    r"_(?:MASK|SHIFT|BITS|WORDS|MIN|MAX|AVAIL|UNKNOWN|ENABLED|REQUIRED)$|^(?:ARCH|COPROC)"
)
_SYSREG = re.compile(r"\s*sys_reg\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)\s*$")
_NUMBERED = re.compile(r"(\w*?)n(\w*)\((\w+)\)$")


class Naming:
    """What the indexes of one tree mean."""

    def __init__(self, program: KernelProgram) -> None:
        self._program = program
        self._scope: Scope = program.program.scope(LIST_FILE)

    def kind(self, index: int) -> Kind:
        """What sort of register an index means. Raises CpregscanError for one that the API has no name for."""
        if "TIMER_" in self._api.get(index, ""):
            return Kind.TIMER
        kind = self._kinds.get(index & self._coprocessors)
        if kind is None:
            raise CpregscanError(f"the index {index:#018x} is of no kind that the tree's API names")
        return kind

    def name(self, index: int, given: str = "") -> str:
        """The register's name; ``given`` is that of its entry in the table of system registers."""
        if index in self._api:
            return self._api[index]
        kind = self.kind(index)
        if kind is Kind.SYSTEM:
            return self._system_name(index, given)
        if kind is Kind.CORE:
            return _member_at(self._scope.record("struct", "kvm_regs"), (index & 0xFFFF) * 4)
        if kind is Kind.SVE:
            return self._numbered_name(index)
        return f"{self._demux.get(index & ~0xFF, kind.value)}[{index & 0xFF}]"

    def encoding(self, index: int) -> str:
        """``op0,op1,crn,crm,op2`` of a system register, else ""."""
        if index & self._coprocessors != self._value("KVM_REG_ARM64_SYSREG"):
            return ""
        return ",".join(map(str, _fields(index)))

    def is_feature_id(self, index: int) -> bool:
        """Whether a system register is in the range of KVM_ARM_GET_REG_WRITABLE_MASKS: it tells of features."""
        if index & self._coprocessors != self._value("KVM_REG_ARM64_SYSREG"):
            return False
        op0, op1, crn, crm, _ = _fields(index)
        return op0 == 3 and op1 in (0, 1, 3) and crn == 0 and crm < 8

    def macro(self, index: int) -> str:
        """The API's macro that stands for the index, or ""."""
        return self._macros.get(index, "")

    @cached_property
    def _coprocessors(self) -> int:
        return self._value("KVM_REG_ARM_COPROC_MASK")

    @cached_property
    def _kinds(self) -> dict[int, Kind]:
        return {self._value(name): kind for name, kind in _KINDS.items() if name in self._scope.unit.macros}

    @cached_property
    def _macros(self) -> dict[int, str]:
        """The API's macros that stand for a whole index: architecture, size, coprocessor and number."""
        found: dict[int, str] = {}
        for name, macro in self._scope.unit.macros.items():
            match = _API.match(name)
            if match and macro.parameters is None and macro.body and not _NO_REGISTER.search(match[1]):
                value = self._value(name)
                if value >> 60 and value & self._coprocessors:
                    found.setdefault(value, name)
        return found

    @cached_property
    def _api(self) -> dict[int, str]:
        return {index: _API.sub(r"\1", name) for index, name in self._macros.items()}

    @cached_property
    def _demux(self) -> dict[int, str]:
        high = self._value("KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_DEMUX")
        prefix = "KVM_REG_ARM_DEMUX_ID_"
        names = [name for name in self._scope.unit.macros if name.startswith(prefix)]
        return {
            high | self._value(name): name.removeprefix(prefix)
            for name in names
            if not name.endswith(("MASK", "SHIFT"))
        }

    def _numbered_name(self, index: int) -> str:
        """The name of a register that a macro with a number gives, as in ``KVM_REG_ARM64_SVE_ZREG(n, slice)``."""
        for name, first, step in self._series:
            number, rest = divmod(index - first, step)
            if rest == 0 and 0 <= number < 32:
                return f"{name}[{number}]"
        return f"{index:#018x}"

    @cached_property
    def _series(self) -> list[tuple[str, int, int]]:
        found = []
        for name, macro in self._scope.unit.macros.items():
            if macro.parameters and name.startswith("KVM_REG_ARM64_SVE_"):
                zeros = ", 0" * (len(macro.parameters) - 1)
                first, second = (self._value(f"{name}({number}{zeros})") for number in (0, 1))
                found.append((_API.sub(r"\1", name), first, second - first))
        return found

    def _system_name(self, index: int, given: str) -> str:
        name = given.removeprefix("SYS_")
        if numbered := _NUMBERED.match(name):
            name = f"{numbered[1]}{numbered[3]}{numbered[2]}"
        fields = _fields(index)
        known = self._encodings.get(fields, [])
        if name in known or (numbered and name.isidentifier()):
            return name
        op0, op1, crn, crm, op2 = fields
        return known[0] if known else f"S{op0}_{op1}_C{crn}_C{crm}_{op2}"

    @cached_property
    def _encodings(self) -> dict[tuple[int, ...], list[str]]:
        found: dict[tuple[int, ...], list[str]] = {}
        for name, macro in self._program.program.scope(TABLE_FILE).unit.macros.items():
            if name.startswith("SYS_") and macro.parameters is None and (match := _SYSREG.match(macro.body)):
                found.setdefault(tuple(map(int, match.groups())), []).append(name.removeprefix("SYS_"))
        return found

    def _value(self, expression: str) -> int:
        return int(self._program.program.evaluate(LIST_FILE, expression, "void *unused", None))


def _fields(index: int) -> tuple[int, int, int, int, int]:
    """op0, op1, crn, crm and op2, as ARM64_SYS_REG() of the API packs them."""
    return index >> 14 & 3, index >> 11 & 7, index >> 7 & 15, index >> 3 & 15, index & 7


def _member_at(type_: CType, offset: int) -> str:
    """The path of the member at a byte offset, such as ``regs.regs[3]``."""
    if isinstance(type_, ArrayType):
        number, rest = divmod(offset, type_.element.size)
        return f"[{number}]" + _tail(type_.element, rest)
    assert isinstance(type_, RecordType)
    name, member = next(
        (name, member)
        for name, member in type_.fields.items()
        if member.offset <= offset < member.offset + member.type.size
    )
    return name + _tail(member.type, offset - member.offset)


def _tail(type_: CType, offset: int) -> str:
    if isinstance(type_, ArrayType):
        return _member_at(type_, offset)
    return f".{_member_at(type_, offset)}" if isinstance(type_, RecordType) else ""
