"""Sets of guests as text: ``none virt: cortex-a53 cortex-a57; virt*2: cortex-a7``, or ``*`` for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cpregscan.facts.escape import item
from cpregscan.facts.model import Guest

ALL = "*"


def _machine_label(guest: Guest) -> str:
    return item(guest.machine) if guest.smp == 1 else f"{item(guest.machine)}*{guest.smp}"


def version_key(machine: str) -> tuple[int, ...]:
    """Orders versions of a machine, such as ``virt-9.2`` before ``virt-10.0``."""
    numbers = machine.partition(",")[0].partition("-")[2].split(".")
    return tuple(int(number) if number.isdecimal() else 0 for number in numbers)


class GuestTable:
    """The guests of one facts file, numbered in their order; writes and reads sets of the numbers."""

    def __init__(self, guests: Sequence[Guest]) -> None:
        self.guests = tuple(guests)
        self._names = [(_machine_label(guest), item(guest.cpu)) for guest in self.guests]
        self._numbers: dict[str, dict[str, int]] = {}
        for number, (machine, cpu) in enumerate(self._names):
            self._numbers.setdefault(machine, {})[cpu] = number

    def write(self, numbers: Collection[int]) -> str:
        """The set as text: machines that have the same CPUs are written together."""
        if len(numbers) == len(self.guests):
            return ALL
        cpus: dict[str, list[str]] = {}
        for number in sorted(numbers):
            machine, cpu = self._names[number]
            cpus.setdefault(machine, []).append(cpu)
        machines: dict[str, list[str]] = {}
        for machine, names in cpus.items():
            machines.setdefault(" ".join(names), []).append(machine)
        return "; ".join(f"{' '.join(labels)}: {names}" for names, labels in machines.items())

    def read(self, text: str, wanted: frozenset[int]) -> tuple[int, ...]:
        """Those numbers of the written set that are wanted, ascending. Raises KeyError or ValueError."""
        if text == ALL:
            return tuple(sorted(wanted))
        machines = {self._names[number][0] for number in wanted}
        return tuple(sorted(number for number in self._members(text, machines) if number in wanted))

    def _members(self, text: str, machines: set[str]) -> Iterable[int]:
        for clause in text.split("; "):
            labels, names = clause.split(": ")
            cpus = names.split(" ")
            for label in labels.split(" "):
                numbers = self._numbers[label]
                if label in machines:
                    for cpu in cpus:
                        yield numbers[cpu]
