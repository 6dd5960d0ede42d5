"""Which machines a comparison looks at."""

from __future__ import annotations

from collections.abc import Sequence

from cpregscan.cli.sources import Source

ALL = "all"
NONE = "none"
OPTIONS = ("", ",secure=on", ",virtualization=on")
"""What a comparison that names no machine sets on the newest version: these decide which exception levels exist."""


def machines_of_pair(old: Source, new: Source, wanted: Sequence[str] | None) -> list[str]:
    """The machines to compare on.

    Those that are named; for `all` every version of `virt` that both trees have; for none, `none` (the
    properties' defaults) and the newest version that both have, as it is and with its options.
    """
    if wanted and ALL not in wanted:
        return list(wanted)
    known = new.machines()
    versions = [name for name in old.machines() if name in known]
    if wanted:
        return list(dict.fromkeys([*(name for name in wanted if name != ALL), NONE, *versions]))
    newest = (f"{name}{options}" for name in versions[-1:] for options in OPTIONS)
    return [NONE, *(machine for machine in newest if old.offers(machine) and new.offers(machine))]


def machines_of(source: Source, wanted: Sequence[str] | None) -> list[str]:
    """The machines to look at in one tree, likewise."""
    return machines_of_pair(source, source, wanted)
