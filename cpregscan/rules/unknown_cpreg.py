"""A cpreg that only the source has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, registers_of, subject_of
from cpregscan.rules.remedies import reginfo_lines, tolerance_lines
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="unknown-cpreg",
    summary="the source sends a cpreg that the destination does not know",
    mechanism=(
        "cpu_post_load() walks the incoming list beside its own. An incoming index that the destination lacks "
        "fails the load. Up to QEMU 10.2 nothing names it, and entries above the destination's last index are "
        "ignored; from 11.0 it is named, and from 11.1 a registered tolerance excuses it."
    ),
    remedy=(
        "Keep the cpreg in the list, or register a tolerance for its index in the destination with "
        "arm_register_cpreg_mig_tolerance(); before 11.1 there is no such machinery, and a reginfo has to stay: "
        "ARM_CP_CONST with the old value, or ARM_CP_NO_GDB with the state that it had."
    ),
    before='{ .name = "FOO_EL1", ..., .type = ARM_CP_CONST, .resetvalue = 0 },',
    after='{ .name = "FOO_EL1", ..., .type = ARM_CP_NO_RAW, .readfn = foo_read },',
    references=(
        Reference("655659a74a36", "corrected DBGDTR_EL0 and dropped its AArch32 view 0x40200000200e0298"),
        Reference("887eaa8a2904", "ID_AA64ISAR0_EL1 turned from constant to NO_RAW for every AArch64 CPU"),
    ),
)


_TOLERATES = "tolerances can be registered"


def find(passage: Passage) -> Iterator[Effect]:
    """Each unknown cpreg that fails the load."""
    loading = passage.loading
    for register in passage.only_sent:
        if register.index in passage.moved_from or passage.tolerance(register) is not None:
            continue
        if passage.is_fatal(register):
            text = loading.unknown_text.format(key=f"{register.key:x}") if loading else ""
            yield Effect(
                verdict=Verdict.FAILS_AT_RESET,
                cause=(passage.direction, register.origin.table, register.origin.place.path),
                subject=subject_of(register),
                direction=passage.direction,
                source=register,
                loads_zeroed=False,
                says=() if passage.too_long else tuple(text.splitlines()),
                detail=_TOLERATES if loading and loading.tolerates else "",
            )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for cpregs of one table."""
    direction, tolerates = effects[0].direction, bool(effects[0].detail)
    registers = registers_of(effects)
    names, destination = named(effects), trees.destination(direction)
    message = f"{trees.source(direction)} sends {names}, unknown to {destination}"
    silent = "" if any(effect.says for effect in effects) else " Nothing names the cpreg."
    note = f"cpu_post_load() of {destination} fails on an index that is not in its own list.{silent}"
    if direction is Direction.BACKWARD:
        remedy = f"leave the cpreg out of the list of {trees.new} for machines that have to migrate back."
    elif tolerates:
        remedy = f"register a tolerance, or keep the cpreg in the list:\n{tolerance_lines(registers)}"
    else:
        remedy = f"keep the cpreg in the list:\n{reginfo_lines(registers)}"
    return Telling(message, note, remedy)
