"""A guest being built: QOM objects, machine and CPU properties, realize, on the C machine."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.natives.objects import ObjectProperty, QomType, Types, class_of, root_of, type_of
from cpregscan.cmachine.natives.properties import apply_global
from cpregscan.cmachine.natives.static_properties import (
    apply_default,
    listed_properties,
    member_of_parent,
    static_property,
)
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import RecordObject
from cpregscan.errors import MachineError

CPU_TYPE = "arm-cpu"
BOARD_FILE = "hw/arm/virt.c"


def _without_effect(name: str) -> ObjectProperty:
    """A property of CPUState that decides nothing about cpregs."""
    return ObjectProperty(name, lambda *_: None, lambda *_: 0)


class CpuRealized(Exception):
    """The first CPU is realized: all that decides its cpreg list has happened."""


class Guest(Machine):
    """The C machine with QOM's state: types of the tree, globals of one configuration, the CPU it makes."""

    def __init__(self) -> None:
        super().__init__()
        self.types = Types()
        self.types.base_properties["cpu"] = {
            name: _without_effect(name) for name in ("memory", "start-powered-off")
        }
        self.property_globals: list[tuple[str, str, str, bool]] = []
        """(type, property, value, optional) in the order QEMU applies them: compat properties, then -cpu's."""
        self.board: RecordObject | None = None
        self.cpu: RecordObject | None = None

    def globals_set(self, name: str, value: Any) -> None:
        """Give a global variable of the program a value for this run, if the program knows it."""
        self.program.variables.set(name, value)

    def find_constant(self, name: str) -> int | None:
        """An enumerator's value as the board's file knows it, or None."""
        found = self.program.scope(BOARD_FILE).find_constant(name)
        return found[0] if found else None

    def apply_class_defaults(self, instance: RecordObject, type_: QomType) -> None:
        """object_class_property_init_all(): the defaults of a class's static properties."""
        for property_ in self._static_properties(type_):
            known = static_property(property_)
            type_.properties[known.name] = known
            apply_default(instance, property_)

    def _static_properties(self, type_: QomType) -> list[Any]:
        if not type_.device_properties:
            class_ = class_of(self.types, type_)
            listed = member_of_parent(class_, "DeviceClass", "props") or member_of_parent(
                class_, "DeviceClass", "props_"
            )
            if listed is not None:
                type_.device_properties = listed_properties(listed)
        return type_.device_properties

    def apply_globals(self, instance: RecordObject, chain: list[QomType]) -> None:
        """device_post_init(): machine compat properties, then -global and -cpu properties."""
        names = {name for type_ in chain for name in (type_.name, type_.parent)}
        for driver, name, value, optional in self.property_globals:
            if driver in names:
                apply_global(self, instance, name, value, optional=optional)

    def settle_on(self, machine: RecordObject | None) -> None:
        """Make an object the machine of the guest, or say that there is none yet."""
        self.board = machine
        self.globals_set("current_machine", machine)

    def machine_object(self) -> RecordObject:
        """The machine of the guest, as qdev_get_machine() gives it."""
        if self.board is None:
            raise MachineError("the code asks for the machine before there is one")
        return self.board

    def realize(self, device: Any, place: Any) -> None:
        """qdev_realize(): runs the realize function; for a CPU, the guest is then complete."""
        type_ = type_of(device)
        realize = member_of_parent(class_of(self.types, type_), "DeviceClass", "realize")
        root = root_of(device)
        if isinstance(realize, FunctionPointer):  # the base types' own realize functions are no C
            realize.enter(root, place)
        if self.types.is_a(type_.name, CPU_TYPE):
            self.cpu = root
            raise CpuRealized
