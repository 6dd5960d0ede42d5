"""How any text, a hostile one as well, fits into one field or one list item of a line, and back.

The same escapes keep control characters of an analysed tree away from the user's terminal.
"""

from __future__ import annotations

import re

# Control characters, line separators, direction marks and lone surrogates, and the escape itself.
_UNSAFE = "\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_FIELD = re.compile(f"[{_UNSAFE}]")
_ITEM = re.compile(f"[{_UNSAFE} ;:*@#]")
_CONTROL = re.compile(f"[{_UNSAFE[2:]}]")
_ESCAPE = re.compile(r"\\\{([0-9a-f]{0,6})\}")
_EMPTY = "\\{}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{{{ord(match[0]):x}}}"


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else ""


def field(text: str) -> str:
    r"""The text as a tab-separated field: control characters and backslashes become ``\{hex}``."""
    return _FIELD.sub(_escaped, text)


def item(text: str) -> str:
    """The text as an item of a list: as a field, and free of spaces and of the signs ``;:*@#``."""
    return _ITEM.sub(_escaped, text) or _EMPTY


def plain(text: str) -> str:
    """What `field` or `item` was given. Raises ValueError for an escape that is none."""
    if "\\" not in text:
        return text
    restored, escapes = _ESCAPE.subn(_unescaped, text)
    if escapes != text.count("\\"):
        raise ValueError(f"broken escape in {text!r}")
    return restored


def printable(text: str) -> str:
    r"""The text for people: only control characters become ``\{hex}``, backslashes stay."""
    return _CONTROL.sub(_escaped, text)
