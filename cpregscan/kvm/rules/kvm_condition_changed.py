"""A register that both kernels list, under another condition."""

from __future__ import annotations

from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="kvm-condition-changed",
    summary="both kernels list a register for KVM guests, under another condition",
    mechanism=(
        "Whether the index is listed hangs on the VM or on the host, in another way in each kernel: "
        "its visibility() function decides. Where one kernel lists it and the other does not, the same happens "
        "as with a register that is lost or gained: the destination's cpu_post_load() does not know the index."
    ),
    remedy=(
        "Hosts and guests for which both conditions give the same are not concerned. For the others: backport the "
        "new condition to the old kernel, or register a tolerance in kvm_arm_set_cpreg_mig_tolerances()."
    ),
    before="{ SYS_DESC(SYS_FOO_EL1), NULL, reset_val, FOO_EL1, 0 },",
    after="{ SYS_DESC(SYS_FOO_EL1), NULL, reset_val, FOO_EL1, 0, .visibility = foo_visibility },",
    references=(
        Reference("73433762fcae", "Linux v5.2: hid ID_AA64ZFR0_EL1 from guests without SVE"),
        Reference("f81cb2c3ad41", "Linux v5.10: lists ID_AA64ZFR0_EL1 for all guests again"),
        Reference("0fcb4eea5345", "Linux v6.13: lists TCR2_EL1 only where the VM has it"),
        Reference("a68cddbe47ef", "Linux v6.13: lists PIR_EL1 and PIRE0_EL1 only where the VM has S1PIE"),
    ),
)
