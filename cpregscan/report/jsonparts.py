"""The parts that the JSON formats share. Words of 64 bits are hex strings: JSON's numbers are too small."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TypeVar

from cpregscan.facts.model import CpuFacts, Facts, Guest, Origin, Register, Undecided
from cpregscan.report.coverage import coverage
from cpregscan.report.values import hex64

Json = dict[str, object]
Item = TypeVar("Item")


def tree_part(facts: Facts) -> Json:
    """Which tree, read by which analyser, and what was covered."""
    return {
        "tree": facts.tree,
        "commit": facts.commit,
        "version": facts.version,
        "analyser": facts.analyser,
        "coverage": asdict(coverage(facts)),
    }


def guest_part(guest: Guest) -> Json:
    """A guest."""
    return {"cpu": guest.cpu, "machine": guest.machine, "smp": guest.smp}


def cpu_part(cpu: CpuFacts) -> Json:
    """A guest with all but its registers."""
    return {
        **guest_part(cpu.guest),
        "refusal": cpu.refusal,
        "undecided": [undecided_part(undecided) for undecided in cpu.undecided],
    }


def undecided_part(undecided: Undecided) -> Json:
    """An undecided place."""
    return {"place": str(undecided.place), "reason": undecided.reason}


def name_part(register: Register) -> Json:
    """What a register is, apart from its values."""
    return {
        "index": f"{register.index:#018x}",
        "name": register.name,
        "encoding": str(register.encoding),
        "state": register.encoding.state,
        "fields": register.encoding.fields,
        "bank": register.bank,
    }


def value_part(register: Register) -> Json:
    """What one tree makes of a register."""
    return {
        "flags": register.flags,
        "const": hex64(register.const),
        "reset": hex64(register.reset),
        "place": str(register.origin.place),
        "table": register.origin.table,
    }


def trail_part(origin: Origin) -> Json:
    """How a register was reached."""
    return {
        "chain": [{"function": call.function, "place": str(call.place)} for call in origin.chain],
        "guards": [
            {"text": guard.text, "place": str(guard.place), "held": guard.held, "reasons": guard.reasons}
            for guard in origin.guards
        ],
    }


@dataclass(frozen=True, slots=True)
class Rows:
    """An array that is written with one item a line."""

    items: Iterable[object]


def json_lines(value: object, head: str = "", tail: str = "", indent: str = "") -> Iterator[str]:
    """JSON text as lines: objects that hold rows have a member a line, all else stands in one line."""
    if isinstance(value, Rows):
        yield f"{indent}{head}["
        for item, comma in _with_commas(value.items):
            yield from json_lines(item, "", comma, indent + " ")
        yield f"{indent}]{tail}"
    elif isinstance(value, dict) and any(isinstance(member, Rows) for member in value.values()):
        yield f"{indent}{head}{{"
        for (name, member), comma in _with_commas(value.items()):
            yield from json_lines(member, f"{json.dumps(name)}: ", comma, indent + " ")
        yield f"{indent}}}{tail}"
    else:
        yield f"{indent}{head}{json.dumps(value)}{tail}"


def _with_commas(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Each item with a comma, but the last one without."""
    waiting: list[Item] = []
    for item in items:
        if waiting:
            yield waiting.pop(), ","
        waiting.append(item)
    if waiting:
        yield waiting.pop(), ""
