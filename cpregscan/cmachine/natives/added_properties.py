"""Properties that code adds to objects and classes: by accessors, by visitors, by a pointer to what they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import ObjectProperty, own_properties, root_of, type_of
from cpregscan.cmachine.natives.visitors import Visitor, parse_bool, parse_integer
from cpregscan.cmachine.pointers import string, text_of
from cpregscan.cmachine.records import OpaqueObject
from cpregscan.cmachine.types import UCHAR, UINT, ULONG, USHORT, IntType

NATIVES = Registry()


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


def _add_visited(properties: Callable[[Any], dict[str, ObjectProperty]]) -> Callable[..., None]:
    def add(
        machine: Any,
        target: Any,
        name: Any,
        kind: Any,
        getter: Any,
        setter: Any,
        release: Any,
        opaque: Any,
        *_: Any,
    ) -> None:
        """A property of any type, through visitors."""
        properties(target)[text_of(name)] = _visited_property(text_of(name), getter, setter, opaque)

    return add


NATIVES.model(name="object_property_add")(_add_visited(own_properties))
NATIVES.model(name="object_class_property_add")(_add_visited(lambda class_: type_of(class_).properties))


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
