"""Which fields of the ID registers a kernel never shows to a VM, whatever the host has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cpregscan.errors import CpregscanError
from cpregscan.kvm.files import TABLE_FILE
from cpregscan.kvm.program import KernelProgram

_FIELD = re.compile(r"(\w+)\.(\w+)(?:>=|==)\w+$")
_SANITISER = "__kvm_read_sanitised_id_reg"
"""The function that makes a VM's first ID register values from the host's."""


def masked_leaves(kernel: KernelProgram, entries: Mapping[str, Any], leaves: Iterable[str]) -> frozenset[str]:
    """The leaves whose field is zero in a VM even if the host's register has all bits set.

    ``entries`` are the table's entries by the register's name. The kernel's own sanitiser is run, over
    all values of what it asks for; a field of which it does not tell in the files read stays open.
    """
    function = kernel.program.function_named(kernel.program.scope(TABLE_FILE), _SANITISER)
    if function is None or function.definition is None:
        return frozenset()
    return frozenset(leaf for leaf in leaves if _is_masked(kernel, entries, leaf))


def _is_masked(kernel: KernelProgram, entries: Mapping[str, Any], leaf: str) -> bool:
    match = _FIELD.match(leaf)
    if match is None or match[1] not in entries:
        return False
    entry = entries[match[1]]
    vcpu = kernel.explorer.leaf("vcpu")
    try:
        mask = kernel.program.evaluate(TABLE_FILE, f"{match[1]}_{match[2]}_MASK", "void *unused", None)
        outcomes = kernel.explorer.outcomes(lambda: kernel.program.call(TABLE_FILE, _SANITISER, vcpu, entry))
        return all(isinstance(value, int) and value & mask == 0 for _, value in outcomes)
    except CpregscanError:
        return False  # it asks for what only other files tell: then the leaf stays open
