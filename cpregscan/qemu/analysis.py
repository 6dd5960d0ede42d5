"""Builds guests one after the other and reads their cpreg lists into facts."""

from __future__ import annotations

from cpregscan.cmachine.keeping.tainting import tainted
from cpregscan.errors import Refusal
from cpregscan.facts.guestset import version_key
from cpregscan.facts.model import CpuFacts, Guest, Undecided
from cpregscan.qemu.acceptance import Acceptance, untouched
from cpregscan.qemu.boards import boards, build
from cpregscan.qemu.carrying import CarriedOver, carried_over
from cpregscan.qemu.cpregs import listed_registers
from cpregscan.qemu.handover import Before, Kept, Learned
from cpregscan.qemu.program import TreeProgram
from cpregscan.qemu.provenance import FeatureLog, Provenance
from cpregscan.qemu.registers import Registers
from cpregscan.qemu.searching import searched
from cpregscan.qemu.sections import Sections
from cpregscan.trees.tree import Tree

_VERSIONED = "virt-"
_GROWN = 1.25
"""Translations that it takes to keep a program again, as a multiple of those that were kept before."""


class TreeAnalysis:
    """All guests of one tree and binary. Making it reads the tree and registers its CPU models."""

    def __init__(self, tree: Tree, arch: str, before: Before | None = None) -> None:
        self.tree = TreeProgram(
            tree, arch, before.kept.program if before else None, before.changed if before else ()
        )
        self._log = FeatureLog(self.tree.program)
        self._provenance = Provenance(self.tree.program, self._log)
        self._registers = Registers(self.tree, self._provenance)
        self._kept = len(self.tree.program.translations) if self.tree.renewed else 0
        answers = before.kept.answers if before and self.tree.renewed else {}
        changed_names = tainted(self.tree.program)
        self._acceptance = Acceptance(self.tree.program, untouched(answers, changed_names))
        self.tree.program.forget_outcomes(changed_names)
        self._sections = Sections(self.tree)
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
                    self._registers.register(one, cpu, bits)
                    for one, bits in zip(listed, accepted, strict=True)
                )
                stream = self._sections.stream(cpu, listed)
        except Refusal as refusal:
            return CpuFacts(guest.cpu, guest.machine, (), self._undecided(), refusal.message, guest.smp)
        return CpuFacts(guest.cpu, guest.machine, registers, self._undecided(), None, guest.smp, stream)

    def _undecided(self) -> tuple[Undecided, ...]:
        places = {**self.tree.shared_undecided, **self.tree.guest.undecided_places}
        return tuple(sorted(Undecided(place, reason) for place, reason in places.items()))
