/* Arm's part of the API: registers by their coprocessor fields. */
#ifndef _MADE_UP_ASM_KVM_H
#define _MADE_UP_ASM_KVM_H

struct kvm_regs {
	struct { __u64 x[3]; __u64 pc; } regs;
	__u64 sp_el1;
	__u32 status[2];
};

#define KVM_ARM_VCPU_PMU_V3		3
#define KVM_ARM_VCPU_PLAIN		9

#define KVM_REG_ARM_COPROC_MASK		0x000000000fff0000
#define KVM_REG_ARM_COPROC_SHIFT	16
#define KVM_REG_ARM_CORE		(0x0010 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM_CORE_REG(name)	(offsetof(struct kvm_regs, name) / sizeof(__u32))
#define KVM_REG_ARM_DEMUX		(0x0011 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM_DEMUX_ID_MASK	0x0000ff00
#define KVM_REG_ARM_DEMUX_ID_SHIFT	8
#define KVM_REG_ARM_DEMUX_ID_CCSIDR	(0x00 << KVM_REG_ARM_DEMUX_ID_SHIFT)
#define KVM_REG_ARM64_SYSREG		(0x0013 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM_FW			(0x0014 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM64_SVE		(0x0015 << KVM_REG_ARM_COPROC_SHIFT)

#define KVM_REG_ARM_FW_REG(r)		(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_FW | ((r) & 0xffff))
#define KVM_REG_ARM_BOOT_VERSION	KVM_REG_ARM_FW_REG(0)
#define KVM_REG_ARM_BOOT_SERVICES	KVM_REG_ARM_FW_REG(1)

#define ARM64_SYS_REG(op0, op1, crn, crm, op2) \
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM64_SYSREG | \
	 ((op0) << 14) | ((op1) << 11) | ((crn) << 7) | ((crm) << 3) | (op2))
#define KVM_REG_ARM_TIMER_CNT		ARM64_SYS_REG(3, 3, 14, 3, 2)

#define KVM_REG_ARM64_SVE_ZREG(n, i) \
	(KVM_REG_ARM64 | KVM_REG_ARM64_SVE | KVM_REG_SIZE_U2048 | (((n) & 31) << 5) | ((i) & 31))

#endif
