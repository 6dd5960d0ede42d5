"""A register that only the old kernel lists."""

from __future__ import annotations

from cpregscan.rules.rule import Rule

RULE = Rule(
    id="kvm-register-lost",
    summary="the old kernel lists a register for KVM guests that the new one never lists",
    mechanism=(
        "QEMU takes its list of cpregs from KVM_GET_REG_LIST of the host's kernel and sends all of it but core and "
        "SVE registers. At the destination cpu_post_load() does not find the index in the new kernel's list: "
        "the load fails, or the value is dropped, as that QEMU's rules have it."
    ),
    remedy=(
        "Let the kernel list the register as before, or register a tolerance for its index in "
        "kvm_arm_set_cpreg_mig_tolerances()."
    ),
    before="{ SYS_DESC(SYS_FOO_EL1), NULL, reset_val, FOO_EL1, 0 },",
    after="{ SYS_DESC(SYS_FOO_EL1), access_foo },",
)
