/* What CPU models share: properties, and how one is made ready. */
#include "qemu/osdep.h"
#include "hw/boards.h"
#include "cpu.h"
#include "cpregs.h"

static Property arm_cpu_has_el2 =
    DEFINE_PROP_BOOL("has_el2", ARMCPU, has_el2, true);
static Property arm_cpu_has_el3 =
    DEFINE_PROP_BOOL("has_el3", ARMCPU, has_el3, true);

static Property arm_cpu_properties[] = {
    DEFINE_PROP_PLAIN("midr", ARMCPU, midr, 0),
    DEFINE_PROP_PLAIN("revision", ARMCPU, revision, 1),
    DEFINE_PROP_PLAIN("counter-hz", ARMCPU, counter_hz, 1000000000),
    DEFINE_PROP_END
};

static void arm_cpu_initfn(Object *obj)
{
    ARM_CPU(obj)->cp_regs = g_hash_table_new(g_direct_hash, g_direct_equal);
}

static void arm_cpu_instance_init(Object *obj)
{
    ARMCPU *cpu = ARM_CPU(obj);

    ARM_CPU_CLASS(object_get_class(obj))->model->initfn(obj);
    if (arm_feature(&cpu->env, ARM_FEATURE_EL2)) {
        qdev_property_add_static(DEVICE(obj), &arm_cpu_has_el2);
    }
    if (arm_feature(&cpu->env, ARM_FEATURE_EL3)) {
        qdev_property_add_static(DEVICE(obj), &arm_cpu_has_el3);
    }
}

static void arm_cpu_finalize_features(ARMCPU *cpu)
{
    if (!cpu->has_el3) {
        unset_feature(&cpu->env, ARM_FEATURE_EL3);
        cpu->isar.id_pfr1 =
            FIELD_DP64(cpu->isar.id_pfr1, ID_PFR1, SECURITY, 0);
        cpu->isar.id_aa64pfr0 =
            FIELD_DP64(cpu->isar.id_aa64pfr0, ID_AA64PFR0, EL3, 0);
    }
    if (!cpu->has_el2) {
        unset_feature(&cpu->env, ARM_FEATURE_EL2);
        cpu->isar.id_pfr1 =
            FIELD_DP64(cpu->isar.id_pfr1, ID_PFR1, VIRTUALIZATION, 0);
        cpu->isar.id_aa64pfr0 =
            FIELD_DP64(cpu->isar.id_aa64pfr0, ID_AA64PFR0, EL2, 0);
    }
    if (arm_feature(&cpu->env, ARM_FEATURE_V8)) {
        set_feature(&cpu->env, ARM_FEATURE_V7);
    }
}

static void arm_cpu_realizefn(DeviceState *dev, Error **errp)
{
    ARMCPU *cpu = ARM_CPU(dev);

    if (cpu->counter_hz == 0) {
        error_setg(errp, "counter-hz must not be zero");
        return;
    }
    arm_cpu_finalize_features(cpu);
    register_cp_regs_for_features(cpu);
    init_cpreg_list(cpu);
    reset_cp_regs(cpu);
}

static void arm_cpu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    device_class_set_parent_realize(dc, arm_cpu_realizefn,
                                    &ARM_CPU_CLASS(klass)->parent_realize);
    device_class_set_props(dc, arm_cpu_properties);
}

static void arm_model_class_init(ObjectClass *klass, void *data)
{
    ARM_CPU_CLASS(klass)->model = data;
}

static const TypeInfo arm_cpu_type_info = {
    .name = TYPE_ARM_CPU,
    .parent = "cpu",
    .abstract = true,
    .instance_size = sizeof(ARMCPU),
    .instance_init = arm_cpu_initfn,
    .class_size = sizeof(ARMCPUClass),
    .class_init = arm_cpu_class_init,
};

void arm_cpu_register(const ARMCPUModel *model)
{
    TypeInfo info = {
        .name = g_strdup_printf("%s-" TYPE_ARM_CPU, model->name),
        .parent = TYPE_ARM_CPU,
        .instance_init = arm_cpu_instance_init,
        .class_init = arm_model_class_init,
        .class_data = (void *)model,
    };

    type_register_static(&info);
}

static void arm_cpu_register_types(void)
{
    type_register_static(&arm_cpu_type_info);
}

type_init(arm_cpu_register_types)
