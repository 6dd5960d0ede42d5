"""Strings: libc's and glib's functions on ``char *``, and printf formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cpregscan.cmachine.natives.native import Registry, spend
from cpregscan.cmachine.pointers import ItemPointer, string, text_of
from cpregscan.cmachine.types import INT, ULONG
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError

NATIVES = Registry()
_FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?(hh|h|ll|l|z|j|t)?([diouxXcsp%])")
_MAXIMUM = 1 << 20
_DIGITS = 80
"""More digits than this only overflow."""
_BITS = {"hh": 8, "h": 16, "": 32}
"""Width of what printf's length modifiers ask for; the others are 64 bits wide."""
_NUMBERS = {
    0: re.compile(r"\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)"),
    8: re.compile(r"\s*([-+]?)([0-7]+)"),
    10: re.compile(r"\s*([-+]?)(\d+)"),
    16: re.compile(r"\s*([-+]?)((?:0[xX])?[0-9a-fA-F]+)"),
}


def formatted(pattern: str, arguments: tuple[Any, ...]) -> str:
    """What printf would write. Raises MachineError if it is too long."""
    values = iter(arguments)
    pieces: list[str] = []
    done = length = 0
    for match in _FORMAT.finditer(pattern):
        pieces += (pattern[done : match.start()], _converted(match, values))
        done = match.end()
        length += len(pieces[-1])
        if length > _MAXIMUM:
            raise MachineError("a string is beyond the machine's memory budget")
    return "".join((*pieces, pattern[done:]))


def _converted(match: re.Match[str], values: Iterator[Any]) -> str:
    """The text of one conversion, its arguments taken from the values."""
    flags, width, precision, size, kind = match.groups()
    if kind == "%":
        return "%"
    width = str(int(next(values, 0))) if width == "*" else width or ""
    precision = str(int(next(values, 0))) if precision == "*" else precision
    if len(width) > 6 or len(precision or "") > 6:
        raise MachineError("a printf width is beyond the machine's memory budget")
    value = next(values, 0)
    if isinstance(value, Unknown):
        _ = not value  # what is printed may be a register's name: that is reported
        return f"<{value.reason}>"
    if kind == "s":
        text = "(null)" if value is None else text_of(value)
        return f"%{flags}{width}s" % (text if precision is None else text[: max(int(precision or 0), 0)])
    if kind == "c":
        return f"%{flags}{width}s" % chr(value & 0xFF)
    if kind == "p":
        return "pointer"
    rest = f".{precision}" if precision is not None else ""
    bits = _BITS.get(size or "", 64)
    number = int(value) & ((1 << bits) - 1)
    if kind in "di" and number >> (bits - 1):
        number -= 1 << bits
    return f"%{flags}{width}{rest}{'d' if kind in 'iu' else kind}" % number


@NATIVES.model("gchar *g_strdup_printf(const gchar *format, ...)")
def print_to_new(machine: Any, pattern: Any, *arguments: Any) -> Any:
    """A new string from a format."""
    return string(formatted(text_of(pattern), arguments))


@NATIVES.model("int snprintf(char *buffer, size_t size, const char *format, ...)")
def print_to_buffer(machine: Any, buffer: Any, size: int, pattern: Any, *arguments: Any) -> int:
    """Writes at most ``size`` bytes; gives the length the whole text would have."""
    text = formatted(text_of(pattern), arguments)
    if size and not isinstance(buffer, Unknown):
        _write(buffer, text.encode("latin-1", "replace")[: size - 1] + b"\0")
    return len(text)


@NATIVES.model("int sprintf(char *buffer, const char *format, ...)")
def print_unbounded(machine: Any, buffer: Any, pattern: Any, *arguments: Any) -> int:
    """Writes the whole text. Raises MachineError if the buffer is too short."""
    text = formatted(text_of(pattern), arguments)
    _write(buffer, text.encode("latin-1", "replace") + b"\0")
    return len(text)


def _write(buffer: Any, data: bytes) -> None:
    if not isinstance(buffer, ItemPointer) or not isinstance(buffer.items, bytearray):
        raise MachineError("a string is written to something that is no array of characters")
    if buffer.index < 0 or buffer.index + len(data) > len(buffer.items):
        raise MachineError("a string is written outside of an array")
    buffer.items[buffer.index : buffer.index + len(data)] = data


@NATIVES.model("gchar *g_strdup(const gchar *text)")
def duplicate(machine: Any, text: Any) -> Any:
    """A copy; a string literal is its own, for nobody can write to it."""
    if isinstance(text, ItemPointer) and isinstance(text.items, bytearray):
        spend(machine, len(text.items))
        return ItemPointer(bytearray(text_of(text).encode("latin-1") + b"\0"))
    return text


@NATIVES.model("size_t strlen(const char *text)")
def length(machine: Any, text: Any) -> int:
    """Characters before the NUL."""
    found = text_of(text)
    spend(machine, len(found))
    return len(found)


def _order(left: str, right: str) -> int:
    return (left > right) - (left < right)


@NATIVES.model("int strcmp(const char *left, const char *right)")
def compare(machine: Any, left: Any, right: Any) -> int:
    """Negative, zero or positive."""
    return _order(text_of(left), text_of(right))


@NATIVES.model("int g_strcmp0(const char *left, const char *right)")
def compare_or_null(machine: Any, left: Any, right: Any) -> int:
    """As strcmp; NULL comes before every string."""
    return _order(text_of(left) if left else "", text_of(right) if right else "")


@NATIVES.model("int strncmp(const char *left, const char *right, size_t count)")
def compare_start(machine: Any, left: Any, right: Any, count: int) -> int:
    """strcmp of the first ``count`` characters."""
    return _order(text_of(left)[:count], text_of(right)[:count])


@NATIVES.model("gboolean g_str_equal(gconstpointer left, gconstpointer right)")
def equal(machine: Any, left: Any, right: Any) -> int:
    """Whether two strings are the same."""
    return int(text_of(left) == text_of(right))


@NATIVES.model("gboolean g_str_has_prefix(const gchar *text, const gchar *prefix)")
def has_prefix(machine: Any, text: Any, prefix: Any) -> int:
    """Whether the text begins so."""
    return int(text_of(text).startswith(text_of(prefix)))


@NATIVES.model("gboolean g_str_has_suffix(const gchar *text, const gchar *suffix)")
def has_suffix(machine: Any, text: Any, suffix: Any) -> int:
    """Whether the text ends so."""
    return int(text_of(text).endswith(text_of(suffix)))


@NATIVES.model("guint g_str_hash(gconstpointer text)")
def hash_text(machine: Any, text: Any) -> int:
    """A number that equal strings share."""
    return sum(text_of(text).encode()) & 0xFFFFFFFF


@NATIVES.model("char *strchr(const char *text, int character)")
def find_character(machine: Any, text: Any, character: int) -> Any:
    """A pointer to the first such character, or NULL; the NUL at the end is one as well."""
    index = (text_of(text) + "\0").find(chr(character & 0xFF))
    return None if index < 0 else ItemPointer(text.items, text.index + index)


@NATIVES.model("char *strstr(const char *text, const char *wanted)")
def find_text(machine: Any, text: Any, wanted: Any) -> Any:
    """A pointer to where the wanted text begins, or NULL."""
    index = text_of(text).find(text_of(wanted))
    return None if index < 0 else ItemPointer(text.items, text.index + index)


@NATIVES.model("gchar *g_strconcat(const gchar *text, ...)")
def concatenate(machine: Any, *texts: Any) -> Any:
    """All strings up to NULL in one."""
    parts = []
    for text in texts:
        if text is None or text == 0:
            break
        parts.append(text_of(text))
    joined = "".join(parts)
    if len(joined) > _MAXIMUM:
        raise MachineError("a string is beyond the machine's memory budget")
    spend(machine, len(joined))
    return string(joined)


@NATIVES.model("gchar **g_strsplit(const gchar *text, const gchar *delimiter, gint most)")
def split(machine: Any, text: Any, delimiter: Any, most: int) -> Any:
    """An array of strings that ends with NULL."""
    whole = text_of(text)
    parts = whole.split(text_of(delimiter), most - 1 if most > 0 else -1) if whole else []
    return ItemPointer([*(string(part) for part in parts), None])


@NATIVES.model("void g_strfreev(gchar **texts)")
def release(machine: Any, texts: Any) -> None:
    """Nothing."""


@NATIVES.model("gchar *g_strndup(const gchar *text, gsize count)")
def duplicate_start(machine: Any, text: Any, count: int) -> Any:
    """A new string of the first ``count`` characters."""
    return string(text_of(text)[:count])


@NATIVES.model("unsigned long strtoul(const char *text, char **end, int base)")
def to_number(machine: Any, text: Any, end: Any, base: int) -> int:
    """The number that a text begins with; all bits set if it is too large. Raises MachineError for an odd base."""
    if base not in (0, 8, 10, 16):
        raise MachineError(f"strtoul with base {base} is not modelled")
    match = _NUMBERS[base].match(text_of(text))
    if end is not None:
        end.set(ItemPointer(text.items, text.index + (match.end() if match else 0)))
    if match is None:
        return 0
    digits = match[2].lower()
    base = base or (16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10)
    value = min(int(digits[:_DIGITS], base), ULONG.mask)
    return ULONG.wrap(-value if match[1] == "-" else value)


@NATIVES.model("int atoi(const char *text)")
def to_int(machine: Any, text: Any) -> int:
    """The decimal number that a text begins with, or 0."""
    match = re.match(r"\s*[-+]?\d{1,20}", text_of(text))
    return INT.wrap(int(match[0])) if match else 0


@NATIVES.model("char *getenv(const char *name)")
def environment(machine: Any, name: Any) -> Any:
    """The environment is empty."""
    return None


__all__ = ["NATIVES", "formatted"]


_WORD = re.compile(r"%(\d*)s")


@NATIVES.model("int sscanf(const char *text, const char *format, ...)")
def scan(machine: Any, text: Any, pattern: Any, *places: Any) -> Any:
    """sscanf() for a format that is a single word, ``%7s``; unknown for any other."""
    found = _WORD.fullmatch(text_of(pattern))
    if found is None:
        return machine.program.unknown("what sscanf() finds")
    words = text_of(text).split(maxsplit=1)
    if not words:
        return -1
    word = words[0][: int(found[1])] if found[1] else words[0]
    spend(machine, len(word))
    for position, code in enumerate(word.encode("latin-1") + b"\0"):
        places[0].store(position, code)
    return 1
