"""The cpreg migration tolerances that a CPU registers while it is realized."""

from __future__ import annotations

import sys

from cpregscan.cmachine.program import Program
from cpregscan.errors import Place
from cpregscan.facts.stream import Tolerance
from cpregscan.qemu.vmstate import MACHINE_FILE

REGISTER = "arm_register_cpreg_mig_tolerance"
"""The function that registers one."""
_PREFIX = "Tolerance"


class ToleranceLog:
    """Notes each call of arm_register_cpreg_mig_tolerance(); a tree without that function has none."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._names: dict[int, str] = {}
        self._noted: list[tuple[int, int, int, int, Place]] = []
        program.observers[REGISTER] = self._note

    def begin(self) -> None:
        """Forgets those of the guest before."""
        self._noted = []

    def tolerances(self) -> tuple[Tolerance, ...]:
        """Those of the guest that was realized, sorted by index."""
        found = [
            Tolerance(index, self._name(kind), mask, value, place)
            for index, mask, value, kind, place in self._noted
        ]
        return tuple(sorted(found, key=lambda one: one.index))

    def _note(self, _cpu: object, index: int, mask: int, value: int, kind: int) -> None:
        frames = self._program.machine.frames(sys._getframe(1))
        next(frames, None)  # the function itself
        caller = next(frames, None)
        place = caller[1] if caller else Place("?", 0)
        self._noted.append((int(index), int(mask), int(value), int(kind), place))

    def _name(self, kind: int) -> str:
        """The enumerator of a tolerance's type."""
        if not self._names:
            scope = self._program.scope(MACHINE_FILE)
            for name in scope.names_beginning(_PREFIX):
                found = scope.find_constant(name)
                if found is not None:
                    self._names[found[0]] = name
        return self._names.get(kind, str(kind))
