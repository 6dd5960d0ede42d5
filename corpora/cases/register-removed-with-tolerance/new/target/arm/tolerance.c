/* The tolerances of a CPU, in a list. */
#include "qemu/osdep.h"
#include "cpu.h"

struct ARMCPRegMigTolerance {
    uint64_t index;
    uint64_t mask;
    uint64_t value;
    ARMCPRegMigToleranceType type;
    ARMCPRegMigTolerance *next;
};

static ARMCPRegMigTolerance *tolerance_of(ARMCPU *cpu, uint64_t index)
{
    ARMCPRegMigTolerance *one = cpu->cpreg_mig_tolerances;

    while (one && one->index != index) {
        one = one->next;
    }
    return one;
}

void arm_register_cpreg_mig_tolerance(ARMCPU *cpu, uint64_t index,
                                      uint64_t mask, uint64_t value,
                                      ARMCPRegMigToleranceType type)
{
    ARMCPRegMigTolerance *one = g_new0(ARMCPRegMigTolerance, 1);

    assert(!tolerance_of(cpu, index));
    one->index = index;
    one->mask = mask;
    one->value = value;
    one->type = type;
    one->next = cpu->cpreg_mig_tolerances;
    cpu->cpreg_mig_tolerances = one;
}

bool arm_tolerates_missing(ARMCPU *cpu, uint64_t index)
{
    ARMCPRegMigTolerance *one = tolerance_of(cpu, index);

    return one && one->type == ToleranceNotOnBothEnds;
}

bool arm_tolerates_unknown(ARMCPU *cpu, uint64_t index, uint64_t value)
{
    ARMCPRegMigTolerance *one = tolerance_of(cpu, index);

    return one && (one->type == ToleranceNotOnBothEnds
                   || (value & one->mask) == one->value);
}
