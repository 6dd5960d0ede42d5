/* Registers that do not take every value. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

/* A stream is masked as a guest is. */
static void filter_write(CPUARMState *env, const ARMCPRegInfo *ri,
                         uint64_t value)
{
    raw_write(env, ri, value & 0xff);
}

/* A guest is masked, a stream is not. */
static void table_control_write(CPUARMState *env, const ARMCPRegInfo *ri,
                                uint64_t value)
{
    raw_write(env, ri, value & 0x7fffffff);
}

static const ARMCPRegInfo control_cp_reginfo[] = {
    { .name = "FILTER_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 15, .crm = 2, .opc2 = 0,
      .fieldoffset = SYS(filter), .writefn = filter_write },
    { .name = "TCR_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 2, .crm = 0, .opc2 = 2,
      .fieldoffset = SYS(table_control),
      .writefn = table_control_write, .raw_writefn = raw_write },
};

void define_control_regs(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_V8)) {
        define_arm_cp_regs(cpu, control_cp_reginfo);
    }
}
