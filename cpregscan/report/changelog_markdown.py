"""All changes between two trees as Markdown, for release notes: a table for each set of guests."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.compare.grouping import Block, Spread, blocks, in_cause, spreads
from cpregscan.compare.pairing import ChangeKind, Diff
from cpregscan.facts.model import CpuFacts, Guest, Register
from cpregscan.report.coverage import coverage_line
from cpregscan.report.findings_markdown import code, escaped
from cpregscan.report.guests import guest_name, guest_sets
from cpregscan.report.style import Style
from cpregscan.report.values import value_text

WORDS = {ChangeKind.ONLY_OLD: "gone", ChangeKind.ONLY_NEW: "new", ChangeKind.CONST: "changed"}


def render(diff: Diff, _style: Style) -> Iterator[str]:
    """The changes by the guests that they reach, the models that came and went, and the coverage."""
    yield f"## cpregs: {escaped(diff.old.tree)} to {escaped(diff.new.tree)}"
    yield ""
    for block in blocks(spreads(diff, in_cause)):
        yield from _block(block)
    yield from _refusals(diff)
    yield from _models("Models that are gone", diff.only_old)
    yield from _models("New models", diff.only_new)
    if not diff.differs:
        yield from ("Nothing differs.", "")
    for facts in (diff.old, diff.new):
        yield f"{escaped(coverage_line(facts))}  "


def _block(block: Block) -> Iterator[str]:
    yield f"### {'; '.join(map(escaped, guest_sets(block.guests)))}"
    yield ""
    yield from ("| | register | encoding | index | value |", "|---|---|---|---|---|")
    for spread in block.spreads:
        yield f"| {' | '.join(_cells(spread))} |"
    yield ""


def _cells(spread: Spread) -> tuple[str, ...]:
    register = spread.change.register
    olds = [change.old for change in spread.variants if change.old]
    news = [change.new for change in spread.variants if change.new]
    values = dict.fromkeys(text for text in (_value(olds), _value(news)) if text)
    return (
        WORDS[spread.change.kind],
        code(register.name),
        code(str(register.encoding)),
        code(f"{register.index:#018x}"),
        " to ".join(values),
    )


def _value(forms: list[Register]) -> str:
    return escaped(value_text(forms))


def _refusals(diff: Diff) -> Iterator[str]:
    """Guests that only one side refuses, or each in other words."""
    for paired in diff.guests:
        if paired.old.refusal != paired.new.refusal:
            yield f"- {escaped(guest_name(paired.guest))}: {_accepts(paired.old)}, then {_accepts(paired.new)}"
            yield ""


def _accepts(cpu: CpuFacts) -> str:
    return "accepted" if cpu.refusal is None else f"refused ({escaped(cpu.refusal)})"


def _models(title: str, guests: tuple[Guest, ...]) -> Iterator[str]:
    if guests:
        models = " ".join(sorted({guest.cpu for guest in guests}))
        yield from (f"{title}: {escaped(models)}.", "")
