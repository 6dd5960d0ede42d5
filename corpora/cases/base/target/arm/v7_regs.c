/* What every A-profile CPU has since v7. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

static uint64_t status_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return env->sys.scratch[0] | 1;
}

static void status_write(CPUARMState *env, const ARMCPRegInfo *ri,
                         uint64_t value)
{
}

static const ARMCPRegInfo v7_cp_reginfo[] = {
    { .name = "SCTLR", .crn = 1, .crm = 0, .opc1 = 0, .opc2 = 0,
      .resetvalue = 0x00c50078,
      .bank_fieldoffsets = { SYS(control_s), SYS(control_ns) } },
    { .name = "TTBR0", .crn = 2, .crm = 0, .opc1 = 0, .opc2 = 0,
      .bank_fieldoffsets = { SYS(table_base_s), SYS(table_base_ns) } },
    { .name = "STATUS", .cp = 14, .crn = 0, .crm = 1, .opc1 = 0, .opc2 = 0,
      .readfn = status_read, .writefn = status_write },
    { .name = "DUMMY", .crn = 15, .crm = CP_ANY, .opc1 = 0, .opc2 = 2,
      .type = ARM_CP_CONST, .resetvalue = 0 },
    { .name = "TLBIALL", .crn = 8, .crm = 7, .opc1 = 0, .opc2 = 0,
      .type = ARM_CP_NO_RAW },
};

void define_v7_regs(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_V7)) {
        define_arm_cp_regs(cpu, v7_cp_reginfo);
    }
}
