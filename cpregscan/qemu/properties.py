"""The values of a realized CPU's properties."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from cpregscan.cmachine.natives.objects import find_property, property_names
from cpregscan.cmachine.records import RecordObject
from cpregscan.errors import CpregscanError
from cpregscan.qemu.guest import Guest


def property_values(guest: Guest, cpu: RecordObject) -> tuple[tuple[str, int], ...]:
    """The properties that are numbers or bools, by name, sorted; one that cannot be told is left out."""
    return tuple(_values(guest, cpu))


def _values(guest: Guest, cpu: RecordObject) -> Iterator[tuple[str, int]]:
    for name in property_names(guest.types, cpu):
        found = find_property(guest.types, cpu, name)
        if found is None or found.get is None or found.set is None:
            continue
        with contextlib.suppress(CpregscanError):
            value = found.get(cpu, name, guest.error_abort)
            if isinstance(value, int):
                yield name, int(value)
