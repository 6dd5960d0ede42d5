"""A register that only the new kernel lists."""

from __future__ import annotations

from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="kvm-register-gained",
    summary="the new kernel lists a register for KVM guests that the old one never lists",
    mechanism=(
        "Going back, the new kernel's list is the source's: QEMU sends an index that the old kernel does not list, "
        "and cpu_post_load() fails, or drops the value, as the destination QEMU's rules have it. Going forward, a "
        "register that the stream lacks keeps its reset value."
    ),
    remedy=(
        "Nothing to do if no guest ever goes back. Else register a tolerance for its index in "
        "kvm_arm_set_cpreg_mig_tolerances(), or make the new kernel list it only when it is asked for."
    ),
    before="{ SYS_DESC(SYS_FOO_EL1), access_vm_reg, reset_val, FOO_EL1, 0 },",
    after=(
        "{ SYS_DESC(SYS_FOO_EL1), access_vm_reg, reset_val, FOO_EL1, 0 },\n"
        "{ SYS_DESC(SYS_BAR_EL1), access_vm_reg, reset_val, BAR_EL1, 0 },"
    ),
    references=(Reference("c0000e58c74e", "Linux v6.15: added the pseudo register VENDOR_HYP_BMAP_2"),),
)
