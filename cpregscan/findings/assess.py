"""From the facts of two trees to verdicts and findings: every guest, both directions, every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cpregscan.compare.passage import Passage
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.findings.gathering import Found, gathered
from cpregscan.findings.model import Assessment, Direction, Judgement, Verdict
from cpregscan.findings.settings import Settings
from cpregscan.rules.effect import Effect
from cpregscan.rules.table import comparing, looking, module_of

_NO_MODEL = "unable to find CPU model '{}'"
_NO_MACHINE = "unsupported machine type"
"""What QEMU prints of a model or machine that it does not know."""


_Effects = tuple[tuple[str, Effect], ...]
_Known = dict[tuple[object, ...], _Effects]
"""What was found for guests that are alike, by what makes them so."""


def assess(old: Facts, new: Facts, settings: Settings) -> Assessment:
    """What becomes of each guest's stream between two trees, both ways, and why."""
    judgements: list[Judgement] = []
    found: list[Found] = []
    known: _Known = {}
    for passage in passages(old, new):
        effects = _effects(passage, known)
        judgements.append(judged(passage, effects))
        found += (Found(rule, effect, passage.guest, passage.direction) for rule, effect in effects)
    judgements.sort(
        key=lambda one: (one.guest.machine, one.guest.cpu, one.guest.smp, one.direction is Direction.BACKWARD)
    )
    return Assessment(old, new, tuple(judgements), gathered(found, old, new, settings))


def check(facts: Facts, settings: Settings) -> Assessment:
    """Whether each guest loads its own stream, and the faults of the tree that are latent."""
    judgements: list[Judgement] = []
    found: list[Found] = []
    known: _Known = {}
    for passage in passages(facts, facts):
        if passage.direction is Direction.FORWARD:
            effects = _effects(passage, known)
            judgements.append(judged(passage, effects))
            latent = ((rule.RULE.id, effect) for rule in looking() for effect in rule.look(passage.source))
            both = (*effects, *latent)
            found += (Found(rule, effect, passage.guest, passage.direction) for rule, effect in both)
    judgements.sort(key=_order)
    return Assessment(facts, facts, tuple(judgements), gathered(found, facts, facts, settings))


def _order(judgement: Judgement) -> tuple[object, ...]:
    guest = judgement.guest
    return (guest.machine, guest.cpu, guest.smp, judgement.direction is Direction.BACKWARD)


def passages(old: Facts, new: Facts) -> Iterator[Passage]:
    """Each guest that a tree starts, in the directions in which it can be sent."""
    before = {cpu.guest: cpu for cpu in old.cpus}
    after = {cpu.guest: cpu for cpu in new.cpus}
    for guest in sorted(before.keys() | after.keys()):
        first, second = before.get(guest), after.get(guest)
        if first is not None and first.refusal is None:
            yield Passage(Direction.FORWARD, first, second or _gone(guest, new))
        if second is not None and second.refusal is None and first is not None:
            yield Passage(Direction.BACKWARD, second, first)


def _gone(guest: Guest, new: Facts) -> CpuFacts:
    model = guest.cpu.partition(",")[0]
    known = any(cpu.cpu.partition(",")[0] == model for cpu in new.cpus)
    said = _NO_MACHINE if known else _NO_MODEL.format(model)
    return CpuFacts(guest.cpu, guest.machine, (), (), said, guest.smp)


def _effects(passage: Passage, known: _Known) -> _Effects:
    """What all rules find, with their ids; guests that are alike at both ends are looked at once."""
    key = (passage.direction, *_identity(passage.source), *_identity(passage.destination))
    if key not in known:
        known[key] = tuple(effects_of(passage))
    return known[key]


def effects_of(passage: Passage) -> Iterator[tuple[str, Effect]]:
    """What the rules find in a passage, each effect with the id of its rule."""
    for rule in _rules(passage):
        for effect in rule.find(passage):
            yield rule.RULE.id, effect


def _rules(passage: Passage) -> tuple[Any, ...]:
    """The rules to ask: of a destination that does not start there is nothing more to say."""
    if passage.destination.refusal is not None:
        return (module_of("guest-refused"),)
    return comparing()


def _identity(cpu: CpuFacts) -> tuple[object, ...]:
    name = cpu.cpu if cpu.refusal is not None else ""
    return (tuple(map(id, cpu.registers)), id(cpu.stream), cpu.refusal, name)


def judged(passage: Passage, effects: Iterable[tuple[str, Effect]]) -> Judgement:
    """The verdict on a guest in one direction: that of its gravest effect. Effects come with the ids of their rules."""
    effects = list(effects)
    undecided = (*passage.source.undecided, *passage.destination.undecided)
    verdicts = [effect.verdict for _, effect in effects]
    if undecided:
        verdicts.append(Verdict.UNDECIDED)
    verdict = max(verdicts, key=lambda one: one.gravity, default=Verdict.LOADS)
    return Judgement(
        passage.guest,
        passage.direction,
        verdict,
        all(effect.loads_zeroed for _, effect in effects),
        tuple(dict.fromkeys(line for _, effect in effects for line in effect.says)),
        tuple(sorted({rule for rule, effect in effects if effect.verdict is not Verdict.LOADS})),
        undecided,
    )
