/* An entry of the table of system registers. */
struct sys_reg_desc {
	const char *name;
	u8 Op0, Op1, CRn, CRm, Op2;
	bool (*access)(struct kvm_vcpu *, void *, const struct sys_reg_desc *);
	u64 (*reset)(struct kvm_vcpu *, const struct sys_reg_desc *);
	int reg;
	u64 val;
	int (*get_user)(struct kvm_vcpu *, const struct sys_reg_desc *, u64 *);
	int (*set_user)(struct kvm_vcpu *, const struct sys_reg_desc *, u64);
	unsigned int (*visibility)(const struct kvm_vcpu *, const struct sys_reg_desc *);
};

#define REG_HIDDEN	(1 << 0)
#define REG_RAZ		(1 << 1)
#define REG_USER_WI	(1 << 2)

#define encoding_of(r)	sys_reg((u32)(r)->Op0, (u32)(r)->Op1, (u32)(r)->CRn, (u32)(r)->CRm, (u32)(r)->Op2)

#define SYS_DESC(reg_)					\
	.name = #reg_, .Op0 = sys_reg_Op0(reg_),	\
	.Op1 = sys_reg_Op1(reg_), .CRn = sys_reg_CRn(reg_), \
	.CRm = sys_reg_CRm(reg_), .Op2 = sys_reg_Op2(reg_)
