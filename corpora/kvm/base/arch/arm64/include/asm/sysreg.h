/* Encodings: those that the build generates, and a few that it does not. */
#ifndef _MADE_UP_ASM_SYSREG_H
#define _MADE_UP_ASM_SYSREG_H

#define sys_reg(op0, op1, crn, crm, op2) \
	(((op0) << 19) | ((op1) << 16) | ((crn) << 12) | ((crm) << 8) | ((op2) << 5))
#define sys_reg_Op0(id)		(((id) >> 19) & 3)
#define sys_reg_Op1(id)		(((id) >> 16) & 7)
#define sys_reg_CRn(id)		(((id) >> 12) & 15)
#define sys_reg_CRm(id)		(((id) >> 8) & 15)
#define sys_reg_Op2(id)		(((id) >> 5) & 7)

#include "asm/sysreg-defs.h"

#define SYS_COUNT_EL0		sys_reg(3, 3, 14, 0, 2)
#define SYS_EVENTn_EL0(n)	sys_reg(3, 3, 14, 8, n)

#endif
