"""Findings about two kernels: each change in words, with its rule, its direction and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpregscan.errors import Place
from cpregscan.findings.model import Direction, Level, Verdict
from cpregscan.kvm.advice import Advice, advise
from cpregscan.kvm.comparing import Change, ChangeKind, Comparison
from cpregscan.kvm.conditions import ALWAYS, Condition
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.model import KvmRegister
from cpregscan.kvm.rules import CONDITION, GAINED, LOST, WRITE
from cpregscan.kvm.verdicts import Effect, Effects, KvmVerdict, judge
from cpregscan.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class KvmFinding:
    """One register, and what becomes of it between two kernels.

    ``rule`` is the rule's id. ``message`` fits a line, ``note`` tells both sides, ``help`` the remedies line by
    line. ``when`` is the condition, over what the profile leaves open, under which it happens. ``old`` and
    ``new`` are the register as each kernel has it. ``effects`` say what the destination's QEMU does, and
    when, if that QEMU is known.
    """

    rule: str
    level: Level
    directions: tuple[Direction, ...]
    index: int
    name: str
    when: Condition
    message: str
    note: str
    help: str
    advice: tuple[Advice, ...]
    old: KvmRegister | None
    new: KvmRegister | None
    effects: Effects = ()

    @property
    def old_place(self) -> Place | None:
        """The line of its entry in the old kernel."""
        return self.old.place if self.old else None

    @property
    def new_place(self) -> Place | None:
        """The line of its entry in the new kernel."""
        return self.new.place if self.new else None


@dataclass(frozen=True, slots=True)
class KvmAssessment:
    """Two kernels compared; ``verdicts``, forward first, if the QEMU at the ``destination`` is known."""

    comparison: Comparison
    findings: tuple[KvmFinding, ...]
    destination: Destination | None = None
    verdicts: tuple[KvmVerdict, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether a stream may fail or lose state: as the destination's QEMU decides, else if any register differs."""
        if self.destination is None:
            return any(finding.level > Level.NOTE for finding in self.findings)
        return any(verdict is not Verdict.LOADS for judged in self.verdicts for verdict, _ in judged.verdicts)


def assess(comparison: Comparison, destination: Destination | None = None) -> KvmAssessment:
    """The findings of a comparison, in its order, and the verdicts of the destination's QEMU where it is known."""
    verdicts: tuple[KvmVerdict, ...] = ()
    if destination is not None:
        verdicts = tuple(judge(comparison, destination, direction) for direction in Direction)
    found = tuple(_finding(change, destination, verdicts) for change in comparison.changes)
    return KvmAssessment(comparison, found, destination, verdicts)


def rule_of(change: Change) -> Rule:
    """The rule that a change falls under."""
    if change.kind is ChangeKind.WRITE_RULE:
        return WRITE
    if change.old is not None and change.new is not None:
        return CONDITION
    return LOST if change.kind is ChangeKind.LOST else GAINED


def _finding(change: Change, destination: Destination | None, verdicts: tuple[KvmVerdict, ...]) -> KvmFinding:
    advice = advise(change, destination)
    rule = rule_of(change)
    effects: Effects = ()
    for verdict in verdicts:
        if change.kind is not ChangeKind.WRITE_RULE and verdict.direction is change.direction:
            effects = verdict.effects.get(change.index, effects)
    return KvmFinding(
        rule=rule.id,
        level=_level(change, effects),
        directions=tuple(Direction) if change.kind is ChangeKind.WRITE_RULE else (change.direction,),
        index=change.index,
        name=change.register.name,
        when=change.when,
        message=_message(change),
        note="; ".join(_sides(change)),
        help="\n".join(_help_lines(advice)) or rule.remedy,
        advice=advice,
        old=change.old,
        new=change.new,
        effects=effects,
    )


def _level(change: Change, effects: Effects) -> Level:
    """What happens to every guest is an error, what hangs on something open a warning, what is tolerated a note."""
    if change.kind is ChangeKind.WRITE_RULE or [effect for effect, _ in effects] == [Effect.TOLERATED]:
        return Level.NOTE
    return Level.ERROR if change.when == ALWAYS else Level.WARNING


def _message(change: Change) -> str:
    name = change.register.name
    if change.kind is ChangeKind.WRITE_RULE:
        return f"{name}: other values may be accepted than before"
    word = "lost going forward" if change.kind is ChangeKind.LOST else "unknown to the old kernel going back"
    return f"{name} is {word}{when_text(change.when)}"


def when_text(condition: Condition) -> str:
    """The condition as the end of a sentence: nothing, `` unless x`` or `` if x``."""
    if condition == ALWAYS:
        return ""
    inverse = ~condition
    if len(inverse.leaves) == 1 and not inverse.text.startswith("not "):
        return f" unless {inverse.text}"
    return f" if {condition.text}"


def _sides(change: Change) -> Iterator[str]:
    for word, register in (("old", change.old), ("new", change.new)):
        place = "" if register is None else f" ({register.place})"
        yield f"{word} kernel: {side_text(register, rule_of(change).id)}{place}"


def side_text(register: KvmRegister | None, rule: str) -> str:
    """What one kernel does with a register, as far as a finding of this rule is about it."""
    if register is None:
        return "not listed"
    if rule == WRITE.id:
        return rule_text(register)
    condition = register.condition
    return "listed always" if condition == ALWAYS else f"listed if {condition.text}"


def rule_text(register: KvmRegister) -> str:
    """What values user space may write, in words."""
    write = register.write
    if write.setter:
        parts = [f"{write.setter}()"]
    else:
        parts = ["the rule of its own table" if register.listed_apart else "any value"]
    if write.mask is not None:
        parts.append(f"writable bits {write.mask:#x}")
    for word, condition in (("reads as zero", write.zero), ("writes ignored", write.ignored)):
        if condition.cubes:
            parts.append(f"{word}{when_text(condition)}")
    return ", ".join(parts)


def _help_lines(advice: tuple[Advice, ...]) -> Iterator[str]:
    for one in advice:
        yield f"({one.letter.value}) {one.text}" + (f": {one.line}" if one.line else "")
