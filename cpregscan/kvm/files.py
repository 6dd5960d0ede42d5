"""Which files of a kernel tree are read."""

from __future__ import annotations

KVM = "arch/arm64/kvm"
LIST_FILE = f"{KVM}/guest.c"
"""Where kvm_arm_copy_reg_indices() is."""
LIST_FUNCTION = "kvm_arm_copy_reg_indices"
"""The function that puts the list to user space."""
TABLE_FILE = f"{KVM}/sys_regs.c"
"""Where the table of system registers is."""

UNITS = tuple(f"{KVM}/{name}.c" for name in ("guest", "sys_regs", "hypercalls", "psci", "nested"))
"""The files that a function or variable may be defined in."""

HEADERS = {
    f"{folder}/{name}.h": f"{place}/{folder}/{name}.h"
    for place, folder, names in (
        ("arch/arm64/include", "asm", ("kvm_host", "kvm_nested", "kvm_emulate", "kvm_arm", "kvm_asm", "kvm_coproc",
                                       "sysreg", "vncr_mapping", "esr", "perf_event", "arm_pmuv3")),
        ("arch/arm64/include/uapi", "asm", ("kvm", "ptrace", "sigcontext", "sve_context")),
        ("include", "kvm", ("arm_pmu", "arm_hypercalls", "arm_psci")),
        ("include", "linux", ("perf/arm_pmuv3",)),
        ("include/uapi", "linux", ("kvm",)),
    )
    for name in names
} | {
    "linux/kvm_host.h": "arch/arm64/include/asm/kvm_host.h",
    "linux/kvm_types.h": "include/uapi/linux/kvm.h",
}  # fmt: skip
"""The headers that are read, by the name that they are included under; the prelude stands for all others.

KVM's large header for all architectures is not read: of what it declares, struct kvm and struct kvm_vcpu
matter, which the prelude has, and that it includes Arm's own header and the API.
"""

SYSREG_HEADER = "asm/sysreg-defs.h"
"""The header of system registers that the build generates, as it is included."""

SYSREG_SOURCE = "arch/arm64/tools/sysreg"
"""The description of the system registers that it is made from, in kernels that have one."""
