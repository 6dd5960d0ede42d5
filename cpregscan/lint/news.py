"""What a change brings about: the effects between two trees that the old tree does not have by itself."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.compare.passage import Passage
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.findings.assess import effects_of, judged, passages
from cpregscan.findings.gathering import Found, gathered
from cpregscan.findings.model import Assessment, Judgement
from cpregscan.findings.settings import Settings
from cpregscan.lint.differing import differing_guests, narrowed_to
from cpregscan.rules.effect import Effect

_Found = tuple[str, Effect]


def assess_change(old: Facts, new: Facts, settings: Settings) -> Assessment:
    """What becomes of the streams that differ between two trees, both ways.

    Guests whose stream is the same are left out, and so is what happens to a guest that stays with the old tree: a
    change is not blamed for what was so before.
    """
    guests = differing_guests(old, new)
    old, new = narrowed_to(old, guests), narrowed_to(new, guests)
    before = {cpu.guest: cpu for cpu in old.cpus}
    judgements: list[Judgement] = []
    found: list[Found] = []
    for passage in passages(old, new):
        effects = tuple(_news(passage, before))
        judgements.append(judged(passage, effects))
        found += (Found(rule, effect, passage.guest, passage.direction) for rule, effect in effects)
    return Assessment(old, new, tuple(judgements), gathered(found, old, new, settings))


def _news(passage: Passage, before: dict[Guest, CpuFacts]) -> Iterator[_Found]:
    own = before.get(passage.guest)
    standing = set() if own is None or own.refusal is not None else _standing(passage, own)
    for one in effects_of(passage):
        if _identity(one) not in standing:
            yield one


def _standing(passage: Passage, own: CpuFacts) -> set[object]:
    return set(map(_identity, effects_of(Passage(passage.direction, own, own))))


def _identity(one: _Found) -> object:
    rule, effect = one
    return rule, effect.verdict, effect.cause, effect.subject, effect.says, effect.detail, effect.mask
