"""What a change of KVM's list means: one rule a sort of change."""

from __future__ import annotations

from cpregscan.rules.rule import Reference, Rule

LOST = Rule(
    id="kvm-register-lost",
    summary="the old kernel lists a register that the new one does not",
    mechanism=(
        "QEMU takes its list of cpregs from KVM_GET_REG_LIST of the host's kernel and sends all of it but core and "
        "SVE registers. At the destination cpu_post_load() does not find the index in the new kernel's list: "
        "the load fails, or the value is dropped, as that QEMU's rules have it."
    ),
    remedy=(
        "Let the kernel list the register as before (backport the fix, or give the entry its old visibility), or "
        "register a tolerance for its index in kvm_arm_set_cpreg_mig_tolerances()."
    ),
    before="{ SYS_DESC(SYS_FOO_EL1), NULL, reset_val, FOO_EL1, 0 },",
    after="{ SYS_DESC(SYS_FOO_EL1), NULL, reset_val, FOO_EL1, 0, .visibility = foo_visibility },",
    references=(
        Reference("73433762fcae", "Linux v5.2: hid ID_AA64ZFR0_EL1 from guests without SVE"),
        Reference("0fcb4eea5345", "Linux v6.13: lists TCR2_EL1 only where the VM has it"),
        Reference("a68cddbe47ef", "Linux v6.13: lists PIR_EL1 and PIRE0_EL1 only where the VM has S1PIE"),
    ),
)

GAINED = Rule(
    id="kvm-register-gained",
    summary="the new kernel lists a register that the old one does not",
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

CONDITION = Rule(
    id="kvm-condition-changed",
    summary="both kernels list a register, under another condition",
    mechanism=(
        "Whether the index is listed hangs on the VM or on the host, in another way in each kernel: "
        "its visibility() function decides. Where one kernel lists it and the other does not, the same happens "
        "as with a register that is lost or gained."
    ),
    remedy=(
        "Hosts and guests for which both conditions give the same are not concerned. For the others: backport the "
        "new condition to the old kernel, or register a tolerance in kvm_arm_set_cpreg_mig_tolerances()."
    ),
    references=(
        Reference("0fcb4eea5345", "Linux v6.13: lists TCR2_EL1 only where the VM has it"),
        Reference("f81cb2c3ad41", "Linux v5.11: lists ID_AA64ZFR0_EL1 for all guests again"),
    ),
)

WRITE = Rule(
    id="kvm-write-rule-changed",
    summary="both kernels list a register, and accept other values for it",
    mechanism=(
        "QEMU writes every value of the stream with KVM_SET_ONE_REG. The entry's set_user() or its mask of writable "
        "bits has changed: the same value may now be refused with -EINVAL, which fails the load. Whether "
        "it is hangs on values that the host's hardware decides."
    ),
    remedy="Compare the register's value on both hosts; a host model that hides the feature makes them agree.",
)

RULES = (LOST, GAINED, CONDITION, WRITE)
"""All rules about kernels, in the order in which the docs list them."""
