"""How guests are named for people, one by one and in sets."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Guest


def machine_name(guest: Guest) -> str:
    """The machine, with the number of CPUs if there are several."""
    machine = printable(guest.machine)
    return machine if guest.smp == 1 else f"{machine} with {guest.smp} CPUs"


def guest_name(guest: Guest) -> str:
    """A guest in words, such as ``cortex-a57 on virt,secure=on``."""
    return f"{printable(guest.cpu)} on {machine_name(guest)}"


def guest_sets(guests: Iterable[Guest]) -> Iterator[str]:
    """A set of guests in words: machines that have the same CPUs are named together."""
    cpus: dict[str, list[str]] = {}
    for guest in sorted(guests):
        cpus.setdefault(machine_name(guest), []).append(printable(guest.cpu))
    machines: dict[str, list[str]] = {}
    for machine, names in cpus.items():
        machines.setdefault(" ".join(names), []).append(machine)
    for members, together in machines.items():
        yield f"{members} on {' and '.join(together)}"


def wrapped(text: str, width: int, indent: str, hanging: str | None = None) -> list[str]:
    """Text broken at spaces only, each line indented; lines but the first by ``hanging`` if given."""
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
