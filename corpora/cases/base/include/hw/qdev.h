/* Devices and their properties. */
#ifndef TINY_QDEV_H
#define TINY_QDEV_H

#include "qom/object.h"

typedef struct PropertyInfo {
    const char *type;
    void (*set)(Object *obj, const char *name, void *opaque, Error **errp);
} PropertyInfo;

typedef struct Property {
    const char *name;
    const PropertyInfo *info;
    long offset;
    bool set_default;
    uint8_t bitnr;
    union {
        int64_t i;
        uint64_t u;
    } defval;
} Property;

extern const PropertyInfo qdev_prop_plain;

#define DEFINE_PROP_PLAIN(spelling, state, field, value) \
    { .name = (spelling), .info = &qdev_prop_plain, \
      .offset = offsetof(state, field), \
      .set_default = true, .defval.u = (value) }
#define DEFINE_PROP_BOOL(spelling, state, field, value) \
    DEFINE_PROP_PLAIN(spelling, state, field, (bool)(value))
#define DEFINE_PROP_END { }

typedef struct DeviceState {
    Object parent_obj;
    bool realized;
} DeviceState;

typedef struct DeviceClass {
    ObjectClass parent_class;
    Property *props;
    void (*realize)(DeviceState *dev, Error **errp);
} DeviceClass;

#define DEVICE(obj) OBJECT_CHECK(DeviceState, (obj), "device")
#define DEVICE_CLASS(klass) OBJECT_CLASS_CHECK(DeviceClass, (klass), "device")

void qdev_property_add_static(DeviceState *dev, Property *property);
bool qdev_realize(DeviceState *dev, void *bus, Error **errp);
void device_class_set_props(DeviceClass *dc, Property *props);
void device_class_set_parent_realize(DeviceClass *dc,
                                     void (*realize)(DeviceState *, Error **),
                                     void (**parent)(DeviceState *, Error **));

#endif
