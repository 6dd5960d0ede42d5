"""Machines: what `-machine` makes of the CPU before it is realized."""

from __future__ import annotations

import contextlib
from typing import Any

from cpregscan.cmachine.natives.memory import MemoryArea
from cpregscan.cmachine.natives.objects import find_property, property_names
from cpregscan.cmachine.natives.properties import set_property
from cpregscan.cmachine.natives.qom import create, made_class
from cpregscan.cmachine.natives.static_properties import member_of_parent
from cpregscan.cmachine.pointers import Cell, string, text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import OpaqueObject, RecordObject, record_class
from cpregscan.errors import MachineError, Refusal, UsageError
from cpregscan.qemu.guest import CpuRealized
from cpregscan.qemu.machines import MACHINE_FILE, NONE, board_named, boards, default_type, near
from cpregscan.qemu.options import Options, parse_options
from cpregscan.qemu.program import CPU_FILE, TreeProgram

DEFAULT = "default"
"""In place of a CPU model: the one that the machine has if `-cpu` names none."""


def build(tree: TreeProgram, machine: str, cpu: str, smp: int) -> RecordObject:
    """The first CPU of a guest, realized. ``machine`` and ``cpu`` as on QEMU's command line.

    Raises UsageError for a machine or model that the tree lacks, Refusal with QEMU's message if it
    refuses the combination, MachineError if the C machine cannot go on.
    """
    tree.guest.settle_on(None)
    model, board = parse_options(cpu, "-cpu"), parse_options(machine, "-machine")
    cpu_type = _default_type(tree, board) if model.name == DEFAULT else _cpu_type(tree, model.name)
    tree.guest.property_globals = [(cpu_type, name, value, False) for name, value in model.properties]
    if board.name == NONE:
        if board.properties:
            raise UsageError(f"machine 'none' takes no option '{board.properties[0][0]}'")
        return _build_on_none(tree, cpu_type, smp)
    return _build_on_board(tree, board, cpu_type, smp)


def _default_type(tree: TreeProgram, machine: Options) -> str:
    if machine.name == NONE:
        raise UsageError(f"machine '{NONE}' has no CPU of its own: name one")
    return default_type(tree, board_named(tree, machine.name))


def _cpu_type(tree: TreeProgram, name: str) -> str:
    known = tree.models()
    if name == "host":
        raise UsageError(
            "the CPU 'host' is whatever the host kernel gives: its registers cannot be had from source"
        )
    if name not in known:
        raise UsageError(f"there is no CPU model '{name}' in {tree.tree.name}{near(name, known)}")
    return known[name]


def _build_on_none(tree: TreeProgram, cpu_type: str, smp: int) -> RecordObject:
    """`-machine none`: nothing set but defaults and -cpu properties."""
    machine_type = tree.program.scope(CPU_FILE).record("struct", "MachineState")
    board = record_class(machine_type)()
    _set_topology(board, smp)
    tree.guest.settle_on(board)
    cpu = create(tree.guest, cpu_type)
    _attach_nvic(tree, cpu)
    return _realized(tree, cpu)


def _attach_nvic(tree: TreeProgram, cpu: RecordObject) -> None:
    """An M-profile CPU lives in a container that gives it its interrupt controller; realize insists on one."""
    is_m_profile = tree.program.scope(CPU_FILE).find_constant("ARM_FEATURE_M")
    if is_m_profile and cpu.f_env.f_features >> is_m_profile[0] & 1:
        cpu.f_env.f_nvic = OpaqueObject("NVIC")


def _set_topology(board: RecordObject, smp: int) -> None:
    """MachineState.smp for ``smp`` CPUs as cores of one socket, where the tree keeps it there."""
    if "smp" not in board.ctype.fields:
        return
    topology = board.f_smp
    for name in topology.ctype.fields:
        setattr(topology, f"f_{name}", smp if name in ("cpus", "max_cpus", "cores") else 1)


def _realized(tree: TreeProgram, cpu: RecordObject) -> RecordObject:
    error = Cell(None)
    with contextlib.suppress(CpuRealized):
        tree.guest.realize(cpu, error)
    if error.v is not None:
        raise Refusal(error.v.message)
    return cpu


def _build_on_board(tree: TreeProgram, options: Options, cpu_type: str, smp: int) -> RecordObject:
    """A real board: compat properties, options, then its init function up to the first CPU."""
    board_type = board_named(tree, options.name).type
    guest = tree.guest
    class_ = made_class(guest, guest.types.find(board_type))
    guest.property_globals = [*_compat_properties(class_), *guest.property_globals]
    machine = create(guest, board_type)
    guest.settle_on(machine)
    _prepare(tree, machine, class_, cpu_type, smp)
    for name, value in options.properties:
        if find_property(guest.types, machine, name) is None:
            known_options = property_names(guest.types, machine)
            raise UsageError(
                f"machine '{options.name}' of {tree.tree.name} has no option '{name}'{near(name, known_options)}"
            )
        set_property(guest, machine, name, value, guest.error_fatal)
    return _started(tree, machine, class_, cpu_type)


def _compat_properties(class_: RecordObject) -> list[tuple[str, str, str, bool]]:
    """MachineClass.compat_props: what an older machine version sets on its devices."""
    array = member_of_parent(class_, "MachineClass", "compat_props")
    entries = array.f_pdata.items if array is not None else []
    return [
        (
            text_of(entry.f_driver),
            text_of(entry.f_property),
            text_of(entry.f_value),
            bool(entry.f_optional) if "optional" in entry.ctype.fields else False,
        )
        for entry in entries
    ]


def _prepare(tree: TreeProgram, machine: RecordObject, class_: RecordObject, cpu_type: str, smp: int) -> None:
    """What vl.c sets on a machine before its init function: CPU type, memory size, topology.

    ``smp`` of 1 is the number of CPUs that the machine has by default.
    """
    state: Any = machine
    while "cpu_type" not in state.ctype.fields:
        state = getattr(state, f"f_{next(iter(state.ctype.fields))}")
    state.f_cpu_type = string(cpu_type) if cpu_type else None
    size = member_of_parent(class_, "MachineClass", "default_ram_size") or 128 << 20
    state.f_ram_size = state.f_maxram_size = size
    if member_of_parent(class_, "MachineClass", "default_ram_id"):
        state.f_ram = MemoryArea(size)
    count = smp if smp > 1 else member_of_parent(class_, "MachineClass", "default_cpus") or 1
    _set_topology(state, count)
    tree.guest.globals_set("smp_cpus", count)
    tree.guest.globals_set("max_cpus", count)


def _started(tree: TreeProgram, machine: RecordObject, class_: RecordObject, cpu_type: str) -> RecordObject:
    """Run the board's init function until it has realized the first CPU."""
    guest = tree.guest
    error = Cell(None)
    scope = tree.program.scope(MACHINE_FILE)
    supported = tree.program.function_named(scope, "is_cpu_type_supported")
    if (
        cpu_type
        and supported is not None
        and not FunctionPointer(tree.program, MACHINE_FILE, "is_cpu_type_supported").enter(machine, error)
        and error.v
    ):
        raise Refusal(error.v.message)
    start = member_of_parent(class_, "MachineClass", "init")
    if start is None:
        raise MachineError("the machine has no init function")
    guest.cpu = None
    with contextlib.suppress(CpuRealized):
        start.enter(machine)
    if guest.cpu is None:
        raise MachineError("the machine's init function realizes no CPU")
    return guest.cpu


__all__ = ["NONE", "boards", "build"]
