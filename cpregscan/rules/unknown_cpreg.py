"""A cpreg that only the source has."""

from __future__ import annotations

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
