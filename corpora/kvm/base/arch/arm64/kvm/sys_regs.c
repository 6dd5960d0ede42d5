/* The table of system registers, and how it is listed. */
#include <linux/kvm_host.h>
#include <asm/kvm_host.h>

#include "sys_regs.h"

#define CACHES 2

static bool access_any(struct kvm_vcpu *vcpu, void *p, const struct sys_reg_desc *r) { return true; }
static u64 reset_val(struct kvm_vcpu *vcpu, const struct sys_reg_desc *r) { return r->val; }
static int get_any(struct kvm_vcpu *vcpu, const struct sys_reg_desc *r, u64 *val) { return 0; }
static int set_id_reg(struct kvm_vcpu *vcpu, const struct sys_reg_desc *r, u64 val) { return 0; }

static unsigned int hidden_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	return REG_HIDDEN;
}

static unsigned int wide_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	if (kvm_has_wide(vcpu->kvm))
		return 0;

	return REG_HIDDEN;
}

static unsigned int pmu_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	return kvm_vcpu_has_pmu(vcpu) ? 0 : REG_HIDDEN;
}

static unsigned int el2_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	return vcpu_has_nv(vcpu) ? 0 : REG_HIDDEN;
}

static unsigned int both_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r,
				    unsigned int (*also)(const struct kvm_vcpu *, const struct sys_reg_desc *))
{
	return el2_visibility(vcpu, r) ?: also(vcpu, r);
}

static unsigned int wide_el2_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	return both_visibility(vcpu, r, wide_visibility);
}

static unsigned int id_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	switch (encoding_of(r)) {
	case SYS_ID_FOO_EL1:
		if (!vcpu_has_sve(vcpu))
			return REG_RAZ;
		break;
	}

	return 0;
}

#define ID_WRITABLE(id, mask)				\
	{ SYS_DESC(SYS_##id), access_any, NULL,	\
	  .get_user = get_any, .set_user = set_id_reg,	\
	  .visibility = id_visibility, .val = mask }

#define KEY(saved, op2_)						\
	{ .name = "KEY", .Op0 = 3, .CRn = 2, .CRm = 1, .Op2 = op2_,	\
	  .reset = reset_val, .reg = saved, .visibility = hidden_visibility, .visibility = pauth_visibility }
#define KEY_PAIR()	KEY(KEY_LOW, 0), KEY(KEY_HIGH, 1)

static unsigned int pauth_visibility(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{
	return vcpu_has_ptrauth(vcpu) ? 0 : REG_HIDDEN;
}

static const struct sys_reg_desc sys_reg_descs[] = {
	ID_WRITABLE(ID_FOO_EL1, ID_FOO_EL1_WIDE_MASK),
	{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, 5 },
	KEY_PAIR(),

	/* Trapped, and neither saved nor read by user space. */
	{ SYS_DESC(SYS_CTR_EL0), access_any, .get_user = NULL },
	{ SYS_DESC(SYS_COUNT_EL0), .get_user = get_any },
	{ SYS_DESC(SYS_EVENTn_EL0(0)), access_any, reset_val, EVENT0_EL0, .visibility = pmu_visibility },
	{ SYS_DESC(SYS_EVENTn_EL0(1)), access_any, reset_val, EVENT1_EL0, .visibility = pmu_visibility },
	{ SYS_DESC(SYS_FOO_EL2), access_any, reset_val, FOO_EL2, .visibility = wide_el2_visibility },
};

static struct sys_reg_desc invariant_sys_regs[] __ro_after_init = {
	{ SYS_DESC(SYS_CTR_EL0), NULL, reset_val },
};

static u64 sys_reg_to_index(const struct sys_reg_desc *reg)
{
	return ARM64_SYS_REG((u64)reg->Op0, (u64)reg->Op1, (u64)reg->CRn, (u64)reg->CRm, (u64)reg->Op2);
}

static bool copy_reg_to_user(const struct sys_reg_desc *reg, u64 __user **uind)
{
	u64 idx;

	if (!*uind)
		return true;

	switch (encoding_of(reg)) {
	case SYS_COUNT_EL0:
		idx = KVM_REG_ARM_TIMER_CNT;
		break;
	default:
		idx = sys_reg_to_index(reg);
	}

	if (put_user(idx, *uind))
		return false;
	(*uind)++;
	return true;
}

static int walk_one_sys_reg(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd,
			    u64 __user **uind, unsigned int *total)
{
	if (!(rd->reg || rd->get_user))
		return 0;
	if (rd->visibility && rd->visibility(vcpu, rd) & REG_HIDDEN)
		return 0;
	if (!copy_reg_to_user(rd, uind))
		return -EFAULT;
	(*total)++;
	return 0;
}

static int walk_sys_regs(struct kvm_vcpu *vcpu, u64 __user *uind)
{
	const struct sys_reg_desc *entry = sys_reg_descs;
	unsigned int total = 0;
	int err;

	while (entry != sys_reg_descs + ARRAY_SIZE(sys_reg_descs)) {
		err = walk_one_sys_reg(vcpu, entry++, &uind, &total);
		if (err)
			return err;
	}
	return total;
}

int kvm_arm_copy_sys_reg_indices(struct kvm_vcpu *vcpu, u64 __user *uindices)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(invariant_sys_regs); i++) {
		if (put_user(sys_reg_to_index(&invariant_sys_regs[i]), uindices))
			return -EFAULT;
		uindices++;
	}
	err = walk_sys_regs(vcpu, uindices);
	if (err < 0)
		return err;
	uindices += err;
	for (i = 0; i < CACHES; i++) {
		if (!is_valid_cache(i))
			continue;
		if (put_user(KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_DEMUX |
			     KVM_REG_ARM_DEMUX_ID_CCSIDR | i, uindices))
			return -EFAULT;
		uindices++;
	}
	return 0;
}
