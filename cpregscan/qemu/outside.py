"""Functions that lie outside of the analysed sources: what a call of one can do to a CPU."""

from __future__ import annotations

import sys
from typing import Any

from cpregscan.cmachine.natives.native import Native, reports_errors
from cpregscan.cmachine.natives.objects import root_of
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.types import BOOL, FunctionType, VoidType
from cpregscan.qemu.guest import CPU_TYPE

_CPU_FOLDER = "target/"


def outside_function(name: str) -> Native:
    """The model of a function that nothing defines, called by a board that does not hand it a CPU: it changes none.

    One that reports errors in a parameter ``errp`` and gives a bool succeeds; any other result is unknown. A call
    by the CPU's own code, or with a CPU for an argument, is noted as undecided.
    """
    reason = f"{name}() is neither defined in the analysed sources nor modelled"

    def call(machine: Any, type_: FunctionType, *arguments: Any) -> Any:
        if _is_called_by_cpu(machine) or any(_is_cpu(machine, one) for one in arguments):
            return machine.missing(reason)
        if isinstance(type_.result, VoidType):
            return None
        return 1 if type_.result == BOOL and reports_errors(type_) else machine.program.unknown(reason)

    return Native(call, typed=True)


def _is_called_by_cpu(machine: Any) -> bool:
    """Whether the innermost running function of a .c file is one of the CPU's own."""
    places = (place.path for _, place, _ in machine.frames(sys._getframe(1)) if place.path.endswith(".c"))
    return next(places, _CPU_FOLDER).startswith(_CPU_FOLDER)


def _is_cpu(machine: Any, pointer: Any) -> bool:
    """Whether a pointer leads into a CPU."""
    if not isinstance(pointer, RecordObject):
        return False
    type_ = root_of(pointer).__dict__.get("qom_type")
    return type_ is not None and machine.types.is_a(type_.name, CPU_TYPE)
