/* The generic timer. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

static void counter_hz_reset(CPUARMState *env, const ARMCPRegInfo *ri)
{
    env->sys.counter_hz = container_of(env, ARMCPU, env)->counter_hz;
}

static const ARMCPRegInfo timer_cp_reginfo[] = {
    { .name = "CNTFRQ", .state = ARM_CP_STATE_BOTH,
      .opc0 = 3, .opc1 = 3, .crn = 14, .crm = 0, .opc2 = 0,
      .fieldoffset = SYS(counter_hz), .resetfn = counter_hz_reset },
    { .name = "CNTVCT", .type = ARM_CP_64BIT, .crm = 14, .opc1 = 1,
      .fieldoffset = SYS(scratch[0]) },
};

void define_timer_regs(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_GENERIC_TIMER)) {
        define_arm_cp_regs(cpu, timer_cp_reginfo);
    }
}
