"""Runs a tree's own loading code on lists of cpregs, and finds out by probe lists what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cpregscan.cmachine.natives.stream import IncomingStream
from cpregscan.cmachine.pointers import Cell, ItemPointer, text_of
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unknown import Unknown
from cpregscan.cmachine.watching import Watcher
from cpregscan.errors import MachineError
from cpregscan.facts.stream import Loading, Tolerance
from cpregscan.qemu.cpregs import HELPER_FILE, ListedRegister
from cpregscan.qemu.tolerances import REGISTER
from cpregscan.qemu.vmstate import StreamShape, columns_of

_LENGTH = "cpreg_vmstate_array_len"
_VMSTATE_FILE = "migration/vmstate.c"
_VERSION = 22
_ROUNDS = 3
_BOTH_ENDS = "NotOnBothEnds"
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Incoming:
    """A list of a stream: (index, value), sorted by index."""

    entries: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What cpu_post_load() made of a list: whether it loads, what it printed, and the values that it wrote.

    In ``values`` None stands for memory that nobody initialised.
    """

    loads: bool
    says: tuple[str, ...]
    values: tuple[int | None, ...]


class Loader:
    """The loading code of one tree."""

    def __init__(self, program: Program, shape: StreamShape) -> None:
        self._program = program
        self._shape = shape
        self._watcher = Watcher()

    def load(self, cpu: Any, incoming: Incoming) -> Outcome:
        """Has a fresh CPU load a list by cpu_pre_load() and cpu_post_load(); the CPU is left as it was."""
        machine = self._program.machine
        description = self._shape.description()
        with self._watcher.watching(cpu):
            machine.printed = []
            if description.f_pre_load is not None:
                description.f_pre_load.enter(cpu)
            cpu.f_cpreg_vmstate_indexes = ItemPointer([index for index, _ in incoming.entries])
            cpu.f_cpreg_vmstate_values = ItemPointer([value for _, value in incoming.entries])
            cpu.f_cpreg_vmstate_array_len = len(incoming.entries)
            before = list(cpu.f_cpreg_values.items)
            decided, machine.undecided_places = machine.undecided_places, {}
            try:
                loads = int(description.f_post_load.enter(cpu, _VERSION)) == 0
                written = cpu.f_cpreg_values.items[: cpu.f_cpreg_array_len]
                values = tuple(None if isinstance(value, Unknown) else int(value) for value in written)
            finally:
                # What a list leaves out is read from memory that nobody initialised: that is what is asked here.
                machine.undecided_places = decided
                cpu.f_cpreg_values.items[:] = before
        return Outcome(loads, tuple(machine.printed), values)

    @property
    def tolerates(self) -> bool:
        """Whether the tree has a function to register tolerances with."""
        return self._program.function_named(self._program.scope(HELPER_FILE), REGISTER) is not None

    def key_of(self, index: int) -> int:
        """The 32-bit cpreg id that messages name a register by."""
        return int(self._program.call(HELPER_FILE, "kvm_to_cpreg_id", index))

    def read_back(self, cpu: RecordObject, entries: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Each entry with the value that it reads back as; the CPU is left as it was."""
        call = self._program.call
        with self._watcher.watching(cpu):
            for index, value in entries:
                info = call(
                    HELPER_FILE,
                    "get_arm_cp_reginfo",
                    cpu.f_cp_regs,
                    call(HELPER_FILE, "kvm_to_cpreg_id", index),
                )
                call(HELPER_FILE, "write_raw_cp_reg", cpu.f_env, info, value)
                yield index, int(call(HELPER_FILE, "read_raw_cp_reg", cpu.f_env, info))

    def takes_length(self, own: int, incoming: int) -> tuple[bool, tuple[str, ...]]:
        """Whether the field before the list takes a length, and what it prints; ``own`` is the CPU's own length."""
        machine = self._program.machine
        machine.printed = []
        for column in columns_of(self._shape.description()):
            if text_of(column.f_name) == _LENGTH and column.f_info is not None:
                taken = _got(column, IncomingStream(incoming), Cell(own))
                says = (*machine.printed, *self._field_says()) if not taken else ()
                return taken, says
        raise MachineError(f"the CPU's description has no field {_LENGTH}")

    def _field_says(self) -> tuple[str, ...]:
        """What vmstate_load_state() prints of a field that is not taken, if it prints anything."""
        text = (self._program.sources.tree.read(_VMSTATE_FILE) or b"").decode("latin-1")
        return (f"Failed to load cpu:{_LENGTH}",) if '"Failed to load %s:%s"' in text else ()

    def probe(
        self, cpu: RecordObject, registers: Sequence[ListedRegister], tolerances: Sequence[Tolerance]
    ) -> Loading | None:
        """What the code does, shown on small changes to the CPU's own list; None if the CPU has too few cpregs."""
        return _Probe(self, cpu, registers, tolerances).found() if len(registers) >= _FEWEST else None


class _Probe:
    """The experiments; each changes one thing of a list that loads."""

    def __init__(
        self,
        loader: Loader,
        cpu: RecordObject,
        registers: Sequence[ListedRegister],
        tolerances: Sequence[Tolerance],
    ) -> None:
        self._loader = loader
        self._cpu = cpu
        self._registers = registers
        self._tolerances = tolerances
        self._entries = [(register.index, register.value or 0) for register in registers]

    def found(self) -> Loading:
        """The table of behaviour. Raises MachineError if the CPU does not load even its own list."""
        self._settle()
        taken, length_says = self._loader.takes_length(len(self._entries), len(self._entries) + 1)
        within, unknown = self._unknown_within()
        beyond = self._load([*self._entries[:-1], (self._entries[-1][0] + 1, 0)])
        missing_says, keeps_reset = self._missing()
        mismatch = self._mismatch()
        return Loading(
            limits_length=not taken,
            refuses_unknown=not within.loads,
            refuses_beyond=not beyond.loads,
            forgets=self._forgets(unknown),
            refuses_mismatch=not mismatch.loads,
            keeps_reset=keeps_reset,
            tolerates=self._loader.tolerates,
            length_text=_lengths(length_says, len(self._entries)),
            unknown_text=self._keyed(within.says, unknown),
            missing_text=missing_says,
            mismatch_text="\n".join(mismatch.says),
        )

    def _settle(self) -> None:
        """Makes the list one that loads: a register that reads back otherwise is sent as it reads back."""
        for _ in range(_ROUNDS):
            if self._load(self._entries).loads:
                return
            self._entries = list(self._loader.read_back(self._cpu, self._entries))
        raise MachineError("the CPU loads neither its own list nor what it makes of it")

    def _load(self, entries: Sequence[tuple[int, int]]) -> Outcome:
        return self._loader.load(self._cpu, Incoming(tuple(sorted(entries))))

    def _gap(self) -> int:
        """An index that the CPU lacks, between two of its own."""
        own = [index for index, _ in self._entries]
        taken = {*own, *(tolerance.index for tolerance in self._tolerances)}
        return next(index + 1 for index in own[:-1] if index + 1 not in taken)

    def _unknown_within(self) -> tuple[Outcome, int]:
        unknown = self._gap()
        return self._load([*self._entries, (unknown, 0)]), unknown

    def _missing(self) -> tuple[str, bool]:
        """What is printed of a register that the list lacks, and whether it keeps its reset value."""
        position = next(number for number, register in enumerate(self._registers) if _is_plain(register))
        index, value = self._entries[position]
        outcome = self._load([entry for entry in self._entries if entry[0] != index])
        return self._keyed(outcome.says, index), outcome.values[position] == value

    def _mismatch(self) -> Outcome:
        """A constant with another value."""
        position = next(number for number, register in enumerate(self._registers) if register.constant)
        entries = list(self._entries)
        entries[position] = (entries[position][0], entries[position][1] ^ 1)
        return self._load(entries)

    def _forgets(self, unknown: int) -> bool:
        """Whether an unknown index loads if a tolerated one that the CPU lacks follows it."""
        own = {index for index, _ in self._entries}
        tolerated = [
            one.index for one in self._tolerances if one.kind.endswith(_BOTH_ENDS) and one.index not in own
        ]
        for index in tolerated:
            below = next((entry[0] + 1 for entry in self._entries if entry[0] + 1 not in own), index)
            if below < index:
                return self._load([*self._entries, (below, 0), (index, 0)]).loads
        return False

    def _keyed(self, says: Sequence[str], index: int) -> str:
        """A message with the place of the 32-bit id of the register that it tells of."""
        key = self._loader.key_of(index)
        return "\n".join(line.replace(f"{key:x}", "{key}") for line in says)


def _got(column: RecordObject, stream: IncomingStream, target: Cell) -> bool:
    """Whether a field's VMStateInfo takes what the stream has: by get(), or by load() where the tree has that."""
    info = column.f_info
    if info.f_get is not None:
        return int(info.f_get.enter(stream, target, column.f_size, column)) == 0
    return bool(info.f_load.enter(stream, target, column.f_size, column, Cell(None)))


def _is_plain(register: ListedRegister) -> bool:
    info = register.reginfo
    return (
        not register.constant and info.f_fieldoffset and info.f_writefn is None and info.f_raw_writefn is None
    )


def _lengths(says: Sequence[str], own: int) -> str:
    text = "\n".join(says)
    return text.replace(str(own + 1), "{incoming}").replace(str(own), "{own}")
