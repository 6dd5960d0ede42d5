"""Native models of what the analysed code calls but does not define: libc, glib, QOM, and what has no effect."""

from __future__ import annotations

from cpregscan.cmachine.natives import (
    added_properties,
    bits,
    bytes_,
    children,
    clocks,
    collections,
    devices,
    errors,
    ignored,
    memory,
    properties,
    qom,
    static_properties,
    stream,
    strings,
    visitors,
)
from cpregscan.cmachine.natives.native import Native

NATIVES: dict[str, Native] = {
    **ignored.NATIVES,
    **bits.NATIVES,
    **bytes_.NATIVES,
    **children.NATIVES,
    **clocks.NATIVES,
    **collections.NATIVES,
    **devices.NATIVES,
    **errors.NATIVES,
    **memory.NATIVES,
    **added_properties.NATIVES,
    **properties.NATIVES,
    **static_properties.NATIVES,
    **visitors.NATIVES,
    **qom.NATIVES,
    **stream.NATIVES,
    **strings.NATIVES,
}
"""Every native model by the name of the C function it stands for."""

TRACE = ignored.TRACE
"""The model of every trace point."""

__all__ = ["NATIVES", "TRACE", "Native"]
