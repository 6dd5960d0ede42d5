"""QOM and qdev properties: how they are added, and how a value reaches the object."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cpregscan.cmachine.layout import store_pointer, type_at
from cpregscan.cmachine.natives.errors import ErrorObject, set_error
from cpregscan.cmachine.natives.native import Native, Registry
from cpregscan.cmachine.natives.objects import (
    ObjectProperty,
    find_property,
    own_properties,
    parent_struct,
    root_of,
    type_of,
)
from cpregscan.cmachine.natives.outside import is_outside, set_member
from cpregscan.cmachine.pointers import Cell, FieldView, ItemPointer, string, text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import OpaqueObject, RecordObject
from cpregscan.cmachine.types import BOOL, INT, UCHAR, UINT, ULONG, USHORT, CType, IntType
from cpregscan.errors import MachineError

NATIVES = Registry()
_TRUE, _FALSE = ("on", "yes", "true", "y"), ("off", "no", "false", "n")
_SUFFIXES = {"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class Visitor:
    """A QAPI visitor over one value: the text of a property going in, or what a getter gives."""

    def __init__(self, value: Any) -> None:
        self.value = value


def parse_bool(value: Any) -> bool:
    """A bool from what the user wrote. Raises ValueError."""
    if isinstance(value, str):
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        raise ValueError("'on' or 'off'")
    return bool(value)


def parse_integer(value: Any) -> int:
    """An integer from what the user wrote. Raises ValueError."""
    if not isinstance(value, str):
        return int(value)
    match = re.fullmatch(r"\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+))([BKMGT]?)", value)
    if match is None:
        raise ValueError("a number")
    return int(match[1], 0) * _SUFFIXES[match[2]]


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


def _named(type_: Any, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Arguments by parameter name: their order changed over the versions."""
    return dict(zip(type_.names, arguments, strict=False))


def _accessor_pair(machine: Any, getter: Any, setter: Any) -> tuple[Any, Any]:
    """Setter and getter of a bool property as Python calls."""

    def put(target: Any, name: str, value: Any, place: Any) -> None:
        setter.enter(root_of(target), int(parse_bool(value)), place)

    def get(target: Any, name: str, place: Any) -> Any:
        return getter.enter(root_of(target), place)

    return (put if setter else None), (get if getter else None)


@NATIVES.model("void *object_property_add_bool(void *object, const char *name, ...)")
def add_bool(machine: Any, target: Any, name: Any, getter: Any, setter: Any, *_: Any) -> Any:
    """A bool with getter and setter."""
    put, get = _accessor_pair(machine, getter, setter)
    own_properties(target)[text_of(name)] = ObjectProperty(text_of(name), put, get)
    return OpaqueObject("property")


@NATIVES.model("void *object_class_property_add_bool(void *class_, const char *name, ...)")
def add_class_bool(machine: Any, class_: Any, name: Any, getter: Any, setter: Any, *_: Any) -> Any:
    """The same for all objects of a class."""
    put, get = _accessor_pair(machine, getter, setter)
    type_of(class_).properties[text_of(name)] = ObjectProperty(text_of(name), put, get)
    return OpaqueObject("property")


def _string_property(name: str, getter: Any, setter: Any) -> ObjectProperty:
    def put(target: Any, _name: str, value: Any, place: Any) -> None:
        setter.enter(root_of(target), string(value) if isinstance(value, str) else value, place)

    def get(target: Any, _name: str, place: Any) -> Any:
        return getter.enter(root_of(target), place)

    return ObjectProperty(name, put if setter else None, get if getter else None)


@NATIVES.model("void *object_property_add_str(void *object, const char *name, ...)")
def add_string(machine: Any, target: Any, name: Any, getter: Any, setter: Any, *_: Any) -> Any:
    """A string with getter and setter."""
    own_properties(target)[text_of(name)] = _string_property(text_of(name), getter, setter)
    return OpaqueObject("property")


@NATIVES.model("void *object_class_property_add_str(void *class_, const char *name, ...)")
def add_class_string(machine: Any, class_: Any, name: Any, getter: Any, setter: Any, *_: Any) -> Any:
    """The same for all objects of a class."""
    type_of(class_).properties[text_of(name)] = _string_property(text_of(name), getter, setter)
    return OpaqueObject("property")


def _visited_property(name: str, getter: Any, setter: Any, opaque: Any) -> ObjectProperty:
    """A property whose accessors use visitors."""

    def put(target: Any, _name: str, value: Any, place: Any) -> None:
        setter.enter(root_of(target), Visitor(value), string(name), opaque, place)

    def get(target: Any, _name: str, place: Any) -> Any:
        visitor = Visitor(None)
        getter.enter(root_of(target), visitor, string(name), opaque, place)
        return visitor.value

    return ObjectProperty(name, put if setter else None, get if getter else None)


@NATIVES.model()
def object_property_add(
    machine: Any,
    target: Any,
    name: Any,
    kind: Any,
    getter: Any,
    setter: Any,
    release: Any,
    opaque: Any,
    *_: Any,
) -> Any:
    """A property of any type, through visitors."""
    own_properties(target)[text_of(name)] = _visited_property(text_of(name), getter, setter, opaque)
    return None


@NATIVES.model()
def object_class_property_add(
    machine: Any,
    class_: Any,
    name: Any,
    kind: Any,
    getter: Any,
    setter: Any,
    release: Any,
    opaque: Any,
    *_: Any,
) -> Any:
    """The same for all objects of a class."""
    type_of(class_).properties[text_of(name)] = _visited_property(text_of(name), getter, setter, opaque)
    return None


@NATIVES.model()
def object_class_property_add_enum(
    machine: Any, class_: Any, name: Any, kind: Any, lookup: Any, getter: Any, setter: Any, *_: Any
) -> Any:
    """An enum by its number; only its presence matters here."""
    type_of(class_).properties[text_of(name)] = ObjectProperty(text_of(name), None, None)
    return None


def _pointed_property(name: str, pointer: Any, type_: IntType) -> ObjectProperty:
    def put(target: Any, _name: str, value: Any, place: Any) -> None:
        pointer.set(type_.wrap(parse_integer(value)))

    return ObjectProperty(name, put, lambda target, _name, place: pointer.get())


def _add_integer(bits: IntType) -> Any:
    def add_integer(machine: Any, target: Any, name: Any, pointer: Any, *_: Any) -> Any:
        """An integer of the object, read and written through a pointer."""
        own_properties(target)[text_of(name)] = _pointed_property(text_of(name), pointer, bits)

    return add_integer


for _bits, _type in (("8", UCHAR), ("16", USHORT), ("32", UINT), ("64", ULONG)):
    NATIVES.model(name=f"object_property_add_uint{_bits}_ptr")(_add_integer(_type))


@NATIVES.model()
def object_property_add_link(machine: Any, target: Any, name: Any, kind: Any, child: Any, *_: Any) -> Any:
    """A link: the pointer to another object is written to a member."""

    def put(_target: Any, _name: str, value: Any, place: Any) -> None:
        child.set(value)

    own_properties(target)[text_of(name)] = ObjectProperty(text_of(name), put, lambda *_: child.get())
    return None


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


@NATIVES.model()
def device_class_set_props_n(machine: Any, class_: Any, properties: Any, count: int) -> None:
    """The static properties of a class, by number."""
    from cpregscan.cmachine.pointers import add

    type_of(class_).device_properties = [add(properties, index) for index in range(count)]


@NATIVES.model()
def device_class_set_props(machine: Any, class_: Any, properties: Any) -> None:
    """The static properties of a class, up to the one without a name."""
    type_of(class_).device_properties = listed_properties(properties)


def listed_properties(properties: Any) -> list[Any]:
    """The entries of a Property array that ends with DEFINE_PROP_END_OF_LIST."""
    from cpregscan.cmachine.pointers import add

    found = []
    while isinstance(properties, RecordObject) and properties.f_name is not None:
        found.append(properties)
        properties = add(properties, 1)
    return found


def _visit_integer(type_: IntType) -> Any:
    def visit(machine: Any, visitor: Any, name: Any, pointer: Any, place: Any) -> int:
        """Moves one value between the visitor and the object."""
        if visitor.value is None:
            visitor.value = pointer.get()
            return 1
        try:
            value = int(parse_bool(visitor.value)) if type_.boolean else parse_integer(visitor.value)
        except ValueError as error:
            set_error(machine, place, f"Parameter '{text_of(name)}' expects {error}")
            return 0
        pointer.set(type_.wrap(value))
        return 1

    return visit


for _name, _type in (
    ("bool", BOOL), ("uint8", UCHAR), ("uint16", USHORT), ("uint32", UINT), ("uint64", ULONG), ("int", ULONG),
    ("int32", INT), ("int64", ULONG), ("size", ULONG),
):  # fmt: skip
    NATIVES.model(name=f"visit_type_{_name}")(_visit_integer(_type))


def enum_visitor(name: str, upper: Callable[[str], str]) -> Native:
    """The model of ``visit_type_NAME`` for a QAPI enum; ``upper`` turns its name into its constants' prefix."""

    def visit(machine: Any, visitor: Any, label: Any, pointer: Any, place: Any) -> int:
        """Moves an enum, by the name of its constant."""
        if visitor.value is None:
            visitor.value = pointer.get()
            return 1
        word = re.sub(r"[^A-Za-z0-9_]", "_", str(visitor.value)).upper()
        found = machine.find_constant(f"{upper(name)}_{word}")
        if found is None:
            set_error(machine, place, f"Parameter '{text_of(label)}' does not accept value '{visitor.value}'")
            return 0
        pointer.set(found)
        return 1

    return Native(
        visit, f"_Bool visit_type_{name}(void *visitor, const char *name, unsigned int *object, void *error)"
    )


@NATIVES.model()
def visit_type_str(machine: Any, visitor: Any, name: Any, pointer: Any, place: Any) -> int:
    """Moves a string."""
    if visitor.value is None:
        visitor.value = pointer.get()
    else:
        pointer.set(string(str(visitor.value)))
    return 1


def apply_global(machine: Any, instance: Any, name: str, value: str, *, optional: bool) -> None:
    """A compat property or -cpu property: set if the object has it. Raises Refusal as QEMU does."""
    if find_property(machine.types, instance, name) is None and optional:
        return
    set_property(machine, instance, name, value, machine.error_fatal)


__all__ = ["NATIVES", "MachineError", "Visitor", "apply_default", "apply_global", "static_property"]
