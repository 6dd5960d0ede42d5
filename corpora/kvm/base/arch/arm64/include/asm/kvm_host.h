/* What a VM and a vcpu are, and what may be asked of them. */
#ifndef _MADE_UP_ASM_KVM_HOST_H
#define _MADE_UP_ASM_KVM_HOST_H

#include <linux/kvm_types.h>
#include <asm/kvm.h>
#include <asm/sysreg.h>

enum vcpu_sysreg {
	__INVALID_SYSREG__,
	FOO_EL1, FOO_EL2, EVENT0_EL0, EVENT1_EL0, KEY_LOW, KEY_HIGH, BAR_EL1,
};

struct kvm_arch { struct mutex lock; u64 id_registers[4]; unsigned long flags; };
struct kvm_vcpu_arch { u64 sys_regs[16]; };

/* What these mean stands in the prelude: they are leaf predicates. */
#define vcpu_has_sve(vcpu)		((vcpu)->kvm->arch.flags & 1)
#define kvm_vcpu_has_pmu(vcpu)		vcpu_has_feature(vcpu, KVM_ARM_VCPU_PMU_V3)
#define kvm_has_wide(kvm)		kvm_has_feat(kvm, ID_FOO_EL1, WIDE, IMP)
#define kvm_is_tall(kvm)		((kvm)->arch.flags & 4)

#endif
