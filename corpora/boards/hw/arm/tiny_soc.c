/* The chip: its devices are realized in the order of their addresses. */
#include "qemu/osdep.h"
#include "hw/arm/tiny_soc.h"

static void tiny_soc_init(Object *obj)
{
    TinySoc *s = TINY_SOC(obj);

    for (int number = 0; number < 2; number++) {
        object_initialize_child(obj, "serial[*]", &s->serial[number],
                                TYPE_TINY_SERIAL);
    }
    object_initialize_child(obj, "timer", &s->timer, "tiny-timer");
    object_initialize_child(obj, "cluster", &s->cluster, TYPE_TINY_CLUSTER);
    object_property_add_alias(obj, "cpu-revision", OBJECT(&s->cluster),
                              "revision");
    s->clock = clock_new(obj, "clock");
}

static void tiny_soc_realize(DeviceState *dev, Error **errp)
{
    TinySoc *s = TINY_SOC(dev);

    object_property_set_uint(OBJECT(&s->timer), "frequency", 1000,
                             &error_abort);
    if (!sysbus_realize(&s->timer, errp)) {
        return;
    }
    sysbus_mmio_map(&s->timer, 0, 0x1000);
    tiny_wire(&s->timer);
    object_property_set_bool(OBJECT(&s->cluster), "secure",
                             memory_region_size(s->memory) > 1 << 20,
                             &error_abort);
    qdev_connect_clock_in(DEVICE(&s->cluster), "clock", s->clock);
    sysbus_realize(SYS_BUS_DEVICE(&s->cluster), errp);
}

static void tiny_soc_class_init(ObjectClass *klass, void *data)
{
    DEVICE_CLASS(klass)->realize = tiny_soc_realize;
}

static const TypeInfo tiny_soc_info = {
    .name = TYPE_TINY_SOC,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(TinySoc),
    .instance_init = tiny_soc_init,
    .class_init = tiny_soc_class_init,
};

static void tiny_soc_register_types(void)
{
    type_register_static(&tiny_soc_info);
}

type_init(tiny_soc_register_types)
