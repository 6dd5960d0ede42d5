"""Compiler built-ins on integers."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.unknown import Unknown

NATIVES = Registry()


@NATIVES.model("int __builtin_ctz(unsigned int value)")
def count_trailing_zeros(machine: Any, value: int) -> int:
    """Zeros below the lowest set bit; undefined for 0, where x86 gives the width."""
    return (value & -value).bit_length() - 1 if value else 32


@NATIVES.model("int __builtin_ctzll(unsigned long value)")
def count_trailing_zeros_64(machine: Any, value: int) -> int:
    """As above for 64 bits."""
    return (value & -value).bit_length() - 1 if value else 64


@NATIVES.model("int __builtin_clz(unsigned int value)")
def count_leading_zeros(machine: Any, value: int) -> int:
    """Zeros above the highest set bit of 32."""
    return 32 - int(value).bit_length()


@NATIVES.model("int __builtin_clzll(unsigned long value)")
def count_leading_zeros_64(machine: Any, value: int) -> int:
    """Zeros above the highest set bit of 64."""
    return 64 - int(value).bit_length()


@NATIVES.model("int __builtin_popcount(unsigned int value)")
def count_ones(machine: Any, value: int) -> int:
    """The number of set bits."""
    return int(value).bit_count()


@NATIVES.model("int __builtin_popcountll(unsigned long value)")
def count_ones_64(machine: Any, value: int) -> int:
    """The number of set bits of 64."""
    return int(value).bit_count()


NATIVES["__builtin_ctzl"] = NATIVES["__builtin_ctzll"]
NATIVES["__builtin_clzl"] = NATIVES["__builtin_clzll"]
NATIVES["__builtin_popcountl"] = NATIVES["__builtin_popcountll"]


@NATIVES.model("unsigned int __builtin_bswap32(unsigned int value)")
def swap_bytes(machine: Any, value: Any) -> Any:
    """The four bytes in reverse order."""
    return value if isinstance(value, Unknown) else int.from_bytes(value.to_bytes(4, "little"), "big")


@NATIVES.model("unsigned long __builtin_bswap64(unsigned long value)")
def swap_bytes_64(machine: Any, value: Any) -> Any:
    """The eight bytes in reverse order."""
    return value if isinstance(value, Unknown) else int.from_bytes(value.to_bytes(8, "little"), "big")


def _words(pointer: Any, count: int) -> int:
    """A bitmap of ``count`` bits as one integer, from the array of unsigned long that holds it."""
    from cpregscan.cmachine.pointers import add

    value = 0
    for word in range(-(-count // 64)):
        value |= add(pointer, word).get() << (64 * word)
    return value & ((1 << count) - 1)


@NATIVES.model("unsigned long find_last_bit(const unsigned long *map, unsigned long size)")
def find_last_bit(machine: Any, pointer: Any, size: int) -> int:
    """The highest set bit of a bitmap, ``size`` if there is none."""
    value = _words(pointer, size)
    return value.bit_length() - 1 if value else size


@NATIVES.model(
    "unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long offset)"
)
def find_next_bit(machine: Any, pointer: Any, size: int, offset: int) -> int:
    """The lowest set bit at or above ``offset``, ``size`` if there is none."""
    value = _words(pointer, size) >> offset
    return offset + (value & -value).bit_length() - 1 if value else size


@NATIVES.model(
    "unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size, unsigned long offset)"
)
def find_next_zero_bit(machine: Any, pointer: Any, size: int, offset: int) -> int:
    """The lowest clear bit at or above ``offset``, ``size`` if there is none."""
    value = ~_words(pointer, size) & ((1 << size) - 1)
    value >>= offset
    return offset + (value & -value).bit_length() - 1 if value else size


@NATIVES.model("unsigned long find_first_bit(const unsigned long *map, unsigned long size)")
def find_first_bit(machine: Any, pointer: Any, size: int) -> int:
    """The lowest set bit, ``size`` if there is none."""
    first: int = find_next_bit(machine, pointer, size, 0)
    return first
