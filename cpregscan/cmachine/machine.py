"""The running machine: budgets, what stayed undecided, and errors with their place in the C source."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.pointers import Cell
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import CpregscanError, MachineError, Place, Refusal

if TYPE_CHECKING:
    from cpregscan.cmachine.program import Program

STEPS = 5_000_000
"""Function calls and loop rounds that one run may take; the largest CPU model takes some 200,000."""
ALLOCATION = 64 << 20
"""Bytes, as C counts them, that one run may allocate; the largest CPU model takes some 2 MB."""
DEPTH = 400
"""How deep C functions may call each other; QEMU's path needs some 30."""


class Machine:
    """State that natives and generated code share during a run."""

    def __init__(self) -> None:
        self.program: Program
        self.error_abort = Cell(None)
        self.error_fatal = Cell(None)
        self.globals: dict[str, Any] = {"error_abort": self.error_abort, "error_fatal": self.error_fatal}
        """Values of global variables that the build or the command line decides."""
        self.undecided_places: dict[Place, str] = {}
        self.allocated = 0
        self.reported = ""
        """The last text that QEMU printed as an error."""
        self.printed: list[str] = []
        """All errors and warnings that QEMU printed in this run."""

    def connect(self, program: Program) -> None:
        """Give the program's generated code the machine's own words."""
        self.program = program
        program.pool.namespace.update(
            unknown=program.unknown, missing=self.missing, failed=self.failed, unreachable=self.unreachable,
            aborted=self.unreachable, exited=self.exited, new_objects=self.new_objects,
            renew_objects=self.renew_objects, new_zeroed=self.new_zeroed,
        )  # fmt: skip
        self._refill()

    def begin(self) -> None:
        """Start a run: fresh budget, fresh globals, nothing undecided yet."""
        self.undecided_places = {}
        self.allocated = 0
        self.reported = ""
        self.printed = []
        self.error_abort.v = self.error_fatal.v = None
        self._refill()
        self.program.variables.reset()

    def _refill(self) -> None:
        self.program.pool.namespace["tick"] = repeat(None, STEPS).__next__

    def undecided(self, reason: str) -> None:
        """Note that something unknown decided something, at the place that is running now."""
        place = self.here() or Place("?", 0)
        self.undecided_places.setdefault(place, reason)

    def missing(self, reason: str, *_: Any) -> Unknown:
        """A call of a function that nobody defines: its effects are unknown."""
        self.undecided(reason)
        return self.program.unknown(reason)

    def failed(self, text: Any) -> None:
        """An assert of QEMU's does not hold."""
        from cpregscan.cmachine.pointers import text_of

        raise MachineError(f"an assertion of the analysed code fails: {text_of(text)}")

    def unreachable(self) -> None:
        """g_assert_not_reached() or abort() is reached."""
        said = f": {self.reported}" if self.reported else ""
        raise MachineError(f"the analysed code aborts here{said}")

    def exited(self, status: int) -> None:
        """exit() is reached: QEMU refuses what it was asked for."""
        raise Refusal(self.reported or f"exit status {int(status)}", self.here())

    def charge(self, size: int) -> None:
        """Count an allocation. Raises MachineError when the run's budget is used up."""
        self.allocated += size
        if self.allocated > ALLOCATION:
            raise MachineError(
                f"the analysed code allocates more than {ALLOCATION >> 20} MB, the machine's budget"
            )

    def new_zeroed(self, element: Any, count: int) -> Any:
        """g_new0: fresh zeroed objects."""
        from cpregscan.cmachine.runtime import new_zeroed
        from cpregscan.cmachine.types import RecordType

        if not isinstance(element, RecordType) or element.complete:
            self.charge(element.size * count)
        return new_zeroed(element, count)

    def new_objects(self, element: Any, count: int) -> Any:
        """g_new: fresh objects whose contents are indeterminate."""
        from cpregscan.cmachine.pointers import ItemPointer
        from cpregscan.cmachine.types import IntType

        pointer = self.new_zeroed(element, count)
        if (
            isinstance(element, IntType)
            and isinstance(pointer, ItemPointer)
            and isinstance(pointer.items, list)
        ):
            pointer.items[:] = [self.program.unknown("memory that is never initialised")] * len(pointer.items)
        return pointer

    def renew_objects(self, element: Any, memory: Any, count: int) -> Any:
        """g_renew: an array of scalars made longer or shorter."""
        from cpregscan.cmachine.pointers import ItemPointer

        fresh = self.new_objects(element, count)
        if isinstance(memory, ItemPointer) and isinstance(fresh, ItemPointer):
            kept = min(len(memory.items), len(fresh.items))
            fresh.items[:kept] = memory.items[:kept]
        return fresh

    def here(self) -> Place | None:
        """The C line that is running, innermost."""
        return next((place for _, place, _ in self.frames(sys._getframe(1))), None)

    def frames(self, frame: FrameType | None) -> Iterator[tuple[str, Place, tuple[str, int]]]:
        """The C functions that are running, innermost first: name, line, and the translated line it is on."""
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith("<c>"):
                found = self.locate(name[3:], frame.f_lineno)
                if found is not None:
                    yield name[5:], found, (name[3:], frame.f_lineno)
            frame = frame.f_back

    def locate(self, python: str, line: int) -> Place | None:
        """The C place of a line of a translated function."""
        known = self.program.translations.get(python)
        if known is None or not 0 < line <= len(known[1].lines):
            return None
        return Place(known[0], known[1].lines[line - 1])

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn whatever goes wrong inside into a CpregscanError with its place in the C source."""
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _depth_now() + DEPTH * 3))
        try:
            yield
        except CpregscanError as error:
            if error.place is None:
                error.place = self._place_of(error.__traceback__)
            raise
        except (StopIteration, RuntimeError, MemoryError, RecursionError) as error:
            raise MachineError(_budget_message(error), self._place_of(error.__traceback__)) from error
        except (
            AttributeError,
            TypeError,
            IndexError,
            ValueError,
            KeyError,
            OverflowError,
            ZeroDivisionError,
        ) as error:
            raise MachineError(_fault_message(error), self._place_of(error.__traceback__)) from error
        finally:
            sys.setrecursionlimit(limit)

    def _place_of(self, traceback: TracebackType | None) -> Place | None:
        place = None
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename.startswith("<c>"):
                place = self.locate(code.co_filename[3:], traceback.tb_lineno) or place
            traceback = traceback.tb_next
        return place


def _depth_now() -> int:
    depth = 0
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        depth += 1
        frame = frame.f_back
    return depth


def _budget_message(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "the analysed code asks for more memory than the machine's budget"
    if isinstance(error, RecursionError):
        return f"the analysed code calls itself more than {DEPTH} deep"
    return f"the analysed code does not end within {STEPS} steps"


def _fault_message(error: BaseException) -> str:
    if "NoneType" in str(error):
        return "the analysed code uses a NULL pointer"
    return f"the analysed code does something that the machine has no model for ({type(error).__name__}: {error})"
