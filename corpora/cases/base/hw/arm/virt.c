/* The machine `virt`, in two versions. */
#include "qemu/osdep.h"
#include "hw/boards.h"
#include "cpu.h"

#define TYPE_VIRT_MACHINE MACHINE_TYPE_NAME("virt")

typedef struct VirtMachineState {
    MachineState parent;
    bool secure;
    bool virt;
} VirtMachineState;

#define VIRT_MACHINE(obj) \
    OBJECT_CHECK(VirtMachineState, (obj), TYPE_VIRT_MACHINE)

static void virt_build(MachineState *machine)
{
    VirtMachineState *vms = VIRT_MACHINE(machine);

    for (unsigned int number = 0; number < machine->smp.cpus; number++) {
        Object *cpu = object_new(machine->cpu_type);

        if (!vms->secure) {
            object_property_set_bool(cpu, "has_el3", false, NULL);
        }
        if (!vms->virt) {
            object_property_set_bool(cpu, "has_el2", false, NULL);
        }
        qdev_realize(DEVICE(cpu), NULL, &error_fatal);
    }
}

static bool virt_get_secure(Object *obj, Error **errp)
{
    return VIRT_MACHINE(obj)->secure;
}

static void virt_set_secure(Object *obj, bool value, Error **errp)
{
    VIRT_MACHINE(obj)->secure = value;
}

static bool virt_get_virt(Object *obj, Error **errp)
{
    return VIRT_MACHINE(obj)->virt;
}

static void virt_set_virt(Object *obj, bool value, Error **errp)
{
    VIRT_MACHINE(obj)->virt = value;
}

static void virt_class_init(ObjectClass *klass, void *data)
{
    MachineClass *mc = MACHINE_CLASS(klass);

    mc->init = virt_build;
    mc->default_cpu_type = ARM_CPU_TYPE_NAME("tiny-v7");
    object_class_property_add_bool(klass, "secure",
                                   virt_get_secure, virt_set_secure);
    object_class_property_add_bool(klass, "virtualization",
                                   virt_get_virt, virt_set_virt);
}

static void virt_1_0_class_init(ObjectClass *klass, void *data)
{
    MACHINE_CLASS(klass)->alias = "virt";
}

static GlobalProperty compat_0_9[] = {
    { TYPE_ARM_CPU, "counter-hz", "62500000" },
};

static void virt_0_9_class_init(ObjectClass *klass, void *data)
{
    compat_props_add(MACHINE_CLASS(klass)->compat_props,
                     compat_0_9, ARRAY_SIZE(compat_0_9));
}

static const TypeInfo virt_types[] = {
    {
        .name = TYPE_VIRT_MACHINE,
        .parent = TYPE_MACHINE,
        .abstract = true,
        .instance_size = sizeof(VirtMachineState),
        .class_init = virt_class_init,
    }, {
        .name = MACHINE_TYPE_NAME("virt-1.0"),
        .parent = TYPE_VIRT_MACHINE,
        .class_init = virt_1_0_class_init,
    }, {
        .name = MACHINE_TYPE_NAME("virt-0.9"),
        .parent = TYPE_VIRT_MACHINE,
        .class_init = virt_0_9_class_init,
    },
};

static void virt_register_types(void)
{
    for (size_t number = 0; number < ARRAY_SIZE(virt_types); number++) {
        type_register_static(&virt_types[number]);
    }
}

type_init(virt_register_types)
