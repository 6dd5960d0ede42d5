"""Devices: made, given properties, realized.

A device of a type that the analysed sources do not register is outside of the model: it can be made, set and
realized, and none of that does anything.
"""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import ObjectProperty, find_property, own_properties, property_names
from cpregscan.cmachine.natives.outside import is_outside, outside_object
from cpregscan.cmachine.natives.properties import get_property, set_property
from cpregscan.cmachine.natives.qom import CPU_SUFFIX, create
from cpregscan.cmachine.pointers import string, text_of
from cpregscan.cmachine.records import OpaqueObject
from cpregscan.cmachine.unknown import Unknown

NATIVES = Registry()


def made(machine: Any, pointer: Any) -> Any:
    """A new object of a type that is looked for in the tree; an opaque one if the type is outside."""
    if isinstance(pointer, Unknown):
        return outside_object(machine, "a device")
    name = text_of(pointer)
    type_ = machine.types.find(name)
    if type_.outside and not name.endswith(CPU_SUFFIX):
        return outside_object(machine, f"device '{name}'")
    return create(machine, name)


@NATIVES.model()
def object_new(machine: Any, name: Any) -> Any:
    """A new object of a type given by name."""
    return made(machine, name)


NATIVES.model(name="qdev_new")(object_new)


@NATIVES.model()
def qdev_create(machine: Any, bus: Any, name: Any) -> Any:
    """The same up to 5.0."""
    return made(machine, name)


def _add_alias(machine: Any, target: Any, name: str, aliased: Any, aliased_name: str) -> None:
    def put(_target: Any, _name: str, value: Any, place: Any) -> None:
        set_property(machine, aliased, aliased_name, value, place)

    def get(_target: Any, _name: str, place: Any) -> Any:
        return get_property(machine, aliased, string(aliased_name), place)

    if not is_outside(target):
        own_properties(target)[name] = ObjectProperty(name, put, get)


@NATIVES.model()
def object_property_add_alias(
    machine: Any, target: Any, name: Any, aliased: Any, aliased_name: Any, *_: Any
) -> Any:
    """A property that stands for one of another object."""
    _add_alias(machine, target, text_of(name), aliased, text_of(aliased_name))
    return OpaqueObject("property")


@NATIVES.model()
def qdev_alias_all_properties(machine: Any, aliased: Any, target: Any) -> None:
    """All properties of a device as properties of another object, but for those that it has itself."""
    if is_outside(aliased) or is_outside(target):
        return
    for name in property_names(machine.types, aliased):
        if find_property(machine.types, target, name) is None:
            _add_alias(machine, target, name, aliased, name)


@NATIVES.model()
def object_property_add_const_link(machine: Any, target: Any, name: Any, linked: Any, *_: Any) -> Any:
    """A link that is set once and for all."""
    if not is_outside(target):
        own_properties(target)[text_of(name)] = ObjectProperty(text_of(name), None, lambda *_: linked)
    return OpaqueObject("property")


@NATIVES.model()
def qdev_realize(machine: Any, device: Any, bus: Any, place: Any) -> int:
    """Runs the device's realize function."""
    if is_outside(device):
        return 1
    machine.realize(device, place)
    return int(place is None or not place.get())


NATIVES.model(name="qdev_realize_and_unref")(qdev_realize)


@NATIVES.model()
def sysbus_realize(machine: Any, device: Any, place: Any) -> int:
    """The same for a device on the system bus."""
    return int(qdev_realize(machine, device, None, place))


NATIVES.model(name="sysbus_realize_and_unref")(sysbus_realize)


@NATIVES.model()
def qdev_init_nofail(machine: Any, device: Any) -> None:
    """The same up to 5.0, where a failure ends QEMU."""
    qdev_realize(machine, device, None, machine.error_fatal)


@NATIVES.model()
def cpu_create(machine: Any, name: Any) -> Any:
    """A CPU made and realized; a failure ends QEMU."""
    cpu = made(machine, name)
    qdev_realize(machine, cpu, None, machine.error_fatal)
    return cpu


@NATIVES.model()
def sysbus_create_varargs(machine: Any, name: Any, address: Any, *_: Any) -> Any:
    """A device made, realized, mapped and wired."""
    device = made(machine, name)
    qdev_realize(machine, device, None, machine.error_fatal)
    return device
