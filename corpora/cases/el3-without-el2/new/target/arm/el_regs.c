/* The registers of the exception levels above the first. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

static const ARMCPRegInfo el2_cp_reginfo[] = {
    { .name = "HCR_EL2", .state = ARM_CP_STATE_AA64, .el = 2,
      .type = ARM_CP_EL3_NO_EL2_UNDEF,
      .opc0 = 3, .opc1 = 4, .crn = 1, .crm = 1, .opc2 = 0,
      .fieldoffset = SYS(hyp_config) },
    { .name = "VPIDR_EL2", .state = ARM_CP_STATE_AA64, .el = 2,
      .type = ARM_CP_EL3_NO_EL2_KEEP,
      .opc0 = 3, .opc1 = 4, .crn = 0, .crm = 0, .opc2 = 0,
      .fieldoffset = SYS(scratch[2]), .resetvalue = 0x1234 },
    { .name = "VTTBR_EL2", .state = ARM_CP_STATE_AA64, .el = 2,
      .type = ARM_CP_EL3_NO_EL2_UNDEF,
      .opc0 = 3, .opc1 = 4, .crn = 2, .crm = 1, .opc2 = 0,
      .fieldoffset = SYS(scratch[3]) },
};

static const ARMCPRegInfo el3_cp_reginfo[] = {
    { .name = "SCR_EL3", .state = ARM_CP_STATE_AA64, .el = 3,
      .opc0 = 3, .opc1 = 6, .crn = 1, .crm = 1, .opc2 = 0,
      .fieldoffset = SYS(secure_config) },
    { .name = "SCR", .state = ARM_CP_STATE_AA32, .el = 3, .type = ARM_CP_ALIAS,
      .opc1 = 0, .crn = 1, .crm = 1, .opc2 = 0,
      .fieldoffset = SYS(secure_config) },
};

void define_el_regs(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_V8)) {
        define_arm_cp_regs(cpu, el2_cp_reginfo);
        define_arm_cp_regs(cpu, el3_cp_reginfo);
    }
}
