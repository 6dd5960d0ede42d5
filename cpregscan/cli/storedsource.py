"""A facts file in the place of a tree."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import NoReturn

from cpregscan.cli.request import Request
from cpregscan.errors import UsageError
from cpregscan.facts.guestset import version_key
from cpregscan.facts.model import Facts, Guest
from cpregscan.facts.reader import StoredFacts

_ALIAS = "virt"
_VERSION = re.compile(r"virt-\d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class StoredSource:
    """Gives what a facts file holds, and says what it lacks."""

    stored: StoredFacts

    @classmethod
    def of(cls, stored: StoredFacts, arch: str) -> StoredSource:
        """The source of a facts file. Raises UsageError if it is of another binary."""
        if stored.arch != arch:
            raise UsageError(
                f"holds facts of qemu-system-{stored.arch}: use --arch {stored.arch}", stored.place
            )
        return cls(stored)

    def models(self) -> tuple[str, ...]:
        """The CPUs of the file that have no properties set."""
        return tuple(sorted({guest.cpu for guest in self.stored.guests if "," not in guest.cpu}))

    def machines(self) -> tuple[str, ...]:
        """The versions of `virt` that the file has guests of."""
        names = {guest.machine for guest in self.stored.guests}
        return tuple(sorted((name for name in names if _VERSION.fullmatch(name)), key=version_key))

    def offers(self, machine: str) -> bool:
        """Whether the file has guests on it."""
        return any(guest.machine == machine for guest in self.stored.guests)

    def known(self, request: Request) -> Facts:
        """The facts asked for: they are always known."""
        return self.facts(request)

    def facts(self, request: Request, _progress: object = None) -> Facts:
        """The facts asked for. Raises UsageError if the file lacks some.

        The machine `virt` is the newest version that the file has, as in QEMU.
        """
        aliases = {self._meant(machine): machine for machine in request.machines}
        facts = self._facts(replace(request, machines=tuple(aliases)))
        cpus = (replace(cpu, machine=aliases[cpu.machine]) for cpu in facts.cpus)
        return replace(facts, cpus=tuple(sorted(cpus, key=lambda cpu: cpu.guest)))

    def _meant(self, machine: str) -> str:
        name, comma, options = machine.partition(",")
        versions = self.machines()
        meant = name != _ALIAS or self.offers(machine) or not versions
        return machine if meant else f"{versions[-1]}{comma}{options}"

    def _facts(self, request: Request) -> Facts:
        guests = request.guests(self.models())
        there = set(self.stored.guests)
        if request.cpus is None:
            self._check_machines(request, guests, there)
        else:
            self._check_guests(guests, there)
        return self.stored.facts(guests, detailed=request.detailed)

    def close(self) -> None:
        """Nothing to close."""

    def _check_machines(self, request: Request, guests: Collection[Guest], there: Collection[Guest]) -> None:
        """Every machine has to be there with some model; a model may be missing on some machine."""
        machines = {guest.machine for guest in guests if guest in there}
        for machine in request.machines:
            if machine not in machines:
                known = {guest.machine for guest in there if guest.smp == request.smp}
                self._refuse(f"machine {machine!r} with {request.smp} CPU(s)", machine, known)

    def _check_guests(self, guests: Collection[Guest], there: Collection[Guest]) -> None:
        for guest in guests:
            if guest not in there:
                beside = {other.cpu for other in there if other[1:] == guest[1:]}
                where = f"CPU {guest.cpu!r} on machine {guest.machine!r} with {guest.smp} CPU(s)"
                if beside:
                    self._refuse(where, guest.cpu, beside)
                self._refuse(where, guest.machine, {f"machine {other.machine}" for other in there})

    def _refuse(self, what: str, word: str, known: Collection[str]) -> NoReturn:
        near = get_close_matches(word, sorted(known), n=4, cutoff=0.5) or sorted(known)[:4]
        hint = f"; it has {', '.join(near)}" if near else ""
        raise UsageError(f"has no facts of {what}{hint}", self.stored.place)
