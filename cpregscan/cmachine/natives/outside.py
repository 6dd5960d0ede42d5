"""Objects of types that the analysed sources do not register: what is known of them, which is nothing."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.layout import attribute
from cpregscan.cmachine.natives.objects import QomType, root_of
from cpregscan.cmachine.records import OpaqueObject, RecordObject
from cpregscan.cmachine.types import IntType, PointerType
from cpregscan.cmachine.unknown import Unknown


class OutsideObject(OpaqueObject):
    """An object, or class, of a type that is outside: what stands in it is unknown."""

    __slots__ = ("_unknown",)

    def __init__(self, what: str, unknown: Unknown) -> None:
        super().__init__(what)
        object.__setattr__(self, "_unknown", unknown)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("f_"):
            raise AttributeError(name)
        return self._unknown

    def __setattr__(self, name: str, value: Any) -> None:
        """Writing to it changes nothing that is known."""
        if not name.startswith("f_"):
            object.__setattr__(self, name, value)


def outside_object(machine: Any, what: str) -> OutsideObject:
    """An object or class of which nothing is known."""
    return OutsideObject(
        what, machine.program.unknown(f"the contents of {what}, outside of the analysed sources")
    )


def forget(machine: Any, memory: RecordObject, type_: QomType) -> None:
    """Make zeroed memory an object of a type that is outside: what its init function writes there is unknown."""
    unknown = machine.program.unknown(
        f"the contents of device '{type_.name}', outside of the analysed sources"
    )
    for name, member in memory.ctype.fields.items():
        if isinstance(member.type, (IntType, PointerType)) and not name.startswith("@"):
            memory.__dict__[attribute(name)] = unknown
    memory.__dict__["qom_type"] = type_


def set_member(target: Any, name: str, value: Any) -> None:
    """Set a property of a device that is outside: known afterwards if its struct has an integer of that name."""
    root = root_of(target) if isinstance(target, RecordObject) else None
    member = root.ctype.fields.get(name.replace("-", "_")) if root is not None else None
    if (
        root is not None
        and member is not None
        and isinstance(member.type, IntType)
        and isinstance(value, int)
    ):
        setattr(root, attribute(member.name), member.type.wrap(value))


def is_outside(pointer: Any) -> bool:
    """Whether a pointer leads to something that the analysed sources do not model: no properties, no realize."""
    if isinstance(pointer, (OpaqueObject, Unknown)):
        return True
    return isinstance(pointer, RecordObject) and (
        (type_ := root_of(pointer).__dict__.get("qom_type")) is None or type_.outside
    )
