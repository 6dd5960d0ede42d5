/* Coprocessor and system registers. */
#ifndef TINY_CPREGS_H
#define TINY_CPREGS_H

#include "cpu.h"

#define CP_ANY 0xff
#define SYS(field) offsetof(CPUARMState, sys.field)

enum {
    ARM_CP_CONST = 1 << 0,
    ARM_CP_ALIAS = 1 << 1,
    ARM_CP_NO_RAW = 1 << 2,
    ARM_CP_64BIT = 1 << 3,
    ARM_CP_OVERRIDE = 1 << 4,
    /* Needs EL2; with EL3 alone it vanishes, or stays as it is. */
    ARM_CP_EL3_NO_EL2_UNDEF = 1 << 5,
    ARM_CP_EL3_NO_EL2_KEEP = 1 << 6,
};

typedef enum {
    ARM_CP_STATE_AA32,
    ARM_CP_STATE_AA64,
    ARM_CP_STATE_BOTH,
} CPState;

typedef struct ARMCPRegInfo ARMCPRegInfo;

struct ARMCPRegInfo {
    const char *name;
    uint8_t cp;
    uint8_t opc0;
    uint8_t opc1;
    uint8_t crn;
    uint8_t crm;
    uint8_t opc2;
    CPState state;
    int type; int access;
    int el;
    uint64_t resetvalue;
    ptrdiff_t fieldoffset;
    ptrdiff_t bank_fieldoffsets[2];
    uint64_t (*readfn)(CPUARMState *env, const ARMCPRegInfo *ri);
    void (*writefn)(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value);
    /* What a stream is read and written by, if not as by a guest. */
    uint64_t (*raw_readfn)(CPUARMState *env, const ARMCPRegInfo *ri);
    void (*raw_writefn)(CPUARMState *env, const ARMCPRegInfo *ri,
                        uint64_t value);
    void (*resetfn)(CPUARMState *env, const ARMCPRegInfo *ri);
};

#define ENCODE_AA32(ns, is64, cp, crn, crm, opc1, opc2) \
    (((uint32_t)(ns) << 29) | ((cp) << 16) | ((is64) << 15) | \
     ((crn) << 11) | ((crm) << 7) | ((opc1) << 3) | (opc2))
#define KEY_IS_AA64 (1u << 28)
#define ENCODE_AA64(op0, op1, crn, crm, op2) \
    (KEY_IS_AA64 | (0x13 << 16) | ((op0) << 14) | ((op1) << 11) | \
     ((crn) << 7) | ((crm) << 3) | (op2))

static inline uint64_t cpreg_to_kvm_id(uint32_t key)
{
    if (key & KEY_IS_AA64) {
        return 0x6030000000000000ULL | (key & ~KEY_IS_AA64);
    }
    if (key & (1u << 15)) {
        return 0x4030000000000000ULL | (key & ~(1u << 15));
    }
    return 0x4020000000000000ULL | key;
}

static inline uint32_t kvm_to_cpreg_id(uint64_t id)
{
    if (id >> 56 == 0x60) {
        return (uint32_t)id | KEY_IS_AA64;
    }
    return (uint32_t)id | (1u << 29) | ((id >> 52 & 15) == 3 ? 1u << 15 : 0);
}

void define_one_arm_cp_reg(ARMCPU *cpu, const ARMCPRegInfo *reg);
void define_arm_cp_regs_len(ARMCPU *cpu, const ARMCPRegInfo *regs, size_t len);
const ARMCPRegInfo *get_arm_cp_reginfo(GHashTable *cpregs, uint32_t key);
uint64_t raw_read(CPUARMState *env, const ARMCPRegInfo *ri);
void raw_write(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value);
uint64_t read_raw_cp_reg(CPUARMState *env, const ARMCPRegInfo *ri);
void write_raw_cp_reg(CPUARMState *env, const ARMCPRegInfo *ri,
                      uint64_t value);
bool write_cpustate_to_list(ARMCPU *cpu);
bool write_list_to_cpustate(ARMCPU *cpu);

void define_id_regs(ARMCPU *cpu);
void define_v7_regs(ARMCPU *cpu);
void define_v8_regs(ARMCPU *cpu);
void define_el_regs(ARMCPU *cpu);
void define_timer_regs(ARMCPU *cpu);
void define_control_regs(ARMCPU *cpu);

#define PL1_R 1
#define define_arm_cp_regs(cpu, regs) \
    define_arm_cp_regs_len((cpu), (regs), ARRAY_SIZE(regs))

#endif
