"""Objects in the memory of other objects: initialised in place, named as children, found again by name."""

from __future__ import annotations

from itertools import count
from typing import Any

from cpregscan.cmachine.layout import embedded_at, offset_within
from cpregscan.cmachine.natives.devices import made
from cpregscan.cmachine.natives.native import Registry, spend
from cpregscan.cmachine.natives.objects import instance_layout, outside_type, root_of
from cpregscan.cmachine.natives.outside import forget, is_outside
from cpregscan.cmachine.natives.properties import set_property
from cpregscan.cmachine.natives.qom import initialise
from cpregscan.cmachine.pointers import string, text_of
from cpregscan.cmachine.records import OpaqueObject, RecordObject, record_class
from cpregscan.cmachine.unknown import Unknown

NATIVES = Registry()


def _initialise(machine: Any, memory: Any, name: Any) -> None:
    """object_initialize(); a type that is named outside of the analysed sources is registered there as well."""
    type_ = outside_type(name.reason) if isinstance(name, Unknown) else machine.types.find(text_of(name))
    if not isinstance(memory, RecordObject):
        return
    if type_.outside:
        forget(machine, _whole(memory), type_)
    else:
        layout = record_class(instance_layout(machine.types, type_))
        initialise(machine, type_, embedded_at(memory, 0, layout) or memory)


def _whole(memory: RecordObject) -> RecordObject:
    """The struct of an object that a pointer, perhaps to one of its parents, stands for: no object begins another."""
    while memory._up is not None and memory._array is None and not offset_within(memory._up, memory):
        memory = memory._up
    return memory


@NATIVES.model()
def object_initialize(machine: Any, memory: Any, size: Any, name: Any) -> None:
    """Makes memory within another object an object of its own."""
    _initialise(machine, memory, name)


def _adopt(machine: Any, parent: Any, label: Any, child: Any) -> None:
    """Name a child of an object; ``[*]`` in a name becomes the first number that is free."""
    if not (isinstance(parent, RecordObject) and isinstance(child, RecordObject)):
        return
    names: set[str] = root_of(parent).__dict__.setdefault("qom_children", set())
    name = text_of(label)
    spend(machine, len(names))
    if name.endswith("[*]"):
        name = next(f"{name[:-3]}[{n}]" for n in count() if f"{name[:-3]}[{n}]" not in names)
    names.add(name)
    root_of(child).__dict__["qom_name"] = name


@NATIVES.model()
def object_property_add_child(machine: Any, parent: Any, name: Any, child: Any, *_: Any) -> Any:
    """Makes an object the child of another under a name."""
    _adopt(machine, parent, name, child)
    return OpaqueObject("property")


@NATIVES.model()
def object_get_canonical_path_component(machine: Any, child: Any) -> Any:
    """The name of an object within its parent, or NULL."""
    name = None if is_outside(child) else root_of(child).__dict__.get("qom_name")
    return string(name) if name else None


@NATIVES.model()
def sysbus_init_child_obj(machine: Any, parent: Any, label: Any, memory: Any, size: Any, name: Any) -> None:
    """The same for a child on the system bus, up to 5.0."""
    _initialise(machine, memory, name)
    _adopt(machine, parent, label, memory)


def _set_pairs(machine: Any, target: Any, place: Any, pairs: tuple[Any, ...]) -> int:
    """The properties of a list ``name, value, …, NULL``; gives whether all could be set."""
    for label, value in zip(pairs[::2], pairs[1::2], strict=False):
        if label is None:
            break
        if not set_property(machine, target, text_of(label), text_of(value), place):
            return 0
    return 1


@NATIVES.model()
def object_initialize_child_with_props(
    machine: Any, parent: Any, label: Any, memory: Any, size: Any, name: Any, place: Any, *pairs: Any
) -> int:
    """The same with properties."""
    _initialise(machine, memory, name)
    _adopt(machine, parent, label, memory)
    return _set_pairs(machine, memory, place, pairs)


@NATIVES.model("void __machine_initialize_child(void *parent, const char *name, void *child, ...)")
def initialize_child(machine: Any, parent: Any, label: Any, memory: Any, *rest: Any) -> None:
    """object_initialize_child(), which had the parameters of the one with properties up to 5.0."""
    if len(rest) == 1:
        _initialise(machine, memory, rest[0])
        _adopt(machine, parent, label, memory)
    else:
        object_initialize_child_with_props(machine, parent, label, memory, *rest)


@NATIVES.model()
def object_new_with_props(machine: Any, name: Any, parent: Any, label: Any, place: Any, *pairs: Any) -> Any:
    """A new object with properties, or NULL if one of them cannot be set."""
    new = made(machine, name)
    _adopt(machine, parent, label, new)
    return new if _set_pairs(machine, new, place, pairs) else None
