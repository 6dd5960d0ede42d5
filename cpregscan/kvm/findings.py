"""Findings about two kernels: each change in words, with its rule, its direction and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpregscan.errors import Place
from cpregscan.findings.model import Direction
from cpregscan.kvm.advice import Advice, advise
from cpregscan.kvm.comparing import Change, ChangeKind, Comparison
from cpregscan.kvm.conditions import ALWAYS, Condition
from cpregscan.kvm.destination import UNNAMED, Destination
from cpregscan.kvm.model import KvmRegister
from cpregscan.kvm.rules import (
    kvm_condition_changed,
    kvm_register_gained,
    kvm_register_lost,
    kvm_write_rule_changed,
)
from cpregscan.kvm.verdicts import Effects, KvmVerdict, judge
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
    def of_values(self) -> bool:
        """Whether it tells of values alone: nothing is lost or gained."""
        return self.rule == kvm_write_rule_changed.RULE.id

    @property
    def sides(self) -> tuple[str, str]:
        """What each kernel does, the old one first."""
        return side_text(self.old, self.rule), side_text(self.new, self.rule)

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
    """Two kernels compared. ``verdicts``, forward first, are those of the ``destination``, or of `UNNAMED`."""

    comparison: Comparison
    findings: tuple[KvmFinding, ...]
    destination: Destination | None
    verdicts: tuple[KvmVerdict, ...]


def assess(comparison: Comparison, destination: Destination | None = None) -> KvmAssessment:
    """The findings of a comparison, in its order, and what the destination's QEMU makes of both directions."""
    verdicts = tuple(judge(comparison, destination or UNNAMED, direction) for direction in Direction)
    effective = () if destination is None else verdicts
    found = tuple(_finding(change, destination, effective) for change in comparison.changes)
    return KvmAssessment(comparison, found, destination, verdicts)


def rule_of(change: Change) -> Rule:
    """The rule that a change falls under."""
    if change.kind is ChangeKind.WRITE_RULE:
        return kvm_write_rule_changed.RULE
    if change.old is not None and change.new is not None:
        return kvm_condition_changed.RULE
    return kvm_register_lost.RULE if change.kind is ChangeKind.LOST else kvm_register_gained.RULE


def _finding(change: Change, destination: Destination | None, verdicts: tuple[KvmVerdict, ...]) -> KvmFinding:
    advice = advise(change, destination)
    rule = rule_of(change)
    effects: Effects = ()
    for verdict in verdicts:
        if change.kind is not ChangeKind.WRITE_RULE and verdict.direction is change.direction:
            effects = verdict.effects.get(change.index, effects)
    return KvmFinding(
        rule=rule.id,
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
    if rule == kvm_write_rule_changed.RULE.id:
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
