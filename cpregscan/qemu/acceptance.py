"""Which bits of a register read back as a stream has sent them: its raw write and read, run on symbols."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from cpregscan.cmachine.layout import member_at
from cpregscan.cmachine.observed import Reading, is_plain, plain
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.symbolic import Path, Symbols, Word
from cpregscan.cmachine.unknown import Unknown
from cpregscan.cmachine.watching import Member, Watcher, fetch
from cpregscan.errors import MachineError
from cpregscan.facts.model import EVERYTHING, Accepted
from cpregscan.qemu.cpregs import HELPER_FILE, ListedRegister

_WIDTH = 64
_ALL = (1 << _WIDTH) - 1
_MASKS = tuple(1 << number for number in range(_WIDTH))
_FUNCTIONS = ("readfn", "writefn", "raw_readfn", "raw_writefn")


@dataclass(frozen=True, slots=True)
class Answer:
    """Accepted bits, all that was read of the CPU to find them, and which of that a stream sets."""

    reads: dict[Member, Reading]
    asked: Set[Member]
    """All members that decide anything, whatever they hold."""
    state: Set[Member]
    accepted: Accepted


Identity = tuple[tuple[str | None, ...], int, int, tuple[int, ...]]
Answers = dict[Identity, list[Answer]]
"""By what a register's functions may read of the register itself; see `_identity`."""


def untouched(answers: Answers, tainted: Collection[str]) -> Answers:
    """The answers that do not hang on any of these functions, by their C names."""
    if not {"write_raw_cp_reg", "read_raw_cp_reg"}.isdisjoint(tainted):
        return {}
    return {identity: kept for identity, kept in answers.items() if set(identity[0]).isdisjoint(tainted)}


class Acceptance:
    """Finds accepted bits; registers and CPUs that agree in all that their functions read share one answer."""

    def __init__(self, program: Program, answers: Answers | None = None) -> None:
        self._program = program
        self._watcher = Watcher()
        self._known: Answers = defaultdict(list, answers or {})

    def answers(self) -> Answers:
        """Those of the answers found so far that can be told from others in another run."""
        return {
            identity: kept
            for identity, answers in self._known.items()
            if (
                kept := [
                    answer for answer in answers if all(is_plain(one.value) for one in answer.reads.values())
                ]
            )
        }

    def adopt(self, answers: Answers) -> None:
        """Takes over answers that another process has found."""
        for identity, found in answers.items():
            self._known[identity] += found

    def accepted(self, cpu: RecordObject, registers: Iterable[ListedRegister]) -> list[Accepted | None]:
        """The accepted bits of each register of a CPU at reset state; None for constants and where all are kept."""
        listed = tuple(registers)
        state = self._state(cpu, listed)
        return [self._of(cpu, register, state) for register in listed]

    def _state(self, cpu: RecordObject, registers: Iterable[ListedRegister]) -> frozenset[Member]:
        """The members that a stream sets before or after a register's own: what a run may not take for granted."""
        own = (self._own(cpu, register) for register in registers if not register.constant)
        return frozenset().union(*own)

    def _of(self, cpu: RecordObject, register: ListedRegister, state: frozenset[Member]) -> Accepted | None:
        if register.constant:
            return None
        known = self._known[_identity(register)]
        answer = next(
            (one for one in known if one.state == state & one.asked and _fits(cpu, one.reads)), None
        )
        if answer is None:
            answer = self._found(cpu, register, state)
            known.append(answer)
        return None if answer.accepted == EVERYTHING else answer.accepted

    def _found(self, cpu: RecordObject, register: ListedRegister, state: frozenset[Member]) -> Answer:
        reads: dict[Member, Reading] = {}
        own = self._own(cpu, register)
        plain, touches, _ = self._run(cpu, register, frozenset(), reads, self._raw)
        found, depends = plain, frozenset[Member]()
        if not reads.keys().isdisjoint(state - own):
            found, _, depends = self._run(cpu, register, state - own, reads, self._raw)
        written = self._written(cpu, register, plain, reads)
        varying = (found.kept ^ plain.kept) | (found.ones ^ plain.ones) | (found.unsure ^ plain.unsure)
        names = tuple(map(_told, sorted(depends, key=str))) if varying else ()
        changed = tuple(sorted(_told(member) for member in touches - own))
        accepted = Accepted(
            plain.kept, plain.ones, plain.unsure, varying, written.settable, written.clearable, names, changed
        )
        asked = reads.keys() | depends
        return Answer(reads, asked, state & asked, accepted)

    def _written(
        self, cpu: RecordObject, register: ListedRegister, raw: _Bits, reads: dict[Member, Reading]
    ) -> _Bits:
        """What a write by the guest does to the bits: the raw write where that is what a guest's write runs."""
        info = register.reginfo
        if info.f_writefn is None or info.f_raw_writefn is None:
            return raw
        return self._run(cpu, register, frozenset(), reads, self._cooked)[0]

    def _raw(self, cpu: RecordObject, register: ListedRegister, value: Word) -> None:
        self._program.call(HELPER_FILE, "write_raw_cp_reg", cpu.f_env, register.reginfo, value)

    def _cooked(self, cpu: RecordObject, register: ListedRegister, value: Word) -> None:
        register.reginfo.f_writefn(cpu.f_env, register.reginfo, value)

    def _own(self, cpu: RecordObject, register: ListedRegister) -> frozenset[Member]:
        """The member that holds a register's value, if a plain field does."""
        offset = register.reginfo.f_fieldoffset
        if not offset:
            return frozenset()
        path, name = member_at(cpu.f_env, offset)
        return frozenset((Member(("f_env", *path), name),))

    def _run(
        self,
        cpu: RecordObject,
        register: ListedRegister,
        unknown: frozenset[Member],
        reads: dict[Member, Reading],
        write: Callable[[RecordObject, ListedRegister, Word], None],
    ) -> tuple[_Bits, frozenset[Member], frozenset[Member]]:
        """What becomes of the bits that are written, the members that this writes, and the unknown ones that it reads.

        Adds to what was read. Members that are ``unknown`` hold symbols when they are read.
        """
        symbols = Symbols()
        sent = symbols.word(_WIDTH)
        made: set[Member] = set()

        def symbolic(member: Member) -> Word | None:
            if member not in unknown:
                return None
            made.add(member)
            return symbols.word(_WIDTH)

        with self._watcher.watching(cpu, symbolic):

            def once() -> Any:
                self._watcher.take_back()
                write(cpu, register, sent)
                return plain(self._program.call(HELPER_FILE, "read_raw_cp_reg", cpu.f_env, register.reginfo))

            paths = list(symbols.explore(once))
            written = self._watcher.written()
            reads.update(
                (member, value) for member, value in self._watcher.reads.items() if member not in reads
            )
        # State that no CPU can be in fails the code's own assertions: those paths tell nothing of the others.
        possible = [path for path in paths if not isinstance(path.result, MachineError)]
        if not possible:
            raise paths[0].result
        sure = len(possible) == len(paths) or bool(unknown)
        bits = _merged([*(_case(path, sent) for path in possible), *(() if sure else (_ANYTHING,))])
        return bits, written, frozenset(made)


def _identity(register: ListedRegister) -> Identity:
    """What a register's functions may read of the register itself; plain ones differ in their type only."""
    info = register.reginfo
    functions = tuple(getattr(getattr(info, f"f_{name}"), "name", None) for name in _FUNCTIONS)
    own = (register.index, info.f_fieldoffset, *info.f_bank_fieldoffsets) if any(functions) else ()
    return (functions, info.f_type, info.f_state, own)


def _fits(cpu: RecordObject, reads: dict[Member, Reading]) -> bool:
    return all(reading.agrees(fetch(cpu, member)) for member, reading in reads.items())


@dataclass(frozen=True, slots=True)
class _Case:
    """What can become of the bits on a path: 0 read back as 1 or as 0, 1 read back as 0 or as 1."""

    raised: int = 0
    stayed_zero: int = 0
    dropped: int = 0
    stayed_one: int = 0

    def __or__(self, other: _Case) -> _Case:
        return _Case(
            self.raised | other.raised,
            self.stayed_zero | other.stayed_zero,
            self.dropped | other.dropped,
            self.stayed_one | other.stayed_one,
        )


_ANYTHING = _Case(_ALL, _ALL, _ALL, _ALL)
"""Of a value for which the code aborts."""
_UNHARMED = _Case(stayed_zero=_ALL, stayed_one=_ALL)


def _case(path: Path, sent: Word) -> _Case:
    """Compares what is read back with what was sent, bit by bit, as far as the path has decided them."""
    result = path.result
    if isinstance(result, Unknown):
        raise MachineError(f"what a register reads back cannot be told: {result.reason}")
    if _unharmed(path, sent):
        return _UNHARMED
    raised = stayed_zero = dropped = stayed_one = 0
    for mask, given, read in zip(
        _MASKS, _decided(sent.bits, path), _decided(_bits(result), path), strict=True
    ):
        if given == read:
            stayed_zero |= mask if given != 1 else 0
            stayed_one |= mask if given != 0 else 0
            continue
        if given != 1:
            raised |= mask if read != 0 else 0
            stayed_zero |= mask if read != 1 else 0
        if given != 0:
            dropped |= mask if read != 1 else 0
            stayed_one |= mask if read != 0 else 0
    return _Case(raised, stayed_zero, dropped, stayed_one)


def _unharmed(path: Path, sent: Word) -> bool:
    """Whether every bit reads back as the very symbol that was sent."""
    result = path.result
    return isinstance(result, Word) and result.bits == sent.bits and not path.assigned


def _bits(result: Any) -> Sequence[int]:
    if not isinstance(result, Word):
        return [result >> number & 1 for number in range(_WIDTH)]
    return result.bits[:_WIDTH] + (result.sign,) * (_WIDTH - len(result.bits))


def _decided(literals: Sequence[int], path: Path) -> Sequence[int]:
    """The literals as the path has decided them."""
    known = path.assigned
    if not known:
        return literals
    return [one if one < 2 or one >> 1 not in known else known[one >> 1] ^ (one & 1) for one in literals]


@dataclass(frozen=True, slots=True)
class _Bits:
    """The answer for all paths: what differs between them, or reads back as something else, is unsure."""

    kept: int
    ones: int
    unsure: int
    settable: int
    clearable: int


def _merged(cases: Iterable[_Case]) -> _Bits:
    whole = _Case()
    for case in cases:
        whole |= case
    kept = _ALL & ~(whole.raised | whole.dropped)
    ones = whole.raised & ~whole.stayed_zero & ~whole.dropped
    zeros = whole.dropped & ~whole.stayed_one & ~whole.raised
    settable, clearable = whole.stayed_one | whole.raised, whole.stayed_zero | whole.dropped
    return _Bits(kept, ones, _ALL & ~(kept | ones | zeros), settable, clearable)


def _told(member: Member) -> str:
    """A member as the code writes it, without ``env.``."""
    return str(Member(member.path[1:], member.name)) if member.path[:1] == ("f_env",) else str(member)
