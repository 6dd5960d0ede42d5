/* The pseudo registers of the firmware. */
#include <linux/kvm_host.h>
#include <asm/kvm_host.h>

static const u64 firmware_ids[] = {
	KVM_REG_ARM_BOOT_VERSION,
	KVM_REG_ARM_BOOT_SERVICES,
};

int kvm_arm_copy_fw_reg_indices(struct kvm_vcpu *vcpu, u64 __user *uindices)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(firmware_ids); i++) {
		if (put_user(firmware_ids[i], uindices++))
			return -EFAULT;
	}
	return 0;
}
