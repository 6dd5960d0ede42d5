"""A kernel tree's arch/arm64/kvm as a program on the C machine: which files it has, what the build defines."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cpregscan.cmachine.natives import NATIVES
from cpregscan.cmachine.natives.native import Native
from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.types import BOOL, ULONG, ArrayType, FunctionType, IntType
from cpregscan.cmachine.variables import Variable, Variables
from cpregscan.csource.directives import check_is_text
from cpregscan.csource.units import Sources
from cpregscan.errors import Place
from cpregscan.kvm.exploring import Explorer, Undecided, shown
from cpregscan.kvm.files import HEADERS, SYSREG_HEADER, SYSREG_SOURCE, UNITS
from cpregscan.kvm.sysreg_defs import sysreg_definitions
from cpregscan.trees.tree import Tree

_CONFIGURATION = {
    "__KERNEL__": "1", "__aarch64__": "1", "__ARM_ARCH": "8", "__LITTLE_ENDIAN_BITFIELD": "1", "__SIZEOF_LONG__": "8",
    "__CHAR_BIT__": "8", "__GNUC__": "12",
    **{f"CONFIG_{name}": "1" for name in (
        "64BIT", "ARM64", "KVM", "HW_PERF_EVENTS", "ARM_PMU", "ARM64_SVE", "ARM64_SME", "ARM64_PTR_AUTH", "ARM64_MTE",
        "ARM64_POE", "ARM64_RAS_EXTN", "ARM64_VHE", "ARM64_AMU_EXTN", "ARM64_E0PD", "COMPAT", "SMP",
        "GUEST_PERF_EVENTS", "ARM64_4K_PAGES", "ARM64_VA_BITS_48", "PREEMPT_NOTIFIERS", "HAVE_KVM_IRQCHIP",
        "HAVE_KVM_IRQ_ROUTING",
    )},
}  # fmt: skip
"""What the compiler and a kernel configuration with all of KVM's options on define."""


@dataclass(frozen=True, slots=True)
class Put:
    """Where something is put to user space: line and function."""

    place: Place
    function: str


class _Variables(Variables):
    """Numbers that the kernel keeps in variables of its own, and may set as it boots, are leaves."""

    def __init__(self, program: Program, explorer: Explorer) -> None:
        super().__init__(program)
        self._explorer = explorer

    def first_value(self, variable: Variable) -> Any:
        numbers = variable.type.element if isinstance(variable.type, ArrayType) else variable.type
        if not variable.constant and isinstance(numbers, IntType):
            return self._explorer.leaf(variable.name)
        return super().first_value(variable)


class KernelProgram:
    """The program, and the explorer that it runs on. ``put`` collects what put_user() is given."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.explorer = Explorer()
        self.put: dict[int, Put] = {}
        """The values that the run has put to user space so far."""
        prelude = "\n".join(
            files(package).joinpath("prelude.h").read_text()
            for package in ("cpregscan.cmachine", "cpregscan.kvm")
        )
        self.sources = Sources(tree, ("arch/arm64/include",), prelude, self._generated, HEADERS.get)
        self.program = Program(self.sources, _CONFIGURATION, self._locate, self.explorer)
        self.program.variables = _Variables(self.program, self.explorer)
        self.program.natives = {name: NATIVES[name] for name in ("memset", "memcpy")} | self._natives()
        self.program.generated = self._undefined
        self.explorer.connect(self.program)
        self._texts: dict[str, str] = {}

    def _generated(self, name: str) -> str | None:
        content = self.tree.read(SYSREG_SOURCE) if name == SYSREG_HEADER else None
        return None if content is None else sysreg_definitions(content.decode("latin-1"))

    def _locate(self, name: str) -> list[str]:
        pattern = re.compile(rf"^[A-Za-z_][^;{{}}=#\n]*\b{re.escape(name)}\b\s*[(\[=]", re.MULTILINE)
        return [path for path in UNITS if pattern.search(self._text(path))]

    def _text(self, path: str) -> str:
        if path not in self._texts:
            content = self.tree.read(path) or b""
            check_is_text(path, content)
            self._texts[path] = content.decode("latin-1")
        return self._texts[path]

    def _undefined(self, name: str) -> Native | None:
        """A function that no file read defines is a leaf of its own, named as it is called."""
        if self._locate(name):
            return None

        def called(machine: Any, type_: FunctionType, *arguments: Any) -> Any:
            leaf = self.explorer.leaf(f"{name}({', '.join(map(shown, arguments))})")
            return int(bool(leaf)) if type_.result == BOOL else leaf

        return Native(called, typed=True)

    def _natives(self) -> dict[str, Native]:
        def put_user(machine: Any, value: Any, pointer: Any) -> int:
            if not isinstance(value, int):
                reason = shown(value)
                raise Undecided(f"an index that cannot be told is put to user space: {reason}", reason)
            function, place, _ = next(self.explorer.frames(sys._getframe(1)))
            self.put[value] = Put(place, function)
            return 0

        def leaf(machine: Any, name: Any) -> int:
            return int(bool(self.explorer.leaf(text_of(name))))

        def numbered(machine: Any, name: Any, number: Any) -> int:
            return int(bool(self.explorer.leaf(f"{text_of(name)}-{number}")))

        return {
            "__kvm_put_user": Native(put_user, "int __kvm_put_user(u64 value, void *pointer)"),
            "__kvm_leaf": Native(leaf, "bool __kvm_leaf(const char *name)"),
            "__kvm_numbered": Native(numbered, "bool __kvm_numbered(const char *name, u64 number)"),
            # A host that has everything: what a VM lacks then, its kernel hides.
            "read_sanitised_ftr_reg": Native(
                lambda machine, id_: ULONG.mask, "u64 read_sanitised_ftr_reg(u32 id)"
            ),
            "__kvm_vcpu_feature": Native(leaf, "bool __kvm_vcpu_feature(const char *name)"),
        }
