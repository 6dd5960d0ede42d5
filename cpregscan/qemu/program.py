"""One tree in one configuration, ready to build guests: the C program, QOM's types, the machine they run on."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files

from cpregscan.cmachine.keeping.renewal import Renewed, renew
from cpregscan.cmachine.natives.objects import class_of
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject, record_class, zero
from cpregscan.cmachine.types import RecordType
from cpregscan.csource.changes import NotComparable
from cpregscan.csource.units import Sources
from cpregscan.errors import Place, SourceError
from cpregscan.qemu.build import Build
from cpregscan.qemu.configuration import macros
from cpregscan.qemu.devices import DeviceFiles, base_type, is_base_type
from cpregscan.qemu.guest import CPU_TYPE, Guest
from cpregscan.qemu.outside import outside_function
from cpregscan.qemu.qapi import Qapi
from cpregscan.trees.shape import version_text
from cpregscan.trees.tree import Tree

_INCLUDE_FOLDERS = ("include", "target/arm", "", "tcg", "accel/tcg")
_TYPE_INIT = "__machine_type_init_"
CPU_FILE = "target/arm/cpu.c"
_BASES_FILE = "hw/core/sysbus.c"

_ACCELERATORS = {
    "tcg_allowed": 1, "kvm_allowed": 0, "hvf_allowed": 0, "whpx_allowed": 0, "nvmm_allowed": 0, "xen_allowed": 0,
    "qtest_allowed": 0, "hax_allowed": 0, "mshv_allowed": 0, "use_icount": 0, "kvm_kernel_irqchip": 0,
    "kvm_gsi_direct_mapping": 0, "kvm_async_interrupts_allowed": 0, "mttcg_enabled": 0,
}  # fmt: skip
"""Accelerators as `-accel tcg` without -icount leaves them: what decides these stands outside of target/arm."""
_PAGE_BITS = 12
REGISTERING = frozenset(
    (
        "define_one_arm_cp_reg", "define_one_arm_cp_reg_with_opaque",
        "define_arm_cp_regs_len", "define_arm_cp_regs_with_opaque_len", "define_arm_cp_regs_with_opaque",
    )
)  # fmt: skip
"""The functions that register the cpregs of a reginfo, or of an array of them, by their names over the versions."""


def _target_page(type_: RecordType) -> RecordObject:
    """The page size once the machine has decided on it; only assertions ask for it."""
    page = record_class(type_)()
    page.__dict__.update(f_decided=1, f_bits=_PAGE_BITS, f_mask=(1 << 64) - (1 << _PAGE_BITS))
    return page


@dataclass(frozen=True, slots=True)
class Board:
    """A machine type of the tree: its name, the other name that the newest version has, its QOM type."""

    name: str
    alias: str | None
    type: str


class TreeProgram:
    """A tree's target/arm as a program. Units and translations are shared by all guests built from it."""

    def __init__(
        self, tree: Tree, arch: str, kept: Program | None = None, changed: Collection[str] = ()
    ) -> None:
        self.tree = tree
        self.arch = arch
        self._configuration = macros(arch, version_text(tree))
        self.build = Build(tree, self._configuration)
        self.guest = Guest()
        self.guest.globals.update(_ACCELERATORS)
        self.guest.globals.update(
            target_page=_target_page,
            target_page_bits_decided=1,
            target_page_bits=_PAGE_BITS,
            bios_name=None,
            current_machine=lambda _: self.guest.board,
            nd_table=zero,
        )
        self.renewed: Renewed | None = None
        """What became of the program of another tree, if it was taken over."""
        self.program = self._program(kept, changed)
        self.sources = self.program.sources
        self._registered: set[str] = set()
        self.device_files = DeviceFiles(self.build)
        self.guest.types.search = self._search
        self.boards: dict[str, Board] = {}
        """The machines of the family `virt`, by name and alias, once they were asked for."""
        self.shared_undecided: dict[Place, str] = {}
        """What stayed undecided while types and classes were set up: it concerns every guest."""
        with self.guest.guarded():
            self.guest.begin()
            for path in self.build.registering("target/arm"):
                self.register(path)
            for type_ in list(self.guest.types.by_name.values()):
                if self.guest.types.is_a(type_.name, CPU_TYPE):
                    class_of(self.guest.types, type_)
        self.shared_undecided.update(self.guest.undecided_places)

    def _program(self, kept: Program | None, changed: Collection[str]) -> Program:
        """The program of the tree, with all that is still good of one of a tree from which it differs in some files."""
        qapi = Qapi(self.tree)
        if kept is not None and kept.configuration == self._configuration:
            kept.sources.attach(self.tree, qapi.header)
            kept.attach(self.build.locate, self.guest)
            kept.generated, kept.outside, kept.replayed = qapi.visitor, outside_function, REGISTERING
            with contextlib.suppress(NotComparable, SourceError):
                renewed = renew(kept, changed)
                self.guest.connect(kept)
                kept.revive()
                self.renewed = renewed
                return kept
        prelude = files("cpregscan.cmachine").joinpath("prelude.h").read_text()
        sources = Sources(self.tree, _INCLUDE_FOLDERS, prelude, qapi.header)
        program = Program(sources, self._configuration, self.build.locate, self.guest)
        program.generated, program.outside, program.replayed = qapi.visitor, outside_function, REGISTERING
        self.guest.connect(program)
        return program

    def models(self) -> dict[str, str]:
        """The CPU models that the tree registers: from the name for -cpu to the QOM type."""
        types = self.guest.types
        return {
            name.removesuffix(f"-{CPU_TYPE}"): name
            for name, type_ in types.by_name.items()
            if not type_.abstract and types.is_a(name, CPU_TYPE)
        }

    def _search(self, name: str, *, base: bool) -> None:
        """Register the type of this name if it is a base of devices, or a file of hw/arm registers it."""
        if is_base_type(name) and self.tree.read(_BASES_FILE) is not None:
            self.guest.types.register(base_type(self.program.scope(_BASES_FILE), name))
        for path in self.device_files.registering(name, base=base):
            self.register(path)

    def register(self, path: str) -> None:
        """Run the type_init() functions of a file, once."""
        if path in self._registered:
            return
        self._registered.add(path)
        scope = self.program.scope(path)
        for name in scope.names_beginning(_TYPE_INIT):
            view, _ = scope.candidates(name)[0]
            if view.path == path:
                self.program.call(path, name.removeprefix(_TYPE_INIT))
