/* How registers get into the hash table, the list and the stream. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

static uint64_t *word_of(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return (uint64_t *)((char *)env + ri->fieldoffset);
}

const ARMCPRegInfo *get_arm_cp_reginfo(GHashTable *cpregs, uint32_t key)
{
    return g_hash_table_lookup(cpregs, (gpointer)(uintptr_t)key);
}

uint64_t raw_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return *word_of(env, ri);
}

/* A 32-bit register takes the lower half. */
void raw_write(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value)
{
    bool is64 = ri->state == ARM_CP_STATE_AA64 || (ri->type & ARM_CP_64BIT);

    *word_of(env, ri) = is64 ? value : (uint32_t)value;
}

uint64_t read_raw_cp_reg(CPUARMState *env, const ARMCPRegInfo *ri)
{
    if (ri->type & ARM_CP_CONST) {
        return ri->resetvalue;
    }
    if (ri->raw_readfn) {
        return ri->raw_readfn(env, ri);
    }
    return ri->readfn ? ri->readfn(env, ri) : raw_read(env, ri);
}

void write_raw_cp_reg(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value)
{
    if (ri->type & ARM_CP_CONST) {
        return;
    }
    if (ri->raw_writefn) {
        ri->raw_writefn(env, ri, value);
    } else if (ri->writefn) {
        ri->writefn(env, ri, value);
    } else {
        raw_write(env, ri, value);
    }
}

bool write_cpustate_to_list(ARMCPU *cpu)
{
    for (int number = 0; number < cpu->cpreg_array_len; number++) {
        uint32_t key = kvm_to_cpreg_id(cpu->cpreg_indexes[number]);
        const ARMCPRegInfo *ri = get_arm_cp_reginfo(cpu->cp_regs, key);

        if (!ri) {
            return false;
        }
        cpu->cpreg_values[number] = read_raw_cp_reg(&cpu->env, ri);
    }
    return true;
}

/* False if one does not read back as written; all are written even so. */
bool write_list_to_cpustate(ARMCPU *cpu)
{
    bool taken = true;

    for (int number = 0; number < cpu->cpreg_array_len; number++) {
        uint32_t key = kvm_to_cpreg_id(cpu->cpreg_indexes[number]);
        uint64_t value = cpu->cpreg_values[number];
        const ARMCPRegInfo *ri = get_arm_cp_reginfo(cpu->cp_regs, key);

        if (!ri) {
            return false;
        }
        write_raw_cp_reg(&cpu->env, ri, value);
        if (read_raw_cp_reg(&cpu->env, ri) != value) {
            taken = false;
        }
    }
    return taken;
}

/* Without EL2 a register of EL2 is left out, or with EL3 reads as constant zero. */
static bool eliminated(CPUARMState *env, ARMCPRegInfo *copy)
{
    if (copy->el == 3) {
        return !arm_feature(env, ARM_FEATURE_EL3);
    }
    if (copy->el != 2 || arm_feature(env, ARM_FEATURE_EL2)) {
        return false;
    }
    if (!arm_feature(env, ARM_FEATURE_EL3)
        || (copy->type & ARM_CP_EL3_NO_EL2_UNDEF)) {
        return true;
    }
    if (!(copy->type & ARM_CP_EL3_NO_EL2_KEEP)) {
        copy->type = ARM_CP_CONST;
        copy->resetvalue = 0;
        copy->readfn = NULL;
        copy->writefn = NULL;
        copy->resetfn = NULL;
    }
    return false;
}

static void insert_one(ARMCPU *cpu, const ARMCPRegInfo *reg, CPState state,
                       bool ns, const char *suffix)
{
    ARMCPRegInfo *copy = g_memdup2(reg, sizeof(*reg));
    bool is64 = (reg->type & ARM_CP_64BIT) != 0;
    uint32_t key;

    if (eliminated(&cpu->env, copy)) {
        return;
    }
    copy->name = g_strdup_printf("%s%s", reg->name, suffix);
    copy->state = state;
    if (state == ARM_CP_STATE_AA64) {
        key = ENCODE_AA64(copy->opc0, copy->opc1, copy->crn, copy->crm,
                          copy->opc2);
    } else {
        copy->cp = reg->cp ?: 15;
        if (reg->bank_fieldoffsets[0]) {
            copy->fieldoffset = reg->bank_fieldoffsets[ns ? 1 : 0];
        }
        key = ENCODE_AA32(ns, is64, copy->cp, copy->crn, copy->crm,
                          copy->opc1, copy->opc2);
    }
    assert((reg->type & ARM_CP_OVERRIDE)
           || !get_arm_cp_reginfo(cpu->cp_regs, key));
    g_hash_table_insert(cpu->cp_regs, (gpointer)(uintptr_t)key, copy);
}

static void insert_states(ARMCPU *cpu, const ARMCPRegInfo *reg)
{
    if (reg->state != ARM_CP_STATE_AA64) {
        insert_one(cpu, reg, ARM_CP_STATE_AA32, true, "");
        if (reg->bank_fieldoffsets[0]
            && arm_feature(&cpu->env, ARM_FEATURE_EL3)) {
            insert_one(cpu, reg, ARM_CP_STATE_AA32, false, "_S");
        }
    }
    if (reg->state != ARM_CP_STATE_AA32) {
        insert_one(cpu, reg, ARM_CP_STATE_AA64, false, "");
    }
}

/* A field of CP_ANY stands for all of its values; only the first one is migrated. */
void define_one_arm_cp_reg(ARMCPU *cpu, const ARMCPRegInfo *reg)
{
    int crm_first = reg->crm == CP_ANY ? 0 : reg->crm;
    int crm_last = reg->crm == CP_ANY ? 15 : reg->crm;
    int opc2_first = reg->opc2 == CP_ANY ? 0 : reg->opc2;
    int opc2_last = reg->opc2 == CP_ANY ? 7 : reg->opc2;

    for (int crm = crm_first; crm <= crm_last; crm++) {
        for (int opc2 = opc2_first; opc2 <= opc2_last; opc2++) {
            ARMCPRegInfo one = *reg;

            one.crm = crm;
            one.opc2 = opc2;
            if (crm != crm_first || opc2 != opc2_first) {
                one.type |= ARM_CP_ALIAS;
            }
            insert_states(cpu, &one);
        }
    }
}

void define_arm_cp_regs_len(ARMCPU *cpu, const ARMCPRegInfo *regs, size_t len)
{
    for (size_t number = 0; number < len; number++) {
        define_one_arm_cp_reg(cpu, &regs[number]);
    }
}

void register_cp_regs_for_features(ARMCPU *cpu)
{
    if (arm_feature(&cpu->env, ARM_FEATURE_M)) {
        return;
    }
    define_id_regs(cpu);
    define_v7_regs(cpu);
    define_v8_regs(cpu);
    define_el_regs(cpu);
    define_timer_regs(cpu);
    define_control_regs(cpu);
}

static void reset_one(gpointer key, gpointer value, gpointer opaque)
{
    ARMCPU *cpu = opaque;
    ARMCPRegInfo *ri = value;

    if (ri->resetfn) {
        ri->resetfn(&cpu->env, ri);
    } else if (ri->fieldoffset && !(ri->type & (ARM_CP_CONST | ARM_CP_ALIAS))) {
        *word_of(&cpu->env, ri) = ri->resetvalue;
    }
}

void reset_cp_regs(ARMCPU *cpu)
{
    g_hash_table_foreach(cpu->cp_regs, reset_one, cpu);
}

static int by_index(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

static void count_one(gpointer key, gpointer value, gpointer opaque)
{
    ARMCPU *cpu = opaque;
    ARMCPRegInfo *ri = value;

    if (!(ri->type & (ARM_CP_NO_RAW | ARM_CP_ALIAS))) {
        cpu->cpreg_array_len++;
    }
}

static void list_one(gpointer key, gpointer value, gpointer opaque)
{
    ARMCPU *cpu = opaque;
    ARMCPRegInfo *ri = value;

    if (!(ri->type & (ARM_CP_NO_RAW | ARM_CP_ALIAS))) {
        cpu->cpreg_indexes[cpu->cpreg_array_len++] =
            cpreg_to_kvm_id((uint32_t)(uintptr_t)key);
    }
}

void init_cpreg_list(ARMCPU *cpu)
{
    int length;

    cpu->cpreg_array_len = 0;
    g_hash_table_foreach(cpu->cp_regs, count_one, cpu);
    length = cpu->cpreg_array_len;
    cpu->cpreg_indexes = g_new(uint64_t, length);
    cpu->cpreg_values = g_new(uint64_t, length);
    cpu->cpreg_vmstate_indexes = g_new(uint64_t, length);
    cpu->cpreg_vmstate_values = g_new(uint64_t, length);
    cpu->cpreg_vmstate_array_len = length;
    cpu->cpreg_array_len = 0;
    g_hash_table_foreach(cpu->cp_regs, list_one, cpu);
    assert(cpu->cpreg_array_len == length);
    qsort(cpu->cpreg_indexes, length, sizeof(uint64_t), by_index);
}
