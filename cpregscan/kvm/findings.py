"""Findings about two kernels: each change in words, with its rule, its direction and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpregscan.errors import Place
from cpregscan.findings.model import Direction, Level
from cpregscan.kvm.advice import Advice, Tolerances, advise
from cpregscan.kvm.comparing import Change, ChangeKind, Comparison
from cpregscan.kvm.conditions import ALWAYS, Condition
from cpregscan.kvm.model import KvmRegister, WriteRule
from cpregscan.kvm.rules import CONDITION, GAINED, LOST, WRITE
from cpregscan.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class KvmFinding:
    """One register, and what becomes of it between two kernels.

    ``rule`` is the rule's id. ``message`` fits a line, ``note`` tells both sides, ``help`` the remedies line by
    line. ``when`` is the condition, over what the profile leaves open, under which it happens.
    ``old_place`` and ``new_place`` are the entries' lines.
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
    old_place: Place | None
    new_place: Place | None


def findings(comparison: Comparison, tolerated: Tolerances | None = None) -> tuple[KvmFinding, ...]:
    """The findings of a comparison, in its order. ``tolerated``: see `advise`."""
    return tuple(_finding(change, tolerated) for change in comparison.changes)


def rule_of(change: Change) -> Rule:
    """The rule that a change falls under."""
    if change.kind is ChangeKind.WRITE_RULE:
        return WRITE
    if change.old is not None and change.new is not None:
        return CONDITION
    return LOST if change.kind is ChangeKind.LOST else GAINED


def _finding(change: Change, tolerated: Tolerances | None) -> KvmFinding:
    advice = advise(change, tolerated)
    rule = rule_of(change)
    return KvmFinding(
        rule=rule.id,
        level=_level(change),
        directions=tuple(Direction) if change.kind is ChangeKind.WRITE_RULE else (change.direction,),
        index=change.index,
        name=change.register.name,
        when=change.when,
        message=_message(change),
        note="; ".join(_sides(change)),
        help="\n".join(_help_lines(advice)) or rule.remedy,
        advice=advice,
        old_place=change.old.place if change.old else None,
        new_place=change.new.place if change.new else None,
    )


def _level(change: Change) -> Level:
    """What happens to every guest is an error, what hangs on something open a warning."""
    if change.kind is ChangeKind.WRITE_RULE:
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
        yield f"{word} kernel: {_side(register, change.kind)}"


def _side(register: KvmRegister | None, kind: ChangeKind) -> str:
    if register is None:
        return "not listed"
    if kind is ChangeKind.WRITE_RULE:
        return f"{rule_text(register.write)} ({register.place})"
    return f"listed {listed_text(register.condition)} ({register.place}, {register.entry})"


def listed_text(condition: Condition) -> str:
    """``always``, or ``if`` with the condition."""
    return "always" if condition == ALWAYS else f"if {condition.text}"


def rule_text(write: WriteRule) -> str:
    """A write rule in words."""
    parts = [f"{write.setter}()" if write.setter else "any value"]
    if write.mask is not None:
        parts.append(f"writable bits {write.mask:#x}")
    for word, condition in (("reads as zero", write.zero), ("writes ignored", write.ignored)):
        if condition.cubes:
            parts.append(f"{word}{when_text(condition)}")
    return ", ".join(parts)


def _help_lines(advice: tuple[Advice, ...]) -> Iterator[str]:
    for one in advice:
        yield f"({one.letter.value}) {one.text}" + (f": {one.line}" if one.line else "")
