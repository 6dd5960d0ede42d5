/* The list: core registers, vectors, firmware, system registers. */
#include <linux/kvm_host.h>
#include <asm/kvm_host.h>

static int size_of_core(u64 off)
{
	switch (off) {
	case KVM_REG_ARM_CORE_REG(regs.x[0]) ...
	     KVM_REG_ARM_CORE_REG(regs.x[2]):
	case KVM_REG_ARM_CORE_REG(regs.pc):
	case KVM_REG_ARM_CORE_REG(sp_el1):
		return off % 2 ? -EINVAL : (int)sizeof(__u64);
	case KVM_REG_ARM_CORE_REG(status[0]) ... KVM_REG_ARM_CORE_REG(status[1]):
		return sizeof(__u32);
	}
	return -EINVAL;
}

static int copy_core(u64 __user *uindices)
{
	unsigned int i;
	int n = 0;

	for (i = 0; i < sizeof(struct kvm_regs) / sizeof(__u32); i++) {
		u64 reg = KVM_REG_ARM64 | KVM_REG_ARM_CORE | i;
		int size = size_of_core(i);

		if (size < 0)
			continue;
		reg |= size == sizeof(__u32) ? KVM_REG_SIZE_U32 : KVM_REG_SIZE_U64;
		if (put_user(reg, uindices + n))
			return -EFAULT;
		n++;
	}
	return n;
}

static int copy_vectors(const struct kvm_vcpu *vcpu, u64 __user *uindices)
{
	unsigned int n;

	if (!vcpu_has_sve(vcpu))
		return 0;
	for (n = 0; n < 2; n++) {
		if (put_user(KVM_REG_ARM64_SVE_ZREG((u64)n, 0), uindices++))
			return -EFAULT;
	}
	return n;
}

int kvm_arm_copy_reg_indices(struct kvm_vcpu *vcpu, u64 __user *uindices)
{
	int ret;

	ret = copy_core(uindices);
	if (ret < 0)
		return ret;
	uindices += ret;
	ret = copy_vectors(vcpu, uindices);
	if (ret < 0)
		return ret;
	uindices += ret;
	ret = kvm_arm_copy_fw_reg_indices(vcpu, uindices);
	if (ret < 0)
		return ret;

	return kvm_arm_copy_sys_reg_indices(vcpu, uindices + 2);
}
