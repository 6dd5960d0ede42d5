"""Makes asm/sysreg-defs.h from arch/arm64/tools/sysreg, as the kernel's gen-sysreg.awk does."""

from __future__ import annotations

from cpregscan.errors import Place, SourceError
from cpregscan.kvm.files import SYSREG_SOURCE

_RESERVED = {"Res0": "RES0", "Res1": "RES1", "Unkn": "UNKN"}
_SIGNS = {"SignedEnum": "true", "UnsignedEnum": "false", "Enum": None}
_ENCODING = ("Op0", "Op1", "CRn", "CRm", "Op2")


def sysreg_definitions(text: str) -> str:
    """The header's text. Raises SourceError with the line of a statement that is not understood."""
    maker = _Maker()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split() if line.lstrip().startswith("#") else line.split()
        if words and not maker.take(words):
            raise SourceError(
                f"statement not understood: {' '.join(words)[:60]!r}", Place(SYSREG_SOURCE, number)
            )
    return "".join(f"#define {name} {value}\n" for name, value in maker.defines)


class _Maker:
    """The block that is being read, and the macros defined so far."""

    def __init__(self) -> None:
        self.defines: list[tuple[str, str]] = []
        self._register = self._outer = ""
        self._field = ""
        self._reserved: dict[str, list[str]] | None = None

    def take(self, words: list[str]) -> bool:
        """One statement; False if it is not understood."""
        kind = words[0]
        if kind == "Sysreg" and len(words) == 7:
            self._begin(words[1])
            self._define("", f"sys_reg({', '.join(words[2:])})", prefix="SYS_")
            for name, value in zip(_ENCODING, words[2:], strict=True):
                self._define(f"_{name}", value, prefix="SYS_")
        elif kind == "SysregFields" and len(words) == 2:
            self._begin(words[1])
        elif kind == "Prefix" and len(words) == 2:
            self._outer = self._register
            self._begin(f"{words[1]}_{self._register}")
        elif kind == "EndPrefix":
            self._end()
            self._begin(self._outer)
        elif kind in ("EndSysreg", "EndSysregFields"):
            self._end()
        elif kind in ("Fields", "Mapping"):
            self._reserved = None
        elif kind in _RESERVED and len(words) == 2:
            if self._reserved is not None:
                self._reserved[_RESERVED[kind]].append(_mask(words[1]))
        elif kind in ("Field", *_SIGNS) and len(words) == 3:
            self._begin_field(words[1], words[2], _SIGNS.get(kind))
        elif kind.startswith("0b") and len(words) == 2:
            self._define(f"_{self._field}_{words[1]}", f"{kind}UL")
        else:
            return kind in ("EndEnum", "Raz")
        return True

    def _begin(self, register: str) -> None:
        self._register = register
        self._reserved = {name: [] for name in _RESERVED.values()}

    def _end(self) -> None:
        for name, masks in (self._reserved or {}).items():
            self._define(f"_{name}", f"({' | '.join(('0UL', *masks))})")

    def _begin_field(self, bits: str, name: str, sign: str | None) -> None:
        self._field = name
        high, _, low = bits.partition(":")
        low = low or high
        self._define(f"_{name}", _mask(bits))
        self._define(f"_{name}_MASK", _mask(bits))
        self._define(f"_{name}_SHIFT", low)
        self._define(f"_{name}_WIDTH", str(int(high) - int(low) + 1))
        if sign is not None:
            self._define(f"_{name}_SIGNED", sign)

    def _define(self, suffix: str, value: str, prefix: str = "") -> None:
        self.defines.append((f"{prefix}{self._register}{suffix}", value))


def _mask(bits: str) -> str:
    high, _, low = bits.partition(":")
    return f"GENMASK({high}, {low or high})"
