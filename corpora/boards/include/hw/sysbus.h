/* Devices on the system bus, and what boards do with devices. */
#ifndef TINY_SYSBUS_H
#define TINY_SYSBUS_H

#include "hw/qdev.h"

#define TYPE_DEVICE "device"
#define TYPE_SYS_BUS_DEVICE "sys-bus-device"

typedef struct Clock {
    struct Clock *source;
} Clock;

typedef struct MemoryRegion MemoryRegion;

typedef struct SysBusDevice {
    DeviceState parent_obj;
    int lines;
} SysBusDevice;

typedef struct SysBusDeviceClass {
    DeviceClass parent_class;
} SysBusDeviceClass;

#define SYS_BUS_DEVICE(obj) \
    OBJECT_CHECK(SysBusDevice, (obj), TYPE_SYS_BUS_DEVICE)

DeviceState *qdev_new(const char *name);
bool sysbus_realize(SysBusDevice *dev, Error **errp);
void sysbus_mmio_map(SysBusDevice *dev, int number, uint64_t address);
void object_initialize_child_internal(Object *parent, const char *name,
                                      void *child, size_t size,
                                      const char *type);
#define object_initialize_child(parent, name, child, type) \
    object_initialize_child_internal((parent), (name), (child), \
                                     sizeof(*(child)), (type))
void object_property_add_alias(Object *obj, const char *name, Object *target,
                               const char *target_name);
void qdev_alias_all_properties(DeviceState *target, Object *source);
bool object_property_set_uint(Object *obj, const char *name, uint64_t value,
                              Error **errp);
bool object_property_set_link(Object *obj, const char *name, Object *value,
                              Error **errp);
char *object_get_canonical_path_component(const Object *obj);
Clock *clock_new(Object *parent, const char *name);
Clock *qdev_init_clock_in(DeviceState *dev, const char *name, void *callback,
                          void *opaque, unsigned int events);
void qdev_connect_clock_in(DeviceState *dev, const char *name, Clock *source);
uint64_t memory_region_size(MemoryRegion *region);

#endif
