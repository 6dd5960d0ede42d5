"""QOM's types and objects as the machine keeps them: who registered what, and what each object can be set to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from cpregscan.cmachine.layout import embedded_at
from cpregscan.cmachine.records import RecordObject, record_class
from cpregscan.cmachine.types import CType, RecordType, SizeOf
from cpregscan.errors import MachineError, Place

Setter = Callable[[Any, Any], None]
"""Called with the object and the value (Python bool, int, str or a pointer)."""


@dataclass(slots=True)
class ObjectProperty:
    """A property of an object or class. A setter of None makes it read-only."""

    name: str
    set: Callable[[Any, str, Any, Any], None] | None
    """Called with object, property name, value, and where an error goes."""
    get: Callable[[Any, str, Any], Any] | None


@dataclass(slots=True)
class QomType:
    """A registered type. ``info`` holds the callbacks of its TypeInfo."""

    name: str
    parent: str
    instance: RecordType | None
    class_: RecordType | None
    abstract: bool
    instance_init: Any
    instance_post_init: Any
    class_init: Any
    class_data: Any
    class_base_init: Any
    class_object: RecordObject | None = None
    properties: dict[str, ObjectProperty] = field(default_factory=dict)
    device_properties: list[Any] = field(default_factory=list)
    """The Property structs given to device_class_set_props()."""
    reset_hold: Any = None
    undecided: dict[Place, str] = field(default_factory=dict)
    """What stayed undecided when the class was made, for objects."""
    outside: bool = False
    """Whether the type is registered outside of the analysed sources: its objects do nothing."""


def outside_type(name: str) -> QomType:
    """A type of which nothing but the name is known."""
    return QomType(name, "", None, None, False, None, None, None, None, None, outside=True)


def sized_type(size: Any) -> RecordType | None:
    """The struct behind an ``instance_size = sizeof(T)``."""
    return size.type if isinstance(size, SizeOf) and isinstance(size.type, RecordType) else None


class Search(Protocol):
    """Registers the type of a name if it can be found: as a type to make objects of, or as a base of one."""

    def __call__(self, name: str, *, base: bool) -> None: ...


def _search_nowhere(name: str, *, base: bool) -> None:
    """For a machine whose types are all registered from the start."""


class Types:
    """All types that the tree registered, by name."""

    def __init__(self) -> None:
        self.by_name: dict[str, QomType] = {}
        self.base_properties: dict[str, dict[str, ObjectProperty]] = {}
        """Properties of base types that are registered outside of the analysed sources, by type name."""
        self.search: Search = _search_nowhere

    def find(self, name: str) -> QomType:
        """The type of this name, looked for if it is not registered yet; one that is nowhere is outside."""
        if not self._is_whole(name):
            self._look_for(name)
        return self.by_name[name] if self._is_whole(name) else outside_type(name)

    def _is_whole(self, name: str) -> bool:
        """Whether the ancestry of a type says what its objects and its class are."""
        chain = self.ancestry(name)
        return any(type_.instance for type_ in chain) and any(type_.class_ for type_ in chain)

    def _look_for(self, name: str) -> None:
        """Have a type and all of its ancestors searched for."""
        sought: set[str] = set()
        missing = name
        while missing and missing not in sought:
            sought.add(missing)
            if missing not in self.by_name:
                self.search(missing, base=missing != name)
            chain = self.ancestry(name)
            missing = chain[0].parent if chain else ""

    def register(self, type_: QomType) -> None:
        """Add a type; a later one of the same name wins."""
        self.by_name[type_.name] = type_

    def ancestry(self, name: str) -> list[QomType]:
        """The type and its ancestors as far as the sources register them, base first."""
        chain: list[QomType] = []
        while (type_ := self.by_name.get(name)) is not None and type_ not in chain:
            chain.insert(0, type_)
            name = type_.parent
        return chain

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether a type is, or descends from, another."""
        return any(ancestor in (type_.name, type_.parent) for type_ in self.ancestry(name))


def instance_layout(types: Types, type_: QomType) -> RecordType:
    """The struct of a type's objects. Raises MachineError if neither the type nor an ancestor names one."""
    layout = most_derived([member.instance for member in types.ancestry(type_.name) if member.instance])
    if layout is None:
        raise MachineError(f"no ancestor of QOM type '{type_.name}' says what its instance struct is")
    return layout


def most_derived(layouts: list[RecordType]) -> RecordType | None:
    """Of the structs that a chain of types names, base first, the one that holds all the others."""
    chosen: RecordType | None = None
    for layout in layouts:
        if chosen is None or not _begins_with(chosen, layout):
            chosen = layout
    return chosen


def _begins_with(outer: CType, inner: RecordType) -> bool:
    """Whether a struct is, or starts with, another."""
    while isinstance(outer, RecordType) and outer.complete:
        if outer is inner:
            return True
        outer = next(iter(outer.fields.values())).type
    return False


def class_of(types: Types, type_: QomType) -> RecordObject:
    """The class struct of a type: its parent's content first, then its own class_init. Made once."""
    if type_.class_object is not None:
        return type_.class_object
    layout = most_derived([member.class_ for member in types.ancestry(type_.name) if member.class_])
    if layout is None:
        raise MachineError(f"no ancestor of QOM type '{type_.name}' says what its class struct is")
    class_object = record_class(layout)()
    class_object.__dict__["qom_type"] = type_
    type_.class_object = class_object
    parent = types.by_name.get(type_.parent)
    if parent is not None:
        _inherit(class_object, class_of(types, parent))
        type_.reset_hold = parent.reset_hold
    else:
        _give_base_methods(class_object)
    for ancestor in reversed(types.ancestry(type_.name)[:-1]):
        if ancestor.class_base_init is not None:
            ancestor.class_base_init.enter(class_object, type_.class_data)
    if type_.class_init is not None:
        type_.class_init.enter(class_object, type_.class_data)
    return class_object


def base_method(*_: Any) -> None:
    """What DeviceState and CPUState do themselves in realize and reset: nothing that reaches a cpreg."""


def parent_struct(record: RecordObject, tag: str) -> RecordObject | None:
    """The struct of this name that begins a struct or one of the structs that begin it, or None."""
    current: Any = record
    while isinstance(current, RecordObject):
        if current.ctype.tag.split()[-1] == tag:
            return current
        current = getattr(current, f"f_{next(iter(current.ctype.fields))}")
    return None


def _give_base_methods(class_object: RecordObject) -> None:
    """The methods that a class inherits from types outside of the analysed sources."""
    for tag, name in (("DeviceClass", "realize"), ("DeviceClass", "reset"), ("CPUClass", "reset")):
        struct = parent_struct(class_object, tag)
        if struct is not None and name in struct.ctype.fields:
            setattr(struct, f"f_{name}", base_method)


def _inherit(child: RecordObject, parent: RecordObject) -> None:
    target = embedded_at(child, 0, type(parent))
    if target is None:
        return
    kept = child.__dict__["qom_type"]
    target.assign(parent)
    target.__dict__.pop("qom_type", None)
    child.__dict__["qom_type"] = kept


def root_of(pointer: Any) -> RecordObject:
    """The whole object that a pointer to any of its parents points into. Raises MachineError for no object.

    An object that is embedded in another one ends where it was initialised as an object of its own.
    """
    if not isinstance(pointer, RecordObject):
        raise MachineError("not a QOM object" if pointer is not None else "NULL used as a QOM object")
    while pointer._up is not None and "qom_type" not in pointer.__dict__:
        pointer = pointer._up
    root: RecordObject = pointer
    return root


def type_of(pointer: Any) -> QomType:
    """The QOM type of an object or class struct."""
    found = root_of(pointer).__dict__.get("qom_type")
    if found is None:
        raise MachineError("not a QOM object")
    return found  # type: ignore[no-any-return]


def own_properties(pointer: Any) -> dict[str, ObjectProperty]:
    """The properties added to one object."""
    held: dict[str, ObjectProperty] = root_of(pointer).__dict__.setdefault("qom_properties", {})
    return held


def property_names(types: Types, pointer: Any) -> list[str]:
    """The names of all properties of an object, sorted."""
    names = set(own_properties(pointer))
    for type_ in types.ancestry(type_of(pointer).name):
        names.update(type_.properties)
    return sorted(names)


def find_property(types: Types, pointer: Any, name: str) -> ObjectProperty | None:
    """A property of an object: its own, or of its class or that of an ancestor."""
    if (own := own_properties(pointer).get(name)) is not None:
        return own
    for type_ in reversed(types.ancestry(type_of(pointer).name)):
        if name in type_.properties:
            return type_.properties[name]
        if name in (base := types.base_properties.get(type_.parent, {})):
            return base[name]
    return None
