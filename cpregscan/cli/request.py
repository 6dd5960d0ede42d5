"""Which guests the user asks for."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass

from cpregscan.facts.model import Guest

ALL = "all"


@dataclass(frozen=True, slots=True)
class Request:
    """CPUs (None for every model) on machines, with call chains and guards if ``detailed``."""

    cpus: tuple[str, ...] | None
    machines: tuple[str, ...]
    smp: int
    detailed: bool
    divisible: bool = True
    """Whether the work may go to several processes."""

    def guests(self, models: Iterable[str]) -> tuple[Guest, ...]:
        """The guests that are asked for, sorted; ``models`` are all there are."""
        cpus = tuple(models) if self.cpus is None else self.cpus
        return tuple(sorted(Guest(cpu, machine, self.smp) for cpu in cpus for machine in self.machines))


def request_of(arguments: Namespace, *, detailed: bool) -> Request:
    """What --cpu, --machine and --smp ask for; repetitions count once."""
    cpus = tuple(dict.fromkeys(arguments.cpu or (ALL,)))
    machines = tuple(dict.fromkeys(arguments.machine or ("none",)))
    return Request(None if ALL in cpus else cpus, machines, arguments.smp, detailed)
