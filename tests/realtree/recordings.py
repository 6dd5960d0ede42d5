"""The recordings of real QEMUs, and what the source of the same Debian packages gives for them."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, repeat
from multiprocessing import get_context
from typing import Any

from cpregscan.errors import Place
from cpregscan.facts.model import CpuFacts, Guest
from cpregscan.qemu.analysis import TreeAnalysis
from cpregscan.qemu.boards import DEFAULT
from cpregscan.trees.opening import open_tree
from tests.realtrees import debian_trees, oracle

_BOARD_DEFAULT = "BOARD-DEFAULT"
"""What a recording says in place of a CPU model that the board brought."""

_SMP = "+smp"
_SHOWN = 4
_PROCESSES, _PARTS = 2, 16


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the oracle. ``release`` is the VERSION of the tree that the recorded binary was built from."""

    name: str
    release: str
    arch: str

    def guests(self) -> Iterator[tuple[Guest, dict[int, int]]]:
        """Each recorded guest with the values of its list by index. Skips the test without recordings."""
        with gzip.open(oracle() / f"{self.name}.jsonl.gz") as lines:
            for line in lines:
                record = json.loads(line)
                machine, _, smp = record["machine"].partition(_SMP)
                guest = Guest(cpu_of(record), machine, int(smp or 1))
                yield guest, {int(index, 16): int(value, 16) for index, value in record["cpregs"]}

    def analysis(self) -> TreeAnalysis:
        """The analysis of the tree that the binary was built from. Skips the test without the tree."""
        return _analysis(self.release, self.arch)


RECORDINGS = (
    Recording("qemu-7.2", "7.2.22", "aarch64"),
    Recording("qemu-7.2-arm", "7.2.22", "arm"),
    Recording("qemu-10.0", "10.0.13", "aarch64"),
    Recording("qemu-10.0-arm", "10.0.13", "arm"),
)


def cpu_of(record: dict[str, Any]) -> str:
    """The CPU of a recorded guest as the analyser calls it."""
    cpu = str(record["cpu"])
    return DEFAULT if cpu == _BOARD_DEFAULT else cpu


@functools.cache
def _analysis(release: str, arch: str) -> TreeAnalysis:
    (debian,) = (tree for tree in debian_trees() if tree.release == release)
    return TreeAnalysis(open_tree(str(debian.folder)), arch)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a guest's facts stand to its recording; the differences are written out."""

    guest: Guest
    membership: tuple[str, ...]
    constants: tuple[str, ...]
    resets: tuple[str, ...]
    reset_count: int
    undecided: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        name = f"{self.guest.cpu} on {self.guest.machine} (smp {self.guest.smp})"
        differences = (*self.membership, *self.constants, *self.resets, *self.undecided)
        more = f" and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
        return f"{name}: {'; '.join(differences[:_SHOWN])}{more}"


def is_none_or_virt(guest: Guest) -> bool:
    """Whether the guest is on `none` or of the family `virt`."""
    return guest.machine.partition(",")[0].partition("-")[0] in ("none", "virt")


@functools.cache
def outcomes(recording: Recording) -> tuple[Outcome, ...]:
    """All recorded guests on `none` and `virt*`, each run once."""
    return _run(recording, [recorded for recorded in recording.guests() if is_none_or_virt(recorded[0])])


@functools.cache
def board_outcomes(recording: Recording) -> tuple[Outcome, ...]:
    """All recorded guests on other boards, each run once."""
    return _run(recording, [recorded for recorded in recording.guests() if not is_none_or_virt(recorded[0])])


def _run(recording: Recording, guests: list[tuple[Guest, dict[int, int]]]) -> tuple[Outcome, ...]:
    """The outcomes of guests, by two processes."""
    recording.analysis()  # made before the fork, so that both processes have it
    parts = [guests[start::_PARTS] for start in range(_PARTS)]
    with ProcessPoolExecutor(_PROCESSES, get_context("fork")) as pool:
        found = chain.from_iterable(pool.map(_outcomes, repeat(recording), parts))
        return tuple(sorted(found, key=lambda one: one.guest))


def _outcomes(recording: Recording, guests: list[tuple[Guest, dict[int, int]]]) -> list[Outcome]:
    analysis = recording.analysis()
    return [outcome(analysis.facts_of(guest), values) for guest, values in guests]


def outcome(facts: CpuFacts, recorded: dict[int, int]) -> Outcome:
    """Compares facts with the recorded values by index."""
    registers = {register.index: register for register in facts.registers}
    missing = [f"lacks {index:#018x}" for index in sorted(recorded.keys() - registers.keys())]
    extra = [
        f"has {index:#018x} {registers[index].name}" for index in sorted(registers.keys() - recorded.keys())
    ]
    refusal = [f"refused: {facts.refusal}"] if facts.refusal is not None else []
    constants, resets, reset_count = [], [], 0
    for index in sorted(recorded.keys() & registers.keys()):
        register, value = registers[index], recorded[index]
        if register.const is not None:
            if register.const != value:
                constants.append(f"{register.name} is {register.const:#x}, recorded {value:#x}")
            continue
        reset_count += 1
        if register.reset != value:
            shown = "undecided" if register.reset is None else f"{register.reset:#x}"
            resets.append(f"{register.name} resets to {shown}, recorded {value:#x}")
    undecided = tuple(_told(one.place, one.reason) for one in facts.undecided)
    return Outcome(
        facts.guest, (*refusal, *missing, *extra), tuple(constants), tuple(resets), reset_count, undecided
    )


def _told(place: Place, reason: str) -> str:
    return f"undecided {place}: {reason}"
