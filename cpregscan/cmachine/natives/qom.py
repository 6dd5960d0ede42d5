"""QOM: type registration, object creation, classes, realize and reset."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.objects import (
    QomType,
    base_method,
    class_of,
    instance_layout,
    root_of,
    sized_type,
    type_of,
)
from cpregscan.cmachine.natives.outside import is_outside, outside_object
from cpregscan.cmachine.pointers import string, text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import OpaqueObject, RecordObject, record_class
from cpregscan.errors import MachineError

NATIVES = Registry()
CPU_SUFFIX = "-cpu"
"""What the names of all CPU types end with: all of them that matter are in the analysed sources."""


def _optional(record: Any, name: str) -> Any:
    return getattr(record, f"f_{name}") if name in record.ctype.fields else None


@NATIVES.model()
def type_register_static(machine: Any, info: Any) -> Any:
    """Keeps what a TypeInfo says."""
    parent = _optional(info, "parent")
    machine.types.register(
        QomType(
            name=text_of(info.f_name),
            parent=text_of(parent) if parent else "",
            instance=sized_type(info.f_instance_size),
            class_=sized_type(info.f_class_size),
            abstract=bool(info.f_abstract),
            instance_init=info.f_instance_init,
            instance_post_init=_optional(info, "instance_post_init"),
            class_init=info.f_class_init,
            class_data=info.f_class_data,
            class_base_init=info.f_class_base_init,
        )
    )
    return OpaqueObject("QOM type")


NATIVES.model(name="type_register")(type_register_static)


@NATIVES.model()
def type_register_static_array(machine: Any, infos: Any, count: int) -> None:
    """Likewise for an array of TypeInfos."""
    from cpregscan.cmachine.pointers import add

    for number in range(count):
        type_register_static(machine, add(infos, number))


def create(machine: Any, name: str) -> RecordObject:
    """object_new(): zeroed memory, class property defaults, instance_init base first, post_init, globals."""
    type_ = machine.types.by_name.get(name)
    if type_ is None:
        raise MachineError(f"no QOM type '{name}' is registered in the analysed sources")
    return initialise(machine, type_, record_class(instance_layout(machine.types, type_))())


def initialise(machine: Any, type_: QomType, instance: RecordObject) -> RecordObject:
    """object_initialize(): makes zeroed memory an object of a type."""
    chain = machine.types.ancestry(type_.name)
    instance.__dict__["qom_type"] = type_
    made_class(machine, type_)
    for member in chain:
        machine.apply_class_defaults(instance, member)
    for member in chain:
        if member.instance_init is not None:
            member.instance_init.enter(instance)
    for member in reversed(chain):
        if member.instance_post_init is not None:
            member.instance_post_init.enter(instance)
    machine.apply_globals(instance, chain)
    return instance


def made_class(machine: Any, type_: QomType) -> RecordObject:
    """class_of() for an object: what stayed undecided when the class was made concerns each guest that has one."""
    chain = machine.types.ancestry(type_.name)
    for member in chain:
        if member.class_object is None:
            earlier = set(machine.undecided_places)
            class_of(machine.types, member)
            member.undecided = {
                place: reason for place, reason in machine.undecided_places.items() if place not in earlier
            }
        machine.undecided_places.update(member.undecided)
    return class_of(machine.types, type_)


@NATIVES.model()
def object_get_class(machine: Any, pointer: Any) -> Any:
    """The class struct of an object."""
    if is_outside(pointer):
        return outside_object(machine, "the class of a device")
    return class_of(machine.types, type_of(pointer))


@NATIVES.model()
def object_class_by_name(machine: Any, name: Any) -> Any:
    """The class of a type name, or NULL; device types of other folders are in the build, their classes opaque."""
    known = text_of(name)
    if known.endswith(CPU_SUFFIX) and known not in machine.types.by_name:
        return None
    type_ = machine.types.find(known)
    return (
        outside_object(machine, f"the class of '{known}'")
        if type_.outside
        else class_of(machine.types, type_)
    )


NATIVES.model(name="module_object_class_by_name")(object_class_by_name)


@NATIVES.model()
def object_class_get_name(machine: Any, class_: Any) -> Any:
    """The type name of a class."""
    return string(type_of(class_).name)


@NATIVES.model()
def object_get_typename(machine: Any, pointer: Any) -> Any:
    """The type name of an object."""
    return string(type_of(pointer).name)


@NATIVES.model()
def object_class_is_abstract(machine: Any, class_: Any) -> int:
    """Whether no object can be made of the class."""
    return int(type_of(class_).abstract)


@NATIVES.model()
def object_class_dynamic_cast(machine: Any, class_: Any, name: Any) -> Any:
    """The class if it is of a type, else NULL."""
    return class_ if class_ is not None and machine.types.is_a(type_of(class_).name, text_of(name)) else None


@NATIVES.model()
def object_dynamic_cast(machine: Any, pointer: Any, name: Any) -> Any:
    """The object if it is of a type, else NULL."""
    if isinstance(pointer, OpaqueObject) or pointer is None:
        return None
    return pointer if machine.types.is_a(type_of(pointer).name, text_of(name)) else None


@NATIVES.model()
def object_class_get_parent(machine: Any, class_: Any) -> Any:
    """The parent's class, or NULL."""
    parent = machine.types.by_name.get(type_of(class_).parent)
    return class_of(machine.types, parent) if parent else None


@NATIVES.model()
def device_class_set_parent_realize(machine: Any, device_class: Any, realize: Any, parent: Any) -> None:
    """Saves the parent's realize and puts the own one in its place."""
    parent.set(device_class.f_realize)
    device_class.f_realize = realize


@NATIVES.model()
def device_class_set_parent_unrealize(machine: Any, device_class: Any, unrealize: Any, parent: Any) -> None:
    """Nothing is ever unrealized here."""


@NATIVES.model()
def device_class_set_parent_reset(machine: Any, device_class: Any, reset: Any, parent: Any) -> None:
    """The reset function of older QEMUs."""
    type_of(device_class).reset_hold = reset
    parent.set(base_method)


NATIVES.model(name="cpu_class_set_parent_reset")(device_class_set_parent_reset)


@NATIVES.model("ResettableClass *RESETTABLE_CLASS(const void *class_)", typed=True)
def resettable_class(machine: Any, type_: Any, class_: Any) -> Any:
    """The part of a class that belongs to the resettable interface; it stands in no struct of the class."""
    root = root_of(class_)
    held = root.__dict__.get("qom_resettable")
    if held is None:
        held = root.__dict__["qom_resettable"] = record_class(type_.result.target)()
        held._up = root
    return held


@NATIVES.model()
def device_class_set_legacy_reset(machine: Any, device_class: Any, reset: Any) -> None:
    """The reset function of a device that is no CPU: none is ever run."""


@NATIVES.model()
def resettable_class_set_parent_phases(
    machine: Any, class_: Any, enter: Any, hold: Any, leave: Any, parents: Any
) -> None:
    """The reset function of newer QEMUs."""
    type_of(class_).reset_hold = hold


@NATIVES.model()
def cpu_reset(machine: Any, cpu: Any) -> None:
    """Runs the model's reset function, in whichever way the tree registers it."""
    type_ = type_of(cpu)
    reset = type_.reset_hold
    if reset is None:
        class_ = class_of(machine.types, type_)
        from cpregscan.cmachine.natives.static_properties import member_of_parent

        reset = member_of_parent(class_, "CPUClass", "reset")
    if reset is None:
        raise MachineError("no reset function is registered for the CPU")
    arguments = (root_of(cpu), 0)
    if isinstance(reset, FunctionPointer):
        reset.enter(*arguments)


@NATIVES.model()
def qdev_get_machine(machine: Any) -> Any:
    """The machine object."""
    return machine.machine_object()


@NATIVES.model()
def object_child_foreach(machine: Any, *_: Any) -> int:
    """No children are kept."""
    return 0


@NATIVES.model()
def set_preferred_target_page_bits(machine: Any, bits: int) -> int:
    """The page size is never in the way."""
    return 1


@NATIVES.model()
def target_aarch64(machine: Any) -> int:
    """Whether this is qemu-system-aarch64, where the tree decides that at run time."""
    return int("TARGET_AARCH64" in machine.program.configuration)


@NATIVES.model()
def bql_locked(machine: Any) -> int:
    """The one thread there is holds the big lock."""
    return 1


NATIVES.model(name="qemu_mutex_iothread_locked")(bql_locked)


@NATIVES.model()
def current_accel_name(machine: Any) -> Any:
    """The accelerator is always TCG here."""
    return string("tcg")


@NATIVES.model()
def cpu_model_from_type(machine: Any, name: Any) -> Any:
    """The model name in a CPU type name, for messages."""
    return string(text_of(name).removesuffix("-cpu").removesuffix("-arm"))
