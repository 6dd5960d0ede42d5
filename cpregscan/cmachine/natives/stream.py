"""The incoming migration stream, as far as a field's `get` function asks it for integers."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry

NATIVES = Registry()


class IncomingStream:
    """A QEMUFile that holds integers, each asked for in one piece."""

    __slots__ = ("values",)

    def __init__(self, *values: int) -> None:
        self.values = list(values)


def _next(file: Any, bits: int) -> int:
    return int(file.values.pop(0)) & (1 << bits) - 1


@NATIVES.model()
def qemu_get_be32(machine: Any, file: IncomingStream) -> int:
    """The next 32 bits."""
    return _next(file, 32)


@NATIVES.model()
def qemu_get_be64(machine: Any, file: IncomingStream) -> int:
    """The next 64 bits."""
    return _next(file, 64)
