/* Registers that tell what a CPU has. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

void define_id_regs(ARMCPU *cpu)
{
    ARMCPRegInfo id_reginfo[] = {
        { .name = "MIDR", .state = ARM_CP_STATE_BOTH,
          .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 0, .opc2 = 0,
          .type = ARM_CP_CONST, .resetvalue = cpu->midr },
        { .name = "REVIDR", .state = ARM_CP_STATE_BOTH,
          .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 0, .opc2 = 6,
          .type = ARM_CP_CONST, .resetvalue = cpu->revision },
        { .name = "ID_PFR1", .state = ARM_CP_STATE_BOTH,
          .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 1, .opc2 = 1,
          .type = ARM_CP_CONST, .resetvalue = cpu->isar.id_pfr1 },
    };

    define_arm_cp_regs(cpu, id_reginfo);
    if (arm_feature(&cpu->env, ARM_FEATURE_V8)) {
        ARMCPRegInfo v8_idregs[] = {
            { .name = "ID_AA64PFR0_EL1", .state = ARM_CP_STATE_AA64,
              .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 4, .opc2 = 0,
              .type = ARM_CP_CONST, .resetvalue = cpu->isar.id_aa64pfr0 },
            { .name = "ID_AA64ISAR0_EL1", .state = ARM_CP_STATE_AA64,
              .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 6, .opc2 = 0,
              .type = ARM_CP_CONST, .resetvalue = cpu->isar.id_aa64isar0 },
            { .name = "ID_AA64DFR0_EL1", .state = ARM_CP_STATE_AA64,
              .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 5, .opc2 = 0,
              .type = ARM_CP_CONST, .resetvalue = 0x6 },
            { .name = "ID_RESERVED", .state = ARM_CP_STATE_AA64,
              .opc0 = 3, .opc1 = 0, .crn = 0, .crm = 7, .opc2 = 7,
              .type = ARM_CP_CONST, .resetvalue = 0 },
        };

        define_arm_cp_regs(cpu, v8_idregs);
    }
}
