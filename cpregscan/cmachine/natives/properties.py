"""QOM properties: how they are found, set and read."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.errors import ErrorObject, set_error
from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import find_property, type_of
from cpregscan.cmachine.natives.outside import is_outside, set_member
from cpregscan.cmachine.pointers import Cell, ItemPointer, text_of

NATIVES = Registry()


@NATIVES.model()
def object_property_find(machine: Any, target: Any, name: Any, *_: Any) -> Any:
    """The property if the object has one of this name, else NULL."""
    if is_outside(target):
        return machine.program.unknown(
            f"property '{text_of(name)}' of a device outside of the analysed sources"
        )
    return find_property(machine.types, target, text_of(name))


NATIVES["object_property_find_err"] = NATIVES["object_property_find"]


def set_property(machine: Any, target: Any, name: str, value: Any, place: Any) -> bool:
    """Set a property of an object; an error goes to ``place``. Gives whether it worked."""
    if is_outside(target):
        set_member(target, name, value)
        return True
    found = find_property(machine.types, target, name)
    if name == "realized":
        machine.realize(target, place)
        return place is None or not place.get()
    if found is None or found.set is None:
        what = "is not writable" if found else "not found"
        set_error(machine, place, f"Property '{type_of(target).name}.{name}' {what}")
        return False
    own = place if place is not None else Cell(None)
    try:
        found.set(target, name, value, own)
    except ValueError as error:
        set_error(machine, own, f"Parameter '{name}' expects {error}")
    return not (isinstance(own, Cell) and isinstance(own.v, ErrorObject))


def _setter(machine: Any, type_: Any, *arguments: Any) -> int:
    """object_property_set_*(): the value comes before the name up to 5.0 and behind it since."""
    named = _named(type_, arguments)
    target = next(iter(named.values()))
    rest = [(key, value) for key, value in named.items()][1:]
    place = named.get("errp")
    name = named["name"]
    value = next(held for key, held in rest if key not in ("name", "errp"))
    if isinstance(value, ItemPointer):
        value = text_of(value)
    return int(set_property(machine, target, text_of(name), value, place))


for _kind in ("bool", "int", "uint", "str", "link"):
    NATIVES.model(name=f"object_property_set_{_kind}", typed=True)(_setter)


@NATIVES.model(typed=True)
def object_property_parse(machine: Any, type_: Any, *arguments: Any) -> int:
    """object_property_parse(): the value is text."""
    named = _named(type_, arguments)
    value = text_of(named["string"])
    return int(set_property(machine, arguments[0], text_of(named["name"]), value, named.get("errp")))


def _qdev_setter(machine: Any, device: Any, name: Any, value: Any) -> None:
    set_property(
        machine,
        device,
        text_of(name),
        text_of(value) if isinstance(value, ItemPointer) else value,
        machine.error_abort,
    )


for _kind in ("bit", "uint8", "uint16", "uint32", "int32", "uint64", "string"):
    NATIVES.model(name=f"qdev_prop_set_{_kind}")(_qdev_setter)


def get_property(machine: Any, target: Any, name: Any, place: Any = None) -> Any:
    """The value of a property; an error goes to ``place``."""
    if is_outside(target):
        return machine.program.unknown(
            f"property '{text_of(name)}' of a device outside of the analysed sources"
        )
    found = find_property(machine.types, target, text_of(name))
    if found is None or found.get is None:
        set_error(machine, place, f"Property '{type_of(target).name}.{text_of(name)}' not found")
        return 0
    return found.get(target, found.name, place)


for _kind in ("bool", "int", "uint", "str", "link"):
    NATIVES.model(name=f"object_property_get_{_kind}")(get_property)


def _named(type_: Any, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Arguments by parameter name: their order changed over the versions."""
    return dict(zip(type_.names, arguments, strict=False))


def apply_global(machine: Any, instance: Any, name: str, value: str, *, optional: bool) -> None:
    """A compat property or -cpu property: set if the object has it. Raises Refusal as QEMU does."""
    if find_property(machine.types, instance, name) is None and optional:
        return
    set_property(machine, instance, name, value, machine.error_fatal)
