"""The numbers of #if."""

from __future__ import annotations

import pytest

from cpregscan.csource.conditions import condition_holds
from cpregscan.csource.macros import Macro, parse_define
from cpregscan.errors import SourceError

_MACROS: dict[str, Macro] = {}
for _text in ("ONE 1", "EMPTY", "TWICE(x) ((x) * 2)", "VERSION 0x0b0000"):
    _macro = parse_define(_text)
    assert _macro is not None
    _MACROS[_macro.name] = _macro


@pytest.mark.parametrize(
    "text",
    [
        "1", "ONE", "!NOTHING", "defined ONE", "defined(ONE) && !defined ( NOTHING )", "TWICE(3) == 6", "-1 < 0",
        "-1 > 0u", "0xffffffffffffffff == -1", "0xffffffffffffffff > 0", "9223372036854775807 + 1 < 0", "-7 / 2 == -3",
        "-7 % 2 == -1", "7 / -2 == -3", "1 << 40 > 0", "-8 >> 1 == -4", "~0 == -1", "!0 == 1", "010 == 8", "0b11 == 3",
        "'A' == 65", "'\\n' == 10", "'\\'' == 39", "1 ? 1 : 1 / 0", "0 ? 1 / 0 : 2", "!(0 && 1 / 0)", "1 || 1 / 0",
        "2 + 3 * 4 == 14", "(2 + 3) * 4 == 20", "1 | 2 ^ 2 & 3", "1 < 2 == 1", "1 ? 0 ? 2 : 3 : 4", "10UL == 10",
        "VERSION >= 0x0a0200", "!__has_include(\"x.h\")", "!__has_attribute(nothing)", "+1 == 1", "- - 1 == 1",
    ],
)  # fmt: skip
def test_what_holds(text: str) -> None:
    """Signed and unsigned 64-bit numbers, macros, defined."""
    assert condition_holds(text, _MACROS.get)


@pytest.mark.parametrize(
    "text", ["0", "NOTHING", "defined NOTHING", "!ONE", "1 - 1", "0x0", "1 == 2", "'\\0'"]
)
def test_what_does_not_hold(text: str) -> None:
    """Zero, and names that are no macros."""
    assert not condition_holds(text, _MACROS.get)


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "1 1", "(1", "1)", "EMPTY", "1 / 0", "1 % 0", "09", "12ab", "1.5", "\"x\"", "'", "1 ? 2", "= 1", "@",
        "NOTHING(1)", "9" * 9000, "(" * 9000 + "1" + ")" * 9000, "!" * 9000 + "1",
    ],
)  # fmt: skip
def test_what_is_no_condition(text: str) -> None:
    """An error, and no other exception than that."""
    with pytest.raises(SourceError):
        condition_holds(text, _MACROS.get)
