"""Runs the kernel's own kvm_arm_copy_reg_indices() over all values of its leaf predicates."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.errors import MachineError, Place
from cpregscan.facts.analyser import analyser_version
from cpregscan.kvm.conditions import NEVER
from cpregscan.kvm.describing import Describer, Listed
from cpregscan.kvm.exploring import Undecided
from cpregscan.kvm.files import LIST_FILE, LIST_FUNCTION, TABLE_FILE
from cpregscan.kvm.membership import memberships
from cpregscan.kvm.model import KernelList, KvmRegister
from cpregscan.kvm.program import KernelProgram, Put
from cpregscan.kvm.sanitising import masked_leaves
from cpregscan.kvm.shape import kernel_version
from cpregscan.trees.tree import Tree

_UNDEFINED = re.compile(r"'(\w+)' is not defined")
_ROOM = 8192
"""Indexes that there is room for; a list has some four hundred."""


def kernel_list(tree: Tree) -> KernelList:
    """The list of a kernel tree. Raises SourceError or MachineError with the place of what is not understood."""
    collecting = gc.isenabled()
    gc.disable()  # it would walk all syntax trees again and again, in vain
    try:
        lister = _Lister(tree)
        with lister.kernel.explorer.guarded():
            registers, masked = lister.shown(lister.registers())
    except Undecided as error:
        error.place = _entry_place(tree, error.reason) or error.place
        raise
    finally:
        if collecting:
            gc.enable()
    return KernelList(tree.name, tree.commit, kernel_version(tree), analyser_version(), registers, masked)


def _entry_place(tree: Tree, reason: str) -> Place | None:
    """The line of the table that has the name that is not defined: a table is made as a whole, far from its use."""
    name = _UNDEFINED.match(reason)
    if name is None:
        return None
    pattern = re.compile(rf"\b{re.escape(name[1])}\b".encode())
    for number, line in enumerate((tree.read(TABLE_FILE) or b"").splitlines(), 1):
        if pattern.search(line):
            return Place(TABLE_FILE, number)
    return None


class _Lister:
    """One run of the list. Entries of the table of system registers are explored one by one."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.kernel = KernelProgram(tree)
        self.found: dict[int, Listed] = {}
        self._walked: set[int] = set()
        self._entries: dict[int, Any] = {}

    def registers(self) -> tuple[KvmRegister, ...]:
        self.kernel.explorer.begin()
        self._interpose("walk_one_sys_reg", self._walking)
        self._interpose("sys_reg_to_index", self._noting)
        vcpu = self.kernel.explorer.leaf("vcpu")

        def copy() -> dict[int, Put]:
            room = ItemPointer([0] * _ROOM)
            return self._put_by(lambda: self.kernel.program.call(LIST_FILE, LIST_FUNCTION, vcpu, room))

        for index, (held, put) in memberships(self.kernel.explorer, copy).items():
            self._add(index, Listed(held, put, self._entries.get(index)))
        describer = Describer(self.tree, self.kernel)
        return tuple(describer.register(index, listed) for index, listed in sorted(self.found.items()))

    def shown(self, registers: tuple[KvmRegister, ...]) -> tuple[tuple[KvmRegister, ...], tuple[str, ...]]:
        """The registers without those that hang on fields that this kernel never shows, and these leaves."""
        entries = {register.name: self.found[register.index].entry for register in registers}
        leaves = {leaf for register in registers for leaf in register.condition.leaves}
        masked = masked_leaves(self.kernel, entries, leaves)
        lacking = dict.fromkeys(masked, False)
        left = (
            replace(register, condition=register.condition.given(lacking))
            if masked.intersection(register.condition.leaves)
            else register
            for register in registers
        )
        return tuple(register for register in left if register.condition != NEVER), tuple(sorted(masked))

    def _add(self, index: int, listed: Listed) -> None:
        if index in self.found:
            raise MachineError(f"the index {index:#018x} is put to user space twice", listed.put.place)
        self.found[index] = listed

    def _interpose(self, name: str, make: Callable[[Any], Any]) -> None:
        """Let calls of a function go to what ``make`` makes of it."""
        program = self.kernel.program
        function = program.function_named(program.scope(TABLE_FILE), name)
        if function is None or function.definition is None:
            raise MachineError(
                f"the tree has no {name}(): this kernel is laid out in a way that is not known"
            )
        program.pool.namespace[function.python] = make(program.callable(function))

    def _walking(self, walk: Any) -> Any:
        """walk_one_sys_reg(), all ways that it can go, once for each entry."""

        def explored(vcpu: Any, entry: Any, room: Any, total: Any) -> int:
            if id(entry) in self._walked:
                return 0
            self._walked.add(id(entry))
            first = room.get()

            def once() -> dict[int, Put]:
                room.set(first)
                return self._put_by(lambda: walk(vcpu, entry, room, total))

            for index, (held, put) in memberships(self.kernel.explorer, once).items():
                self._add(index, Listed(held, put, entry))
            room.set(first)
            total.set(0)
            return 0

        return explored

    def _noting(self, convert: Any) -> Any:
        """sys_reg_to_index(), with a note of whose index it gives."""

        def noted(entry: Any) -> Any:
            index = convert(entry)
            self._entries[index] = entry
            return index

        return noted

    def _put_by(self, action: Callable[[], Any]) -> dict[int, Put]:
        """What an action puts to user space, with the line and the function that put it."""
        outer, self.kernel.put = self.kernel.put, {}
        try:
            status = action()
            if not isinstance(status, int) or status < 0:
                raise MachineError(f"the list cannot be had: the kernel gives {status!r}")
            return self.kernel.put
        finally:
            self.kernel.put = outer
