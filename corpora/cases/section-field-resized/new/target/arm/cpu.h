/* The Arm CPU: its state, features and ID registers. */
#ifndef TINY_CPU_H
#define TINY_CPU_H

#include "hw/boards.h"

#define TYPE_ARM_CPU "arm-cpu"
#define ARM_CPU_TYPE_NAME(name) (name "-" TYPE_ARM_CPU)

enum arm_features {
    ARM_FEATURE_M,
    ARM_FEATURE_V7,
    ARM_FEATURE_V8,
    ARM_FEATURE_EL2,
    ARM_FEATURE_EL3,
    ARM_FEATURE_GENERIC_TIMER,
};

typedef struct ARMException {
    uint32_t syndrome;
    uint64_t address;
} ARMException;

/* Banked fields have the non-secure copy first. */
typedef struct CPUARMState {
    uint64_t regs[32];
    uint64_t vectors[4];
    uint64_t status;
    uint32_t lines;
    ARMException exception;
    uint64_t features;
    struct {
        uint64_t unused_first;
        uint64_t control;
        uint64_t control_ns;
        uint64_t control_s;
        uint64_t table_base_ns;
        uint64_t table_base_s;
        uint64_t hyp_config;
        uint64_t secure_config;
        uint64_t counter_hz;
        uint64_t vector_length;
        uint64_t filter;
        uint64_t table_control;
        uint64_t scratch[4];
    } sys;
    void *nvic;
} CPUARMState;

typedef struct ARMISARegisters {
    uint32_t id_pfr1;
    uint64_t id_aa64pfr0;
    uint64_t id_aa64isar0;
} ARMISARegisters;

typedef struct ARMCPU {
    DeviceState parent_obj;
    CPUARMState env;
    GHashTable *cp_regs;
    uint64_t *cpreg_indexes;
    uint64_t *cpreg_values;
    int32_t cpreg_array_len;
    uint64_t *cpreg_vmstate_indexes;
    uint64_t *cpreg_vmstate_values;
    int32_t cpreg_vmstate_array_len;
    uint32_t *regions;
    uint32_t region_count;
    uint64_t midr;
    uint64_t revision;
    uint64_t counter_hz;
    bool has_el2;
    bool has_el3;
    ARMISARegisters isar;
} ARMCPU;

typedef struct ARMCPUModel {
    const char *name;
    void (*initfn)(Object *obj);
} ARMCPUModel;

typedef struct ARMCPUClass {
    DeviceClass parent_class;
    const ARMCPUModel *model;
    void (*parent_realize)(DeviceState *dev, Error **errp);
} ARMCPUClass;

#define ARM_CPU(obj) OBJECT_CHECK(ARMCPU, (obj), TYPE_ARM_CPU)
#define ARM_CPU_CLASS(klass) \
    OBJECT_CLASS_CHECK(ARMCPUClass, (klass), TYPE_ARM_CPU)

#define FIELD(reg, field, shift, length) \
    enum { R_##reg##_##field##_SHIFT = (shift), \
           R_##reg##_##field##_LENGTH = (length) };

FIELD(ID_PFR1, SECURITY, 4, 4)
FIELD(ID_PFR1, VIRTUALIZATION, 12, 4)
FIELD(ID_AA64PFR0, EL2, 8, 4)
FIELD(ID_AA64PFR0, EL3, 12, 4)
FIELD(ID_AA64PFR0, SVE, 32, 4)
FIELD(ID_AA64ISAR0, AES, 4, 4)
FIELD(ID_AA64ISAR0, CRC32, 16, 4)

static inline uint64_t bits_of(uint64_t word, int shift, int length)
{
    return (word >> shift) & (~0ULL >> (64 - length));
}

static inline uint64_t with_bits(uint64_t word, int shift, int length,
                                 uint64_t value)
{
    uint64_t mask = (~0ULL >> (64 - length)) << shift;

    return (word & ~mask) | ((value << shift) & mask);
}

#define FIELD_EX64(word, reg, field) \
    bits_of((word), R_##reg##_##field##_SHIFT, R_##reg##_##field##_LENGTH)
#define FIELD_DP64(word, reg, field, value) \
    with_bits((word), R_##reg##_##field##_SHIFT, \
              R_##reg##_##field##_LENGTH, (value))

static inline bool isar_feature_aa64_sve(const ARMISARegisters *id)
{
    return FIELD_EX64(id->id_aa64pfr0, ID_AA64PFR0, SVE) != 0;
}

#define cpu_isar_feature(name, cpu) isar_feature_##name(&(cpu)->isar)

static inline bool arm_feature(CPUARMState *env, int feature)
{
    return (env->features >> feature) & 1;
}

static inline void set_feature(CPUARMState *env, int feature)
{
    env->features |= 1ULL << feature;
}

static inline void unset_feature(CPUARMState *env, int feature)
{
    env->features &= ~(1ULL << feature);
}

void arm_cpu_register(const ARMCPUModel *model);
void register_cp_regs_for_features(ARMCPU *cpu);
void init_cpreg_list(ARMCPU *cpu);
void reset_cp_regs(ARMCPU *cpu);

#endif
