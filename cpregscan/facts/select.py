"""Narrows facts to the registers a user asks for: by name, index or encoding, or by a line of source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from cpregscan.errors import Place, UsageError
from cpregscan.facts.model import CpuFacts, Facts, Origin, Register

Wanted = Callable[[Register], bool]


def narrowed(facts: Facts, wanted: Wanted) -> Facts:
    """The facts with the wanted registers only; guests that have none are left out."""
    cpus = (replace(cpu, registers=tuple(filter(wanted, cpu.registers))) for cpu in facts.cpus)
    return replace(facts, cpus=tuple(filter(_says_something, cpus)))


def by_register(facts: Facts, spec: str) -> Facts:
    """The facts of one register: its name, encoding (case aside) or index.

    Raises UsageError with near names if no guest has it.
    """
    index = _number(spec)
    word = spec.lower()

    def wanted(register: Register) -> bool:
        return register.index == index or word in (register.name.lower(), str(register.encoding).lower())

    found = narrowed(facts, wanted)
    if not any(cpu.registers for cpu in found.cpus):
        raise UsageError(f"no register {spec!r} in the lists of {facts.tree}{_near(facts, spec)}")
    return found


def by_place(facts: Facts, spec: str) -> Facts:
    """The facts of the registers that a line leads to: as entry, in the call chain or as guard.

    ``spec`` is ``path:line``; the path may be cut on the left (``helper.c:123``). Raises UsageError
    if it is none.
    """
    path, _, line = spec.rpartition(":")
    if not path or not line.isdecimal():
        raise UsageError(f"{spec!r} is no place: write file:line, such as target/arm/helper.c:123")
    number = int(line)

    def wanted(register: Register) -> bool:
        return any(_is_at(place, path, number) for place in places(register.origin))

    return narrowed(facts, wanted)


def places(origin: Origin) -> Iterator[Place]:
    """Every place that had a part in a register's being there."""
    yield origin.place
    for call in origin.chain:
        yield call.place
    for guard in origin.guards:
        yield guard.place


def _is_at(place: Place, path: str, line: int) -> bool:
    return place.line == line and (place.path == path or place.path.endswith(f"/{path}"))


def _says_something(cpu: CpuFacts) -> bool:
    return bool(cpu.registers or cpu.undecided) or cpu.refusal is not None


def _number(spec: str) -> int | None:
    try:
        return int(spec, 0)
    except ValueError:
        return None


def _near(facts: Facts, spec: str) -> str:
    names = {register.name for cpu in facts.cpus for register in cpu.registers}
    word = spec.upper()
    parts = [name for name in sorted(names) if word in name.upper()]
    near = parts[:4] or get_close_matches(word, sorted(names), n=4)
    return f"; near names: {', '.join(near)}" if near else ""
