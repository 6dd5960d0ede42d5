"""A comparison as JSON: each change with its guests, and each guest with its changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cpregscan.compare.grouping import Spread, exactly, groups, in_cause, spreads
from cpregscan.compare.pairing import Diff, GuestDiff
from cpregscan.facts.model import CpuFacts, Guest, Register
from cpregscan.report.jsonparts import (
    Json,
    Rows,
    guest_part,
    json_lines,
    name_part,
    tree_part,
    undecided_part,
    value_part,
)
from cpregscan.report.style import Style

FORMAT = "cpregscan-compare-1"


def render(diff: Diff, _style: Style) -> Iterator[str]:
    """The lines of one JSON object. Changes and guests are numbered in their order, from 0."""
    changes = spreads(diff, exactly)
    numbers = {paired.guest: number for number, paired in enumerate(diff.guests)}
    document = {
        "format": FORMAT,
        "arch": diff.new.arch,
        "old": tree_part(diff.old),
        "new": tree_part(diff.new),
        "differs": diff.differs,
        "only_old": [guest_part(guest) for guest in diff.only_old],
        "only_new": [guest_part(guest) for guest in diff.only_new],
        "changes": Rows(_change(spread, numbers) for spread in changes),
        "guests": Rows(_guests(diff.guests, changes)),
        "groups": Rows([numbers[guest] for guest in group.guests] for group in groups(diff, in_cause)),
    }
    return json_lines(document)


def _change(spread: Spread, numbers: dict[Guest, int]) -> Json:
    change = spread.change
    return {
        "kind": change.kind.value,
        **name_part(change.register),
        "old": _side(change.old),
        "new": _side(change.new),
        "guests": [numbers[guest] for guest in spread.guests],
    }


def _side(register: Register | None) -> Json | None:
    return None if register is None else value_part(register)


def _guests(paired: Iterable[GuestDiff], changes: Sequence[Spread]) -> Iterator[Json]:
    reaching: dict[Guest, list[int]] = defaultdict(list)
    for number, spread in enumerate(changes):
        for guest in spread.guests:
            reaching[guest].append(number)
    for diff in paired:
        yield {
            **guest_part(diff.guest),
            "changes": reaching[diff.guest],
            "old": _coverage(diff.old),
            "new": _coverage(diff.new),
        }


def _coverage(cpu: CpuFacts) -> Json:
    return {
        "registers": len(cpu.registers),
        "refusal": cpu.refusal,
        "undecided": [undecided_part(undecided) for undecided in cpu.undecided],
    }
