"""Builds guests one after the other and reads their cpreg lists into facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from cpregscan.cmachine.keeping.tainting import tainted
from cpregscan.cmachine.outcomes import Outcomes
from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import Refusal
from cpregscan.facts.guestset import version_key
from cpregscan.facts.model import Accepted, CpuFacts, Encoding, Guest, Register, Undecided
from cpregscan.qemu.acceptance import Acceptance, Answers, untouched
from cpregscan.qemu.boards import boards, build
from cpregscan.qemu.carrying import CarriedOver, carried_over
from cpregscan.qemu.cpregs import HELPER_FILE, ListedRegister, listed_registers
from cpregscan.qemu.program import TreeProgram
from cpregscan.qemu.provenance import FeatureLog, Provenance
from cpregscan.qemu.searching import searched
from cpregscan.qemu.sections import Sections
from cpregscan.trees.tree import Tree

_VERSIONED = "virt-"
_FLAG_PREFIX = "ARM_CP_"
_GROWN = 1.25
"""Translations that it takes to keep a program again, as a multiple of those that were kept before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the analysis of a tree leaves to that of the next: translations, and accepted bits by what decides them."""

    program: Program
    answers: Answers


class Before(NamedTuple):
    """What the analysis of another tree left, and how that tree differs from the one at hand.

    ``searched`` are the files that were only searched in it, with digests of what was seen, see
    `cpregscan.qemu.searching`; of the ``tree`` no more may be known than what it was asked.
    """

    kept: Kept
    changed: Collection[str]
    searched: Mapping[str, str]
    tree: Tree

    def unchanged(self) -> dict[str, str]:
        """The digests that are still good."""
        return {path: digest for path, digest in self.searched.items() if path not in self.changed}


Fields = tuple[int, int, int, int, int]
Found = TypeVar("Found")


def without(found: dict[Any, list[Found]], others: dict[Any, list[Found]]) -> dict[Any, list[Found]]:
    """What is not among the others, which the same analysis has found before."""
    known = {id(one) for several in others.values() for one in several}
    new = {key: [one for one in several if id(one) not in known] for key, several in found.items()}
    return {key: several for key, several in new.items() if several}


class Learned(NamedTuple):
    """What an analysis has found besides facts: accepted bits, what calls came to, and the files it has included."""

    answers: Answers
    outcomes: dict[str, Outcomes]
    included: frozenset[str]

    def since(self, before: Learned) -> Learned:
        """What is new."""
        outcomes = {
            python: without(found, before.outcomes.get(python, {})) for python, found in self.outcomes.items()
        }
        return Learned(without(self.answers, before.answers), outcomes, self.included - before.included)


class TreeAnalysis:
    """All guests of one tree and binary. Making it reads the tree and registers its CPU models."""

    def __init__(self, tree: Tree, arch: str, before: Before | None = None) -> None:
        self.tree = TreeProgram(
            tree, arch, before.kept.program if before else None, before.changed if before else ()
        )
        self._log = FeatureLog(self.tree.program)
        self._provenance = Provenance(self.tree.program, self._log)
        self._kept = len(self.tree.program.translations) if self.tree.renewed else 0
        self._flags = TypeFlags(self.tree)
        answers = before.kept.answers if before and self.tree.renewed else {}
        changed_names = tainted(self.tree.program)
        self._acceptance = Acceptance(self.tree.program, untouched(answers, changed_names))
        self.tree.program.forget_outcomes(changed_names)
        self._sections = Sections(self.tree)
        self._registers: dict[tuple[object, ...], Register] = {}
        """By all that makes them equal: guests share them. What is told apart by its identity stays in memory."""
        self._before = before
        self._included: frozenset[str] = frozenset()
        """Files that the analysis of the same tree in another process has included."""

    def has_grown(self) -> bool:
        """Whether so much was translated since the last time that it is worth to be kept."""
        translated = len(self.tree.program.translations)
        if translated <= self._kept * _GROWN:
            return False
        self._kept = translated
        return True

    def kept(self) -> Kept:
        """What to keep for trees that differ in some files only."""
        return Kept(self.tree.program, self._acceptance.answers())

    def searched(self) -> dict[str, str]:
        """The files that were only searched, each with a digest of what a search can see."""
        known = self._before.unchanged() if self._before else {}
        return searched(self.tree.build, self._all_included(), known)

    def carried_over(self) -> CarriedOver | None:
        """Where lines are now, if every guest is what it was in the tree from which this analysis goes on."""
        return carried_over(self.tree, self._before.searched, self._before.tree) if self._before else None

    def learned(self) -> Learned:
        """What was found so far, for the same analysis in another process."""
        outcomes = {
            python: {key: list(known) for key, known in found.items()}
            for python, found in self.tree.program.outcomes.items()
        }
        return Learned(self._acceptance.answers(), outcomes, self._all_included())

    def adopt(self, learned: Learned) -> None:
        """Takes over what was found in another process."""
        self._acceptance.adopt(learned.answers)
        self.tree.program.learn_outcomes(learned.outcomes)
        self._included |= learned.included

    def _all_included(self) -> frozenset[str]:
        own = self.tree.program.sources.included
        return self._included.union(path for path, file in own.items() if file)

    def models(self) -> tuple[str, ...]:
        """The CPU models that the tree registers, sorted."""
        return tuple(sorted(self.tree.models()))

    def machines(self) -> tuple[str, ...]:
        """The versions of the machine `virt` that the tree has, oldest first."""
        with self.tree.guest.guarded():
            self.tree.guest.begin()
            names = {board.name for board in boards(self.tree).values() if board.name.startswith(_VERSIONED)}
        return tuple(sorted(names, key=version_key))

    def facts_of(self, guest: Guest) -> CpuFacts:
        """The cpreg list of one guest. Raises UsageError for what the tree lacks, MachineError, SourceError."""
        machine = self.tree.guest
        self._log.places = {}
        self._provenance.begin()
        self._sections.begin()
        try:
            with machine.guarded():
                machine.begin()
                cpu = build(self.tree, guest.machine, guest.cpu, guest.smp)
                listed = tuple(listed_registers(self.tree.program, cpu))
                accepted = self._acceptance.accepted(cpu, listed)
                registers = tuple(
                    self._register(one, cpu, bits) for one, bits in zip(listed, accepted, strict=True)
                )
                stream = self._sections.stream(cpu, listed)
        except Refusal as refusal:
            return CpuFacts(guest.cpu, guest.machine, (), self._undecided(), refusal.message, guest.smp)
        return CpuFacts(guest.cpu, guest.machine, registers, self._undecided(), None, guest.smp, stream)

    def _undecided(self) -> tuple[Undecided, ...]:
        places = {**self.tree.shared_undecided, **self.tree.guest.undecided_places}
        return tuple(sorted(Undecided(place, reason) for place, reason in places.items()))

    def _register(self, listed: ListedRegister, cpu: RecordObject, accepted: Accepted | None) -> Register:
        reginfo = listed.reginfo
        origin = self._provenance.origin(reginfo, listed.chain, cpu)
        for name in ("name", "type"):
            value = getattr(reginfo, f"f_{name}")
            if isinstance(value, Unknown):
                reason = f"the register's {name} cannot be told: {value.reason}"
                self.tree.guest.undecided_places.setdefault(origin.place, reason)
        const = listed.value if listed.constant else None
        fields = encoded(listed.index, reginfo)
        name = text_of(reginfo.f_name)
        key = (
            listed.index,
            listed.key,
            name,
            fields,
            reginfo.f_type,
            const,
            listed.value,
            id(origin),
            id(accepted),
        )
        known = self._registers.get(key)
        if known is None:
            known = self._registers[key] = Register(
                index=listed.index,
                key=listed.key,
                name=name,
                encoding=encoding_of(listed.index, fields),
                bank=_bank(listed.index),
                flags=self._flags.names(reginfo.f_type),
                const=const,
                reset=listed.value,
                origin=origin,
                accepted=accepted,
            )
        return known


def _is_aarch64(index: int) -> bool:
    """KVM_REG_ARCH_MASK of the index: arm64 is 0x60…, arm 0x40…."""
    return index >> 56 == 0x60


def _bank(index: int) -> str:
    """The bank of an AArch32 register: QEMU keeps CP_REG_AA32_NS in bit 29 of the index."""
    if _is_aarch64(index):
        return ""
    return "NS" if index >> 29 & 1 else "S"


def encoded(index: int, reginfo: RecordObject) -> Fields:
    """The fields of the encoding that a reginfo has been registered with; see `Encoding`."""
    first = reginfo.f_opc0 if _is_aarch64(index) else reginfo.f_cp
    return first, reginfo.f_opc1, reginfo.f_crn, reginfo.f_crm, reginfo.f_opc2


def encoding_of(index: int, fields: Fields) -> Encoding:
    """The encoding with these fields."""
    if _is_aarch64(index):
        return Encoding("AA64", fields, is64=False)
    return Encoding("AA32", fields, is64=index >> 52 & 0xF == 3)


class TypeFlags:
    """The names of the bits in ARMCPRegInfo.type, read from the tree's ARM_CP_* constants."""

    def __init__(self, tree: TreeProgram) -> None:
        self._tree = tree
        self._bits: dict[int, str] | None = None
        self._known: dict[int, tuple[str, ...]] = {}

    def names(self, value: int) -> tuple[str, ...]:
        """The names of the bits that are set, without their prefix, sorted."""
        if value not in self._known:
            bits = self._bit_names()
            set_bits = (1 << number for number in range(value.bit_length()) if value >> number & 1)
            self._known[value] = tuple(sorted(bits.get(bit, f"{bit:#x}") for bit in set_bits))
        return self._known[value]

    def _bit_names(self) -> dict[int, str]:
        if self._bits is None:
            scope = self._tree.program.scope(HELPER_FILE)
            names = [
                *scope.names_beginning(_FLAG_PREFIX),
                *(n for n in scope.unit.macros if n.startswith(_FLAG_PREFIX)),
            ]
            self._bits = {}
            for name in names:
                if name.startswith((f"{_FLAG_PREFIX}STATE", f"{_FLAG_PREFIX}SECSTATE")):
                    continue  # other enums of the same prefix
                value = self._value(name)
                if value is not None and value > 0 and value & (value - 1) == 0:
                    self._bits.setdefault(value, name.removeprefix(_FLAG_PREFIX))
        return self._bits

    def _value(self, name: str) -> int | None:
        from cpregscan.errors import CpregscanError

        try:
            return int(self._tree.program.evaluate(HELPER_FILE, name, "void *unused", None))
        except (CpregscanError, TypeError, ValueError):
            return None
