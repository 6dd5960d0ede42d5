"""Boards that the analyser does not build: how far their CPU on `none` gives the recorded list.

A board sets properties of its CPU (has_el3, has_el2, reset-cbar …) that are left aside here, so lists may
differ and no constant is looked at. The CPU is the recorded one, or the one that the tree's own machine
class names as default; where a class names none (the board's SoC brings its CPUs), the board is counted,
not guessed.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from cpregscan.cmachine.natives.objects import QomType, class_of
from cpregscan.cmachine.natives.properties import member_of_parent
from cpregscan.cmachine.pointers import text_of
from cpregscan.errors import MachineError, SourceError
from cpregscan.facts.model import Guest
from cpregscan.qemu.guest import CPU_TYPE
from cpregscan.qemu.program import TreeProgram
from tests.realtree.recordings import BOARD_DEFAULT, RECORDINGS, Recording, is_none_or_virt

pytestmark = pytest.mark.realtree

_MACHINE_FILE = "hw/core/machine.c"
_DEFAULT_OF_CLASS = "machine_class_default_cpu_type"

AS_IT_IS = "equal as it is"
BOTH_EMPTY = "equal because both are empty (M-profile)"
WITHOUT = "equal without {}"
DIFFERENT = "different"
NOT_TOLD = "CPU not told by the machine class"

FLOORS = {"qemu-7.2": 150, "qemu-7.2-arm": 144, "qemu-10.0": 118, "qemu-10.0-arm": 118}
"""How many boards have come out equal as they are; none of these numbers may fall."""


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name)
def test_boards_that_come_out_equal(
    recording: Recording, record_property: Callable[[str, object], None]
) -> None:
    guests = [(guest, values) for guest, values in recording.guests() if not is_none_or_virt(guest)]
    # Board files that the machine cannot run whole leave classes half made: they get an analysis of their own.
    defaults = default_models(recording.new_analysis().tree)
    verdicts = {guest: verdict(recording, guest, frozenset(values), defaults) for guest, values in guests}
    counted = Counter(verdicts.values())
    print(f"\n{recording.name}: {len(guests)} boards with a CPU: ", end="")
    print(", ".join(f"{count} {name}" for name, count in counted.most_common()))
    print(
        "  different:",
        ", ".join(sorted(f"{g.machine}/{g.cpu}" for g in verdicts if verdicts[g] == DIFFERENT)),
    )
    for name, count in counted.items():
        record_property(name, count)
    assert counted[AS_IT_IS] >= FLOORS[recording.name]


def verdict(recording: Recording, guest: Guest, recorded: frozenset[int], defaults: dict[str, str]) -> str:
    """How a board's list stands to that of its CPU on `none`, and if it differs, to the CPU's without EL3 or EL2."""
    model = defaults.get(guest.machine, "") if guest.cpu == BOARD_DEFAULT else guest.cpu
    if not model:
        return NOT_TOLD
    if indexes(recording, model) == recorded:
        return AS_IT_IS if recorded else BOTH_EMPTY
    for off in ("has_el3", "has_el2", "has_el3,has_el2"):
        cpu = ",".join((model, *(f"{name}=off" for name in off.split(","))))
        with contextlib.suppress(MachineError):
            if indexes(recording, cpu) == recorded:
                return WITHOUT.format(off)
    return DIFFERENT


@cache
def indexes(recording: Recording, cpu: str) -> frozenset[int]:
    """The index list of a CPU on `none`; empty, but for refused ones, only for M-profile models."""
    facts = recording.analysis().facts_of(Guest(cpu, "none"))
    if facts.refusal is not None:
        return frozenset({-1})
    return frozenset(register.index for register in facts.registers)


def default_models(tree: TreeProgram) -> dict[str, str]:
    """The default CPU model of each machine of the tree whose class names one, by the machine's name."""
    for path in tree.build.files:
        text = tree.build.text(path)
        if path.startswith("hw/arm/") and ("type_init(" in text or "DEFINE_MACHINE(" in text):
            with running(tree):
                tree.register(path)
    found: dict[str, str] = {}
    for type_ in list(tree.guest.types.by_name.values()):
        if not type_.abstract and tree.guest.types.is_a(type_.name, "machine"):
            with running(tree):
                found[type_.name.removesuffix("-machine")] = default_type(tree, type_)
    return {name: type_.removesuffix(f"-{CPU_TYPE}") for name, type_ in found.items() if type_}


@contextlib.contextmanager
def running(tree: TreeProgram) -> Iterator[None]:
    """Runs a board's code with a budget; what the machine cannot run tells no default."""
    with contextlib.suppress(MachineError, SourceError), tree.guest.guarded():
        tree.guest.begin()
        yield


def default_type(tree: TreeProgram, type_: QomType) -> str:
    """The QOM type that `-cpu` defaults to, empty if the class names none."""
    class_ = class_of(tree.guest.types, type_)
    scope = tree.program.scope(_MACHINE_FILE)
    if tree.program.function_named(scope, _DEFAULT_OF_CLASS) is not None:
        default = tree.program.call(_MACHINE_FILE, _DEFAULT_OF_CLASS, class_)
    else:
        default = member_of_parent(class_, "MachineClass", "default_cpu_type")
    return text_of(default) if default else ""
