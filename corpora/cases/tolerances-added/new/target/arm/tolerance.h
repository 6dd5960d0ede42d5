/* Differences between two lists that do not end a migration. */
#ifndef TINY_TOLERANCE_H
#define TINY_TOLERANCE_H

typedef struct ARMCPU ARMCPU;
typedef struct ARMCPRegMigTolerance ARMCPRegMigTolerance;

typedef enum {
    ToleranceNotOnBothEnds,
    /* The stream's value under the mask is the one that is given. */
    ToleranceOnlySrcTestValue,
} ARMCPRegMigToleranceType;

void arm_register_cpreg_mig_tolerance(ARMCPU *cpu, uint64_t index,
                                      uint64_t mask, uint64_t value,
                                      ARMCPRegMigToleranceType type);
bool arm_tolerates_missing(ARMCPU *cpu, uint64_t index);
bool arm_tolerates_unknown(ARMCPU *cpu, uint64_t index, uint64_t value);

#endif
