"""A comparison for people: each change once, under the guests that it reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cpregscan.compare.grouping import Block, Group, Spread, blocks, groups, in_cause, spreads
from cpregscan.compare.pairing import Change, ChangeKind, Diff
from cpregscan.facts.escape import printable
from cpregscan.facts.model import Guest, Register
from cpregscan.report.coverage import coverage_line, remarks
from cpregscan.report.guests import guest_name, guest_sets, wrapped
from cpregscan.report.style import Style
from cpregscan.report.values import aligned, value_text

SIGNS = {ChangeKind.ONLY_OLD: "-", ChangeKind.ONLY_NEW: "+", ChangeKind.CONST: "~"}


def render(diff: Diff, style: Style) -> Iterator[str]:
    """The changes, the models on one side only, the guests by what changed, remarks and coverage."""
    old, new = printable(diff.old.tree), printable(diff.new.tree)
    yield from _legend(diff, style, old, new)
    for block in blocks(spreads(diff, in_cause)):
        yield from _block(block, style)
        yield ""
    yield from _one_side(f"Models only in {old}:", diff.only_old, style.width)
    yield from _one_side(f"Models only in {new}:", diff.only_new, style.width)
    yield from _refusals(diff, style)
    yield from _summary(diff, style)
    for facts in (diff.old, diff.new):
        yield from remarks(facts, style)
    yield coverage_line(diff.old)
    yield coverage_line(diff.new)


def _legend(diff: Diff, style: Style, old: str, new: str) -> Iterator[str]:
    differ = sum(guest.differs for guest in diff.guests)
    yield style.heading(f"{old} -> {new}: {differ} of {len(diff.guests)} guests differ")
    if differ:
        yield style.quiet(f"- sent by {old} only, + sent by {new} only, ~ a constant that differs")
    yield ""


def _block(block: Block, style: Style) -> Iterator[str]:
    for names in guest_sets(block.guests):
        for line in wrapped(names, style.width, ""):
            yield style.heading(line)
    rows = aligned(_row(spread) for spread in block.spreads)
    for spread, row in zip(block.spreads, rows, strict=True):
        yield "  " + _paint(spread.change.kind, style, row)


def _row(spread: Spread) -> tuple[str, ...]:
    register = spread.change.register
    olds = [change.old for change in spread.variants if change.old]
    news = [change.new for change in spread.variants if change.new]
    return (
        SIGNS[spread.change.kind],
        printable(register.name),
        str(register.encoding),
        f"{register.index:#018x}",
        _both(value_text(olds), value_text(news)).replace("-> const ", "-> "),
        _both(_place(olds), _place(news)),
    )


def _place(forms: list[Register]) -> str:
    return printable(str(forms[0].origin.place)) if forms else ""


def _both(old: str, new: str) -> str:
    """What stands on the two sides, once if it is the same."""
    return " -> ".join(dict.fromkeys(text for text in (old, new) if text))


def _paint(kind: ChangeKind, style: Style, text: str) -> str:
    paint = {
        ChangeKind.ONLY_OLD: style.removed,
        ChangeKind.ONLY_NEW: style.added,
        ChangeKind.CONST: style.changed,
    }
    return paint[kind](text)


def _one_side(title: str, guests: tuple[Guest, ...], width: int) -> Iterator[str]:
    if guests:
        yield title
        models = " ".join(sorted({printable(guest.cpu) for guest in guests}))
        yield from wrapped(models, width, "  ")
        yield ""


def _refusals(diff: Diff, style: Style) -> Iterator[str]:
    """Guests that only one side refuses, or each in other words."""
    for paired in diff.guests:
        if paired.old.refusal != paired.new.refusal:
            yield style.heading(guest_name(paired.guest))
            for facts, cpu in ((diff.old, paired.old), (diff.new, paired.new)):
                verdict = "accepts it" if cpu.refusal is None else f"refuses it: {printable(cpu.refusal)}"
                yield f"  {printable(facts.tree)} {verdict}"
            yield ""


def _summary(diff: Diff, style: Style) -> Iterator[str]:
    """Guests with the same changes, with how many they are."""
    found = groups(diff, in_cause)
    if found:
        yield style.heading("By guest:")
        for group in found:
            yield from _group(group, style)
        yield ""


def _group(group: Group, style: Style) -> Iterator[str]:
    head = f"  {_counts(group.changes) or 'no change':<16}  "
    for names in guest_sets(group.guests):
        yield from wrapped(names, style.width, head, " " * len(head))
        head = " " * len(head)


def _counts(changes: Iterable[Change]) -> str:
    counted = Counter(change.kind for change in changes)
    return " ".join(f"{sign}{counted[kind]}" for kind, sign in SIGNS.items() if counted[kind])
