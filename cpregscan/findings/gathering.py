"""Makes findings of effects: one for each cause, with all the guests and directions that it reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from cpregscan.facts.model import Facts, Guest
from cpregscan.findings.model import Direction, Finding, Level, Reach, Site, Subject, Verdict
from cpregscan.findings.settings import Settings
from cpregscan.rules.effect import Effect, Spot, Trees
from cpregscan.rules.table import module_of

MOVING_TARGETS = frozenset(("max",))
"""CPU models of which QEMU's documents promise no compatibility."""


class Found(NamedTuple):
    """An effect, the rule that found it, and where."""

    rule: str
    effect: Effect
    guest: Guest
    direction: Direction


def gathered(found: Iterable[Found], old: Facts, new: Facts, settings: Settings) -> tuple[Finding, ...]:
    """The findings, gravest first, then by rule and subject."""
    causes: dict[tuple[str, Hashable], list[Found]] = defaultdict(list)
    for one in found:
        causes[one.rule, one.effect.cause].append(one)
    trees = Trees(old.tree, new.tree)
    findings = [_finding(rule, members, trees, settings) for (rule, _), members in causes.items()]
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    first = finding.subjects[0] if finding.subjects else Subject("")
    return (-finding.level, finding.rule, first.index or 0, first.name, finding.message)


def _finding(rule: str, members: Sequence[Found], trees: Trees, settings: Settings) -> Finding:
    effects = [member.effect for member in members]
    subjects = tuple(
        sorted({effect.subject for effect in effects}, key=lambda one: (one.index or 0, one.name))
    )
    telling = module_of(rule).tell(effects, trees)
    moving = all(is_moving_target(member.guest) for member in members)
    return Finding(
        rule=rule,
        level=_level(members, settings, moving_target=moving),
        message=telling.message,
        note=telling.note,
        help=telling.help,
        subjects=subjects,
        sites=_sites(members),
        reaches=_reaches(members),
        fingerprint=_fingerprint(rule, subjects, effects),
        says=tuple(dict.fromkeys(line for effect in effects for line in effect.says)),
        moving_target=moving,
    )


def is_moving_target(guest: Guest) -> bool:
    """Whether QEMU promises no compatibility for the guest's CPU model."""
    return guest.cpu.partition(",")[0] in MOVING_TARGETS


def _level(members: Iterable[Found], settings: Settings, *, moving_target: bool) -> Level:
    """The gravest level that any member has; one less where nothing but moving targets is reached."""
    level = max(_level_of(member, settings) for member in members)
    if moving_target and not settings.strict and level > Level.NOTE:
        return Level(level - 1)
    return level


def _level_of(member: Found, settings: Settings) -> Level:
    verdict = member.effect.verdict
    if verdict is Verdict.LOADS:
        return Level.NOTE
    full = settings.level_of_break(member.direction)
    certain = verdict in (Verdict.FAILS_AT_RESET, Verdict.FAILS_FOR_SOME_STATE)
    if certain or not member.effect.loads_zeroed:
        return full
    return Level(max(Level.NOTE, full - 1))


def _reaches(members: Iterable[Found]) -> tuple[Reach, ...]:
    """Each guest and direction once, with the gravest verdict."""
    gravest: dict[tuple[Guest, Direction], Verdict] = {}
    for member in members:
        key = (member.guest, member.direction)
        known = gravest.get(key)
        if known is None or member.effect.verdict.gravity > known.gravity:
            gravest[key] = member.effect.verdict
    ordered = sorted(gravest.items(), key=lambda one: (one[0][0], one[0][1] is Direction.BACKWARD))
    return tuple(Reach(guest, direction, verdict) for (guest, direction), verdict in ordered)


def _sites(members: Iterable[Found]) -> tuple[Site, ...]:
    """The places of both trees, the old one's first, each once."""
    sites = {_site(spot, member.direction) for member in members for spot in member.effect.spots}
    return tuple(sorted(sites, key=lambda one: (one.in_new, one.place, one.label)))


def _site(spot: Spot, direction: Direction) -> Site:
    return Site(spot.place, spot.in_source is (direction is Direction.BACKWARD), spot.label)


def _fingerprint(rule: str, subjects: Sequence[Subject], effects: Sequence[Effect]) -> str:
    """16 hex digits of the rule, the subjects and what changed: neither lines nor tree names count."""
    details = sorted({effect.detail for effect in effects})
    text = "\n".join((rule, *map(str, subjects), *details))
    return sha256(text.encode()).hexdigest()[:16]
