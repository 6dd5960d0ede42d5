"""The Property structs of qdev: members of a device that can be set, and their defaults."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.layout import store_pointer, type_at
from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import ObjectProperty, own_properties, parent_struct, root_of, type_of
from cpregscan.cmachine.natives.visitors import parse_bool, parse_integer
from cpregscan.cmachine.pointers import FieldView, add, string, text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.types import ULONG, CType, IntType

NATIVES = Registry()


def member_at(device: Any, property_: Any) -> tuple[FieldView, CType]:
    """A pointer to the member of a device that a Property struct speaks of, and the member's type."""
    root = root_of(device)
    type_ = type_at(root.ctype, property_.f_offset)
    return FieldView(root, property_.f_offset, type_ if isinstance(type_, IntType) else ULONG), type_


def _is_bit(property_: Any) -> bool:
    """Whether the property is one bit of an integer: its setter says so."""
    setter = property_.f_info.f_set
    return isinstance(setter, FunctionPointer) and "bit" in setter.name


def member_of_parent(record: RecordObject, tag: str, name: str) -> Any:
    """A member of the struct ``tag`` that begins (the parent chain of) a struct, or None."""
    struct = parent_struct(record, tag)
    return getattr(struct, f"f_{name}") if struct is not None and name in struct.ctype.fields else None


def static_property(property_: Any) -> ObjectProperty:
    """A Property struct of qdev as a property that can be set."""

    def put(device: Any, name: str, value: Any, place: Any) -> None:
        _store(device, property_, value)

    def get(device: Any, name: str, place: Any) -> Any:
        pointer, type_ = member_at(device, property_)
        return pointer.get() if isinstance(type_, IntType) else None

    return ObjectProperty(text_of(property_.f_name), put, get)


def _store(device: Any, property_: Any, value: Any) -> None:
    """Write a value to the member that a Property describes. Raises ValueError for a value it cannot take."""
    pointer, type_ = member_at(device, property_)
    if not isinstance(type_, IntType):
        store_pointer(root_of(device), property_.f_offset, string(value) if isinstance(value, str) else value)
    elif _is_bit(property_):
        bit = 1 << property_.f_bitnr
        pointer.set(pointer.get() | bit if parse_bool(value) else pointer.get() & ~bit)
    elif type_.boolean:
        pointer.set(int(parse_bool(value)))
    else:
        number = parse_integer(value)
        if not -(1 << (type_.bits - 1)) <= number <= type_.mask:
            raise ValueError(f"a value that fits into {type_.bits} bits")
        pointer.set(type_.wrap(number))


def apply_default(device: Any, property_: Any) -> None:
    """qdev_property_set_default(): write the default value now, if the Property has one."""
    if "set_default" in property_.ctype.fields:
        has_default = property_.f_set_default
    else:
        has_default = property_.f_info.f_set_default_value
    pointer, type_ = member_at(device, property_)
    if not has_default or not isinstance(type_, IntType):
        return
    value = property_.f_defval.load(0, ULONG)
    if _is_bit(property_):
        _store(device, property_, bool(value))
    else:
        pointer.set(type_.wrap(value))


@NATIVES.model()
def qdev_property_add_static(machine: Any, device: Any, property_: Any, *_: Any) -> None:
    """Adds a static property to one device; its default is written at this moment."""
    own_properties(device)[text_of(property_.f_name)] = static_property(property_)
    apply_default(device, property_)


@NATIVES.model()
def device_class_set_props_n(machine: Any, class_: Any, properties: Any, count: int) -> None:
    """The static properties of a class, by number."""
    type_of(class_).device_properties = [add(properties, index) for index in range(count)]


@NATIVES.model()
def device_class_set_props(machine: Any, class_: Any, properties: Any) -> None:
    """The static properties of a class, up to the one without a name."""
    type_of(class_).device_properties = listed_properties(properties)


def listed_properties(properties: Any) -> list[Any]:
    """The entries of a Property array that ends with DEFINE_PROP_END_OF_LIST."""
    found = []
    while isinstance(properties, RecordObject) and properties.f_name is not None:
        found.append(properties)
        properties = add(properties, 1)
    return found
