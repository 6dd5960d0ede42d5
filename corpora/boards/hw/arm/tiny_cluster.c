/* The device that has the CPUs. */
#include "qemu/osdep.h"
#include "hw/arm/tiny_soc.h"

static Property tiny_cluster_properties[] = {
    DEFINE_PROP_PLAIN("revision", TinyCluster, revision, 1),
    DEFINE_PROP_BOOL("secure", TinyCluster, secure, false),
    DEFINE_PROP_END
};

static void tiny_cluster_init(Object *obj)
{
    TinyCluster *s = TINY_CLUSTER(obj);

    for (int number = 0; number < TINY_CPUS; number++) {
        object_initialize_child(obj, "core[*]", &s->cpu[number],
                                ARM_CPU_TYPE_NAME("tiny-v8"));
    }
    s->clock = qdev_init_clock_in(DEVICE(obj), "clock", NULL, NULL, 0);
}

static void tiny_cluster_realize(DeviceState *dev, Error **errp)
{
    TinyCluster *s = TINY_CLUSTER(dev);

    if (!s->clock->source) {
        error_setg(errp, "the cluster's clock must be connected");
        return;
    }
    for (int number = 0; number < TINY_CPUS; number++) {
        Object *cpu = OBJECT(&s->cpu[number]);

        if (!object_property_set_uint(cpu, "revision", s->revision, errp)) {
            return;
        }
        object_property_set_bool(cpu, "has_el3", s->secure, &error_abort);
        if (!qdev_realize(DEVICE(cpu), NULL, errp)) {
            return;
        }
    }
}

static void tiny_cluster_class_init(ObjectClass *klass, void *data)
{
    DEVICE_CLASS(klass)->realize = tiny_cluster_realize;
    device_class_set_props(DEVICE_CLASS(klass), tiny_cluster_properties);
}

static const TypeInfo tiny_cluster_info = {
    .name = TYPE_TINY_CLUSTER,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(TinyCluster),
    .instance_init = tiny_cluster_init,
    .class_init = tiny_cluster_class_init,
};

static void tiny_cluster_register_types(void)
{
    type_register_static(&tiny_cluster_info);
}

type_init(tiny_cluster_register_types)
