"""A register that takes other values than before."""

from __future__ import annotations

from cpregscan.rules.rule import Rule

RULE = Rule(
    id="kvm-write-rule-changed",
    summary="both kernels list a register for KVM guests, and accept other values for it",
    mechanism=(
        "QEMU writes every value of the stream with KVM_SET_ONE_REG. The entry's set_user() or its mask of writable "
        "bits has changed: the same value may now be refused with -EINVAL, which fails the load. Whether "
        "it is hangs on values that the host's hardware decides."
    ),
    remedy="Compare the register's value on both hosts; a host model that hides the feature makes them agree.",
    before="ID_WRITABLE(ID_FOO_EL1, ID_FOO_EL1_WIDE_MASK),",
    after="ID_WRITABLE(ID_FOO_EL1, ID_FOO_EL1_NARROW_MASK),",
)
