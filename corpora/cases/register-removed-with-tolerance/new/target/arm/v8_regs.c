/* What a 64-bit CPU has. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

static const ARMCPRegInfo v8_cp_reginfo[] = {
    { .name = "SCTLR_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 1, .crm = 0, .opc2 = 0,
      .fieldoffset = SYS(control), .resetvalue = 0x30d00800 },
};

static const ARMCPRegInfo sve_reginfo[] = {
    { .name = "ZCR_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 1, .crm = 2, .opc2 = 0,
      .fieldoffset = SYS(vector_length) },
};

void define_v8_regs(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_V8)) {
        define_arm_cp_regs(cpu, v8_cp_reginfo);
        /* SCRATCH_EL1, which was there before. */
        arm_register_cpreg_mig_tolerance(cpu, 0x603000000013c781ULL, 0, 0,
                                         ToleranceNotOnBothEnds);
    }
    if (cpu_isar_feature(aa64_sve, cpu)) {
        define_arm_cp_regs(cpu, sve_reginfo);
    }
}
