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


UNNAMED = Destination(
    tree="",
    version="",
    loading=Loading(
        limits_length=False,
        refuses_unknown=True,
        refuses_beyond=True,
        forgets=False,
        refuses_mismatch=True,
        keeps_reset=True,
        tolerates=False,
    ),
    tolerances=(),
)
"""The QEMU that is assumed where none is named: it refuses every register that it does not know, as 11.0 does."""
