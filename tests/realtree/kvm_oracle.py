"""The oracle for KVM_GET_REG_LIST: the lists that a kernel tree's own selftest blesses, read as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from cpregscan.cmachine.program import Program
from cpregscan.cmachine.scope import Scope
from cpregscan.csource.units import Sources
from cpregscan.kvm.exploring import Explorer
from cpregscan.kvm.files import HEADERS, SYSREG_HEADER, SYSREG_SOURCE
from cpregscan.kvm.shape import KERNEL
from cpregscan.kvm.sysreg_defs import sysreg_definitions
from cpregscan.trees import scope as trees
from cpregscan.trees.folder_tree import open_folder_tree
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.tree import Tree

SELFTESTS = "tools/testing/selftests/kvm"
LEAVES = {
    "KVM_ARM_VCPU_PMU_V3": "pmu", "KVM_ARM_VCPU_SVE": "sve", "KVM_ARM_VCPU_PTRAUTH_ADDRESS": "pauth",
    "KVM_ARM_VCPU_PTRAUTH_GENERIC": "pauth", "KVM_ARM_VCPU_HAS_EL2": "el2",
    "KVM_ARM_VCPU_HAS_EL2_E2H0": "KVM_ARM_VCPU_HAS_EL2_E2H0",
}  # fmt: skip
"""The leaf that each feature of a configuration sets."""

_DEFINED = re.compile(r"^static struct vcpu_(?:reg_list|config) (\w+) = ", re.MULTILINE)
_ARRAY = re.compile(r"\.regs\s*=\s*(\w+)")
_FEATURE = re.compile(r"\.feature\s*=\s*(\w+)")
_FILTERED = re.compile(r"\n\s+REG_FEAT\((\w+),\s*(\w+),\s*(\w+),\s*(\w+)\)")


@dataclass(frozen=True, slots=True)
class Blessed:
    """A configuration of the selftest: the leaves that it sets, and the indexes that it blesses."""

    name: str
    leaves: frozenset[str]
    indexes: frozenset[int]


class Oracle:
    """The selftest of one tree."""

    def __init__(self, folder: Path) -> None:
        scope = trees.Scope((*KERNEL.folders, SELFTESTS, "tools/arch/arm64"))
        tree: Tree = open_folder_tree(folder.name, str(folder), scope)
        self.path = next(
            path for path in tree.files(SELFTESTS) if re.search(r"/(arm64|aarch64)/get-reg-list\.c$", path)
        )
        self._text = (tree.read(self.path) or b"").decode("latin-1")
        # It gets the API from the headers of the system that builds it.
        api = f"#include <linux/kvm.h>\n#include <asm/kvm.h>\n{self._text}"
        tree = OverlayTree(tree, {self.path: api.encode("latin-1")})
        place = self.path.split("/")[-2]
        packages = ("cpregscan.cmachine", "cpregscan.kvm")
        prelude = "\n".join(files(package).joinpath("prelude.h").read_text() for package in packages)
        table = (tree.read(SYSREG_SOURCE) or b"").decode("latin-1")
        sources = Sources(
            tree,
            (f"{SELFTESTS}/include", f"{SELFTESTS}/include/{place}", "arch/arm64/include"),
            prelude,
            lambda name: sysreg_definitions(table) if name == SYSREG_HEADER and table else None,
            HEADERS.get,
        )
        explorer = Explorer()
        self._program = Program(sources, {"__aarch64__": "1"}, lambda name: [], explorer)
        explorer.connect(self._program)
        explorer.begin()
        self._scope: Scope = self._program.scope(self.path)

    @cached_property
    def configurations(self) -> tuple[Blessed, ...]:
        """All configurations. Before there were any, the file was built once with and once without SVE."""
        found = [self._configuration(name) for name in dict.fromkeys(_DEFINED.findall(self._text))]
        if found:
            return tuple(found)
        base, plain, sve = (self._array(name) for name in ("base_regs", "vregs", "sve_regs"))
        return (Blessed("vregs", frozenset(), base | plain), Blessed("sve", frozenset(("sve",)), base | sve))

    @cached_property
    def filtered(self) -> dict[str, frozenset[int]]:
        """The indexes that may be missing, by the host feature that they need."""
        found: dict[str, set[int]] = {}
        for register, id_register, field, limit in _FILTERED.findall(self._text):
            index = self._program.evaluate(self.path, f"SYS_REG({register})", "void *unused", None)
            found.setdefault(f"{id_register}.{field}>={limit}", set()).add(index)
        return {leaf: frozenset(indexes) for leaf, indexes in found.items()}

    def _configuration(self, name: str) -> Blessed:
        definition = self._scope.definition(name)
        assert definition is not None
        leaves = frozenset(LEAVES[feature] for feature in _FEATURE.findall(self._unexpanded(name)))
        indexes = frozenset().union(*(self._array(array) for array in _ARRAY.findall(definition.text)))
        return Blessed(name.removesuffix("_config"), leaves, indexes)

    def _unexpanded(self, name: str) -> str:
        """The configuration with the selftest's own macros expanded, and the features still named."""
        view, item = self._scope.unit.naming(name)[-1]
        macros = self._scope.unit.macros
        text = view.text[item.start : item.end]
        for word in re.findall(r"\b\w+_SUBLIST\b", text):
            body = macros[word].body
            text += body + "".join(macros[inner].body for inner in re.findall(r"\b\w+_SUBLIST\b", body))
        return text

    def _array(self, name: str) -> frozenset[int]:
        variable = self._program.variables.named(self._scope, name)
        assert variable is not None, name
        return frozenset(self._program.pool.namespace[variable.python])
