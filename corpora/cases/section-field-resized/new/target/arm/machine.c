/* What is sent of a CPU, and how it is loaded. */
#include "qemu/osdep.h"
#include "migration/vmstate.h"
#include "cpu.h"
#include "cpregs.h"

#define LINES_NEVER_SENT UINT32_MAX

static bool always_needed(void *opaque)
{
    return true;
}

static bool vectors_needed(void *opaque)
{
    ARMCPU *cpu = opaque;

    return cpu_isar_feature(aa64_sve, cpu);
}

static bool m_needed(void *opaque)
{
    ARMCPU *cpu = opaque;

    return arm_feature(&cpu->env, ARM_FEATURE_M);
}

static const VMStateDescription vmstate_lines = {
    .name = "cpu/lines",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = always_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(env.lines, ARMCPU),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_vectors = {
    .name = "cpu/vectors",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = vectors_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64_ARRAY(env.vectors, ARMCPU, 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_m = {
    .name = "cpu/m",
    .version_id = 2,
    .minimum_version_id = 1,
    .needed = m_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_COUNTED(VMS_VARRAY_UINT32, uint32, regions, ARMCPU,
                        region_count),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_exception = {
    .name = "cpu/exception",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(syndrome, ARMException),
        VMSTATE_UINT64(address, ARMException),
        VMSTATE_END_OF_LIST()
    },
};

static int cpu_pre_save(void *opaque)
{
    ARMCPU *cpu = opaque;
    size_t size = cpu->cpreg_array_len * sizeof(uint64_t);

    if (!write_cpustate_to_list(cpu)) {
        abort();
    }
    cpu->cpreg_vmstate_array_len = cpu->cpreg_array_len;
    memcpy(cpu->cpreg_vmstate_indexes, cpu->cpreg_indexes, size);
    memcpy(cpu->cpreg_vmstate_values, cpu->cpreg_values, size);
    return 0;
}

static int cpu_pre_load(void *opaque)
{
    ARMCPU *cpu = opaque;

    cpu->env.lines = LINES_NEVER_SENT;
    return 0;
}

/* Both lists are sorted. An index that only the stream has ends it. */
static bool merge_incoming(ARMCPU *cpu)
{
    int own = 0;
    int came = 0;

    while (own < cpu->cpreg_array_len && came < cpu->cpreg_vmstate_array_len) {
        uint64_t index = cpu->cpreg_vmstate_indexes[came];

        if (index < cpu->cpreg_indexes[own]) {
            return false;
        }
        if (index == cpu->cpreg_indexes[own]) {
            cpu->cpreg_values[own] = cpu->cpreg_vmstate_values[came];
            came++;
        }
        own++;
    }
    return true;
}

static int cpu_post_load(void *opaque, int version_id)
{
    ARMCPU *cpu = opaque;

    if (cpu->env.lines == LINES_NEVER_SENT) {
        cpu->env.lines = 0;
    }
    return merge_incoming(cpu) && write_list_to_cpustate(cpu) ? 0 : -1;
}

const VMStateDescription vmstate_arm_cpu = {
    .name = "cpu",
    .version_id = 3,
    .minimum_version_id = 3,
    .pre_save = cpu_pre_save,
    .pre_load = cpu_pre_load,
    .post_load = cpu_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64_ARRAY(env.regs, ARMCPU, 32),
        VMSTATE_UINT64(env.status, ARMCPU),
        VMSTATE_UINT64(env.features, ARMCPU),
        VMSTATE_STRUCT(env.exception, ARMCPU, vmstate_exception, ARMException),
        VMSTATE_INT32_AT_MOST(cpreg_vmstate_array_len, ARMCPU),
        VMSTATE_COUNTED(VMS_VARRAY_INT32, uint64,
                        cpreg_vmstate_indexes, ARMCPU,
                        cpreg_vmstate_array_len),
        VMSTATE_COUNTED(VMS_VARRAY_INT32, uint64,
                        cpreg_vmstate_values, ARMCPU,
                        cpreg_vmstate_array_len),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) {
        &vmstate_lines,
        &vmstate_vectors,
        &vmstate_m,
        NULL
    },
};
