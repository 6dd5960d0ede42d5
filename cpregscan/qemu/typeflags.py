"""The names of the bits in ARMCPRegInfo.type."""

from __future__ import annotations

from cpregscan.errors import CpregscanError
from cpregscan.qemu.cpregs import HELPER_FILE
from cpregscan.qemu.program import TreeProgram

_FLAG_PREFIX = "ARM_CP_"


class TypeFlags:
    """The names of the bits in ARMCPRegInfo.type, read from the tree's ARM_CP_* constants."""

    def __init__(self, tree: TreeProgram) -> None:
        self._tree = tree
        self._bits: dict[int, str] | None = None
        self._known: dict[int, tuple[str, ...]] = {}

    def names(self, value: int) -> tuple[str, ...]:
        """The names of the bits that are set, without their prefix, sorted."""
        if value not in self._known:
            bits = self._bit_names()
            set_bits = (1 << number for number in range(value.bit_length()) if value >> number & 1)
            self._known[value] = tuple(sorted(bits.get(bit, f"{bit:#x}") for bit in set_bits))
        return self._known[value]

    def _bit_names(self) -> dict[int, str]:
        if self._bits is None:
            scope = self._tree.program.scope(HELPER_FILE)
            names = [
                *scope.names_beginning(_FLAG_PREFIX),
                *(n for n in scope.unit.macros if n.startswith(_FLAG_PREFIX)),
            ]
            self._bits = {}
            for name in names:
                if name.startswith((f"{_FLAG_PREFIX}STATE", f"{_FLAG_PREFIX}SECSTATE")):
                    continue  # other enums of the same prefix
                value = self._value(name)
                if value is not None and value > 0 and value & (value - 1) == 0:
                    self._bits.setdefault(value, name.removeprefix(_FLAG_PREFIX))
        return self._bits

    def _value(self, name: str) -> int | None:
        try:
            return int(self._tree.program.evaluate(HELPER_FILE, name, "void *unused", None))
        except (CpregscanError, TypeError, ValueError):
            return None
