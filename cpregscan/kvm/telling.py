"""The words of a finding about kernels: one for all registers that fare alike."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from cpregscan.findings.model import Direction, Finding, Level, Reach, Site, Subject
from cpregscan.findings.settings import Settings
from cpregscan.kvm.alike import Group
from cpregscan.kvm.facts import encoding_of
from cpregscan.kvm.findings import KvmFinding, when_text
from cpregscan.kvm.verdicts import Effect, Effects
from cpregscan.rules.table import module_of

_WORDS = {
    Direction.FORWARD: "lost going forward",
    Direction.BACKWARD: "unknown to the old kernel going back",
}


def told(group: Group, level: Level, reaches: tuple[Reach, ...], says: tuple[str, ...]) -> Finding:
    """The finding that tells of all registers of a group."""
    first = group[0]
    return Finding(
        rule=first.rule,
        level=level,
        message=_message(group),
        note="\n".join(_note(first)),
        help="\n".join(_help(group)) or module_of(first.rule).RULE.remedy,
        subjects=tuple(_subject(finding) for finding in group),
        sites=_sites(group),
        reaches=reaches,
        fingerprint=_fingerprint(group),
        says=says,
    )


def level_of(finding: KvmFinding, effects: Effects, settings: Settings) -> Level:
    """As grave as a break of its direction if a plain guest meets it, for whom all is off that the profile leaves open.

    One less if something has to be on, or if nothing fails and state is lost. Of values, and of what the
    destination's QEMU tolerates, there are but notes.
    """
    kinds = {effect for effect, _ in effects}
    if finding.of_values or kinds == {Effect.TOLERATED}:
        return Level.NOTE
    full = settings.level_of_break(finding.directions[0])
    breaks = [when for effect, when in effects if effect is Effect.REFUSED] if effects else [finding.when]
    plainly = any(when.holds(dict.fromkeys(when.leaves, False)) for when in breaks)
    return full if plainly else Level(max(Level.NOTE, full - 1))


def _message(group: Group) -> str:
    first = group[0]
    if first.of_values:
        return f"{_names(group)} written by another rule{when_text(first.when)}: values may be refused"
    return f"{_names(group)} {_WORDS[first.directions[0]]}{when_text(first.when)}"


def _names(group: Group) -> str:
    """The registers in a few words, and the verb that goes with them."""
    first, *others = (finding.name for finding in group)
    if not others:
        return f"{first} is"
    if len(others) == 1:
        return f"{first} and {others[0]} are"
    return f"{first} and {len(others)} more registers are"


def _note(first: KvmFinding) -> Iterator[str]:
    """What both kernels do, and what the destination's QEMU, if one is named."""
    if first.of_values:
        yield "whether the new kernel refuses a value hangs on what the hosts' hardware has"
        return
    for word, text in zip(("old", "new"), first.sides, strict=True):
        yield f"{word} kernel: {text}"
    for effect, when in first.effects:
        yield f"{effect.value}{when_text(when)}"


def _help(group: Group) -> Iterator[str]:
    """Each advice once, with the lines of all registers."""
    for advice in group[0].advice:
        yield f"({advice.letter.value}) {advice.text}"
        for finding in group:
            yield from (one.line for one in finding.advice if one.line and one.letter is advice.letter)


def _subject(finding: KvmFinding) -> Subject:
    register = finding.new or finding.old
    encoding = encoding_of(register) if register else None
    return Subject(finding.name, str(encoding or ""), finding.index)


def _sites(group: Group) -> tuple[Site, ...]:
    """The entries in both kernels, each place once; of values those in the new one, with both rules."""
    sites = set()
    for finding in group:
        if finding.of_values and finding.new_place is not None:
            label = f"{finding.name}: {' -> '.join(finding.sides)}"
            sites.add(Site(finding.new_place, True, label))
            continue
        for in_new, place in enumerate((finding.old_place, finding.new_place)):
            if place is not None:
                sites.add(Site(place, bool(in_new), finding.sides[in_new]))
    return tuple(sorted(sites, key=lambda one: (one.in_new, one.place, one.label)))


def _fingerprint(group: Group) -> str:
    """16 hex digits of what changed and what becomes of it: neither lines, tree names nor the profile count."""
    first = group[0]
    words = [first.rule, *(direction.value for direction in first.directions)]
    words += [f"{finding.index:#018x} {' -> '.join(finding.sides)}" for finding in group]
    words += sorted(effect.name for effect, _ in first.effects)
    return sha256("\n".join(words).encode()).hexdigest()[:16]
