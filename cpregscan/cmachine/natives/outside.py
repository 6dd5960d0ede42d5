"""Objects of types that the analysed sources do not register: what is known of them, which is nothing."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.objects import root_of
from cpregscan.cmachine.records import OpaqueObject, RecordObject
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


def is_outside(pointer: Any) -> bool:
    """Whether a pointer leads to something that the analysed sources do not model: no properties, no realize."""
    if isinstance(pointer, (OpaqueObject, Unknown)):
        return True
    return isinstance(pointer, RecordObject) and (
        (type_ := root_of(pointer).__dict__.get("qom_type")) is None or type_.outside
    )
