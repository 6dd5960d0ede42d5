/* What all machines share. */
#include "qemu/osdep.h"
#include "hw/boards.h"

void compat_props_add(GPtrArray *array, GlobalProperty *props, size_t count)
{
    for (size_t number = 0; number < count; number++) {
        g_ptr_array_add(array, &props[number]);
    }
}

static void machine_class_base_init(ObjectClass *klass, void *data)
{
    MACHINE_CLASS(klass)->compat_props = g_ptr_array_new();
}

static const TypeInfo machine_info = {
    .name = TYPE_MACHINE,
    .parent = "object",
    .abstract = true,
    .class_size = sizeof(MachineClass),
    .class_base_init = machine_class_base_init,
    .instance_size = sizeof(MachineState),
};

static void machine_register_types(void)
{
    type_register_static(&machine_info);
}

type_init(machine_register_types)
