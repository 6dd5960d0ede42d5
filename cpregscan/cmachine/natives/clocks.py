"""Clocks of devices: only whether a clock is connected, which devices insist on. How fast it runs is not kept."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import root_of
from cpregscan.cmachine.natives.outside import is_outside
from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.records import RecordObject, record_class

NATIVES = Registry()


def _clocks(device: Any) -> dict[str, RecordObject]:
    held: dict[str, RecordObject] = root_of(device).__dict__.setdefault("qdev_clocks", {})
    return held


def _new(type_: Any) -> RecordObject:
    return record_class(type_.result.target)()


def _add(machine: Any, type_: Any, device: Any, name: Any, *_: Any) -> Any:
    """A new clock of a device."""
    clock = _new(type_)
    if not is_outside(device):
        _clocks(device)[text_of(name)] = clock
    return clock


def _get(machine: Any, type_: Any, device: Any, name: Any) -> Any:
    """A clock of a device by name."""
    found = None if is_outside(device) else _clocks(device).get(text_of(name))
    return found or _new(type_)


for _direction in ("in", "out"):
    NATIVES.model(name=f"qdev_init_clock_{_direction}", typed=True)(_add)
    NATIVES.model(name=f"qdev_get_clock_{_direction}", typed=True)(_get)


@NATIVES.model(typed=True)
def clock_new(machine: Any, type_: Any, *_: Any) -> Any:
    """A clock of a machine."""
    return _new(type_)


@NATIVES.model(typed=True)
def qdev_alias_clock(machine: Any, type_: Any, device: Any, name: Any, other: Any, other_name: Any) -> Any:
    """A clock of a device as a clock of another one."""
    clock = _get(machine, type_, device, name)
    if not is_outside(other):
        _clocks(other)[text_of(other_name)] = clock
    return clock


@NATIVES.model()
def clock_set_source(machine: Any, clock: Any, source: Any) -> None:
    """Connects a clock to another."""
    clock.f_source = source


@NATIVES.model()
def qdev_connect_clock_in(machine: Any, device: Any, name: Any, source: Any) -> None:
    """Connects a clock of a device to another."""
    clock: Any = None if is_outside(device) else _clocks(device).get(text_of(name))
    if clock is not None:
        clock.f_source = source
