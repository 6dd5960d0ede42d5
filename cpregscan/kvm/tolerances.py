"""What a QEMU tolerates for host CPUs under KVM."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.natives.native import Native
from cpregscan.cmachine.program import Program
from cpregscan.csource.units import Sources
from cpregscan.errors import Place
from cpregscan.facts.stream import Tolerance
from cpregscan.qemu.configuration import macros
from cpregscan.trees.shape import version_text
from cpregscan.trees.tree import Tree

_FILE = "target/arm/cpu64.c"
_SETTER = "kvm_arm_set_cpreg_mig_tolerances"
"""The function that registers the tolerances of ``-cpu host`` and ``max`` under KVM."""
_REGISTER = "arm_register_cpreg_mig_tolerance"
_PROTOTYPE = f"void {_REGISTER}(void *cpu, uint64_t index, uint64_t mask, uint64_t value, int kind)"
_KINDS = "Tolerance"
_FOLDERS = ("include", "target/arm", "")
_HEADERS = {"asm/kvm.h": "linux-headers/asm-arm64/kvm.h", "linux/kvm.h": "linux-headers/linux/kvm.h"}


def host_tolerances(tree: Tree) -> tuple[Tolerance, ...]:
    """The tolerances that a QEMU tree registers for host CPUs under KVM, sorted by index; its own function is run.

    Raises SourceError or MachineError with the place of what is not understood.
    """
    prelude = files("cpregscan.cmachine").joinpath("prelude.h").read_text()
    configuration = {**macros("aarch64", version_text(tree)), "CONFIG_KVM": "1"}
    sources = Sources(tree, _FOLDERS, prelude, bracketed=_HEADERS.get)
    machine = Machine()
    program = Program(sources, configuration, lambda name: [], machine)
    found: list[tuple[int, int, int, int, Place]] = []

    def note(_machine: Any, _cpu: Any, index: Any, mask: Any, value: Any, kind: Any) -> None:
        place = machine.here() or Place(_FILE, 1)
        found.append((int(index), int(mask), int(value), int(kind), place))

    program.natives[_REGISTER] = Native(note, _PROTOTYPE)
    machine.connect(program)
    with machine.guarded():
        machine.begin()
        scope = program.scope(_FILE)
        if scope.definition(_SETTER) is None:
            return ()
        program.call(_FILE, _SETTER, None)
        names = {
            constant[0]: name
            for name in scope.names_beginning(_KINDS)
            if (constant := scope.find_constant(name)) is not None
        }
    return tuple(
        sorted(
            (
                Tolerance(index, names.get(kind, str(kind)), mask, value, place)
                for index, mask, value, kind, place in found
            ),
            key=lambda one: one.index,
        )
    )
