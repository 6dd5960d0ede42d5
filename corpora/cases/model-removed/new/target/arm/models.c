/* The CPU models. */
#include "qemu/osdep.h"
#include "cpu.h"

static void tiny_v7_initfn(Object *obj)
{
    ARMCPU *cpu = ARM_CPU(obj);

    set_feature(&cpu->env, ARM_FEATURE_V7);
    set_feature(&cpu->env, ARM_FEATURE_EL3);
    cpu->midr = 0x410f0070;
    cpu->isar.id_pfr1 = 0x11;
}

static void tiny_v8_initfn(Object *obj)
{
    ARMCPU *cpu = ARM_CPU(obj);

    set_feature(&cpu->env, ARM_FEATURE_V8);
    set_feature(&cpu->env, ARM_FEATURE_EL2);
    set_feature(&cpu->env, ARM_FEATURE_EL3);
    set_feature(&cpu->env, ARM_FEATURE_GENERIC_TIMER);
    cpu->midr = 0x410f0080;
    cpu->isar.id_pfr1 = 0x1011;
    cpu->isar.id_aa64pfr0 = 0x2222;
}

static void tiny_m_initfn(Object *obj)
{
    ARMCPU *cpu = ARM_CPU(obj);

    set_feature(&cpu->env, ARM_FEATURE_M);
    cpu->region_count = 8;
}

static const ARMCPUModel arm_models[] = {
    { .name = "tiny-v7", .initfn = tiny_v7_initfn },
#ifdef TARGET_AARCH64
    { .name = "tiny-v8", .initfn = tiny_v8_initfn },
#endif
    { .name = "tiny-m", .initfn = tiny_m_initfn },
};

static void arm_models_register_types(void)
{
    for (size_t number = 0; number < ARRAY_SIZE(arm_models); number++) {
        arm_cpu_register(&arm_models[number]);
    }
}

type_init(arm_models_register_types)
