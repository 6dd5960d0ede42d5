"""Which guests have another stream in two trees. What merely stands on other lines is no difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from cpregscan.facts.model import CpuFacts, Facts, Guest, Register
from cpregscan.facts.stream import Stream

_LINE = re.compile(r":\d+")


def differing_guests(old: Facts, new: Facts) -> frozenset[Guest]:
    """The guests whose facts differ in more than places, or that only one tree has."""
    if old.cpus is new.cpus:
        return frozenset()
    comparing = _Comparing()
    before = {cpu.guest: cpu for cpu in old.cpus}
    after = {cpu.guest: cpu for cpu in new.cpus}
    both = before.keys() & after.keys()
    return frozenset(
        guest
        for guest in before.keys() | after.keys()
        if guest not in both or not comparing.same_cpu(before[guest], after[guest])
    )


def narrowed_to(facts: Facts, guests: Collection[Guest]) -> Facts:
    """The facts of these guests alone."""
    return replace(facts, cpus=tuple(cpu for cpu in facts.cpus if cpu.guest in guests))


class _Comparing:
    """Compares parts that many guests share once."""

    def __init__(self) -> None:
        self._registers: dict[tuple[int, int], bool] = {}
        self._streams: dict[tuple[int, int], bool] = {}

    def same_cpu(self, one: CpuFacts, other: CpuFacts) -> bool:
        if one is other:
            return True
        if len(one.registers) != len(other.registers) or one.refusal != other.refusal:
            return False
        if _doubts(one) != _doubts(other) or not self._same_stream(one.stream, other.stream):
            return False
        return all(map(self._same_register, one.registers, other.registers))

    def _same_register(self, one: Register, other: Register) -> bool:
        key = (id(one), id(other))
        if key not in self._registers:
            self._registers[key] = one is other or replace(one, origin=other.origin) == other
        return self._registers[key]

    def _same_stream(self, one: Stream, other: Stream) -> bool:
        key = (id(one), id(other))
        if key not in self._streams:
            self._streams[key] = one is other or _unplaced(one) == _unplaced(other)
        return self._streams[key]


def _unplaced(stream: Stream) -> tuple[Stream, tuple[object, ...]]:
    tolerances = tuple((one.index, one.kind, one.mask, one.value) for one in stream.tolerances)
    return replace(stream, tolerances=(), lengths=(), feature_places=()), (
        tolerances,
        frozenset(stream.lengths),
    )


def _doubts(cpu: CpuFacts) -> Counter[tuple[str, str]]:
    return Counter((one.place.path, _LINE.sub("", one.reason)) for one in cpu.undecided)
