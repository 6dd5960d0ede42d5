"""The QEMU that loads the stream: its loading code's behaviour, and what it tolerates for host CPUs under KVM."""

from __future__ import annotations

from dataclasses import dataclass

from cpregscan.facts.stream import Loading, Tolerance


@dataclass(frozen=True, slots=True)
class Destination:
    """A QEMU as the destination of a KVM guest: ``tree`` as the user names it, ``version`` as it says itself."""

    tree: str
    version: str
    loading: Loading
    tolerances: tuple[Tolerance, ...]
