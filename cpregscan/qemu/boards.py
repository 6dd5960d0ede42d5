"""Machines: what `-machine` makes of the CPU before it is realized."""

from __future__ import annotations

import contextlib
import difflib
from typing import Any

from cpregscan.cmachine.natives.objects import class_of, find_property, property_names
from cpregscan.cmachine.natives.properties import member_of_parent, set_property
from cpregscan.cmachine.natives.qom import create
from cpregscan.cmachine.pointers import Cell, string, text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.cmachine.records import OpaqueObject, RecordObject, record_class
from cpregscan.errors import MachineError, Refusal, UsageError
from cpregscan.qemu.guest import BOARD_FILE, CpuRealized
from cpregscan.qemu.options import Options, parse_options
from cpregscan.qemu.program import CPU_FILE, Board, TreeProgram

NONE = "none"
DEFAULT = "default"
"""In place of a CPU model: the one that the machine has if `-cpu` names none."""
_DEFAULT_OF_CLASS = "machine_class_default_cpu_type"
_MACHINE_FILES = ("hw/core/machine.c", BOARD_FILE)
_SUFFIX = "-machine"


def boards(tree: TreeProgram) -> dict[str, Board]:
    """The machines of the family `virt` that the tree has, by name and alias; found once."""
    if not tree.boards:
        tree.boards.update(_boards(tree))
    return tree.boards


def _boards(tree: TreeProgram) -> dict[str, Board]:
    guest = tree.guest
    earlier = dict(guest.undecided_places)
    for path in _MACHINE_FILES:
        tree.register(path)
    found: dict[str, Board] = {}
    for type_ in list(guest.types.by_name.values()):
        if type_.abstract or not guest.types.is_a(type_.name, "machine"):
            continue
        class_ = class_of(guest.types, type_)
        alias = member_of_parent(class_, "MachineClass", "alias")
        board = Board(type_.name.removesuffix(_SUFFIX), text_of(alias) if alias else None, type_.name)
        found[board.name] = board
        if board.alias:
            found[board.alias] = board
    tree.shared_undecided.update(guest.undecided_places.items() - earlier.items())
    return found


def _known(tree: TreeProgram, name: str) -> dict[str, Board]:
    """The machines of the family `virt`, and the one of this name if it is another."""
    known = boards(tree)
    return known if name in known else known | _others(tree, name)


def _others(tree: TreeProgram, name: str) -> dict[str, Board]:
    """A machine outside of the family `virt`, from the file of hw/arm that names it."""
    for path in tree.build.files:
        if path.startswith("hw/arm/") and f'"{name}"' in tree.build.text(path):
            tree.register(path)
    found = {}
    for type_ in list(tree.guest.types.by_name.values()):
        if type_.name == f"{name}{_SUFFIX}" and not type_.abstract:
            found[name] = Board(name, None, type_.name)
    return found


def build(tree: TreeProgram, machine: str, cpu: str, smp: int) -> RecordObject:
    """The first CPU of a guest, realized. ``machine`` and ``cpu`` as on QEMU's command line.

    Raises UsageError for a machine or model that the tree lacks, Refusal with QEMU's message if it
    refuses the combination, MachineError if the C machine cannot go on.
    """
    model, board = parse_options(cpu, "-cpu"), parse_options(machine, "-machine")
    cpu_type = _default_type(tree, board) if model.name == DEFAULT else _cpu_type(tree, model.name)
    tree.guest.property_globals = [(cpu_type, name, value, False) for name, value in model.properties]
    if board.name == NONE:
        if board.properties:
            raise UsageError(f"machine 'none' takes no option '{board.properties[0][0]}'")
        return _build_on_none(tree, cpu_type, smp)
    return _build_on_board(tree, board, cpu_type, smp)


def _default_type(tree: TreeProgram, board: Options) -> str:
    """The CPU type that a machine has if `-cpu` names none. Raises UsageError if its class names none."""
    known = _known(tree, board.name)
    if board.name not in known:
        raise UsageError(f"machine '{board.name}' has no CPU of its own: name one")
    class_ = class_of(tree.guest.types, tree.guest.types.by_name[known[board.name].type])
    scope = tree.program.scope(_MACHINE_FILES[0])
    if tree.program.function_named(scope, _DEFAULT_OF_CLASS) is not None:
        named = FunctionPointer(tree.program, scope, _DEFAULT_OF_CLASS).enter(class_)
    else:
        named = member_of_parent(class_, "MachineClass", "default_cpu_type")
    if not named:
        raise UsageError(f"the class of machine '{board.name}' names no CPU: its devices bring them")
    return text_of(named)


def _cpu_type(tree: TreeProgram, name: str) -> str:
    known = tree.models()
    if name == "host":
        raise UsageError(
            "the CPU 'host' is whatever the host kernel gives: its registers cannot be had from source"
        )
    if name not in known:
        raise UsageError(f"there is no CPU model '{name}' in {tree.tree.name}{_near(name, known)}")
    return known[name]


def _near(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=4, cutoff=0.5)
    return f" (near names: {', '.join(near)})" if near else f" (it has: {', '.join(sorted(known)[:8])} …)"


def _build_on_none(tree: TreeProgram, cpu_type: str, smp: int) -> RecordObject:
    """`-machine none`: nothing set but defaults and -cpu properties."""
    machine_type = tree.program.scope(CPU_FILE).record("struct", "MachineState")
    board = record_class(machine_type)()
    _set_topology(board, smp)
    tree.guest.board = board
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
    known = _known(tree, options.name)
    if options.name not in known:
        raise UsageError(
            f"there is no machine '{options.name}' in {tree.tree.name}{_near(options.name, [NONE, *known])}"
        )
    board_type = known[options.name].type
    guest = tree.guest
    class_ = class_of(guest.types, guest.types.by_name[board_type])
    guest.property_globals = [*_compat_properties(class_), *guest.property_globals]
    machine = create(guest, board_type)
    guest.board = machine
    _prepare(tree, machine, class_, cpu_type, smp)
    for name, value in options.properties:
        if find_property(guest.types, machine, name) is None:
            known_options = property_names(guest.types, machine)
            raise UsageError(
                f"machine '{options.name}' of {tree.tree.name} has no option '{name}'{_near(name, known_options)}"
            )
        set_property(guest, machine, name, value, guest.error_fatal)
    return _started(tree, machine, class_)


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
    """What vl.c sets on a machine before its init function: CPU type, memory size, topology."""
    state: Any = machine
    while "cpu_type" not in state.ctype.fields:
        state = getattr(state, f"f_{next(iter(state.ctype.fields))}")
    state.f_cpu_type = string(cpu_type)
    size = member_of_parent(class_, "MachineClass", "default_ram_size") or 128 << 20
    state.f_ram_size = state.f_maxram_size = size
    _set_topology(state, smp)
    tree.guest.globals_set("smp_cpus", smp)
    tree.guest.globals_set("max_cpus", smp)


def _started(tree: TreeProgram, machine: RecordObject, class_: RecordObject) -> RecordObject:
    """Run the board's init function until it has realized the first CPU."""
    guest = tree.guest
    error = Cell(None)
    scope = tree.program.scope(_MACHINE_FILES[0])
    supported = tree.program.function_named(scope, "is_cpu_type_supported")
    if (
        supported is not None
        and not FunctionPointer(tree.program, scope, "is_cpu_type_supported").enter(machine, error)
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


__all__ = ["NONE", "Board", "boards", "build"]
