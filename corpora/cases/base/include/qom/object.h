/* Types, classes and objects. */
#ifndef TINY_OBJECT_H
#define TINY_OBJECT_H

#include "qapi/error.h"

typedef struct ObjectClass {
    void *type;
} ObjectClass;

typedef struct Object {
    ObjectClass *class;
} Object;

typedef struct TypeInfo {
    const char *name;
    const char *parent;
    size_t instance_size;
    void (*instance_init)(Object *obj);
    void (*instance_post_init)(Object *obj);
    bool abstract;
    size_t class_size;
    void (*class_init)(ObjectClass *klass, void *data);
    void (*class_base_init)(ObjectClass *klass, void *data);
    void *class_data;
} TypeInfo;

void type_register_static(const TypeInfo *info);
Object *object_new(const char *type_name);
ObjectClass *object_get_class(Object *obj);
bool object_property_set_bool(Object *obj, const char *name, bool value,
                              Error **errp);
void object_property_add_bool(Object *obj, const char *name,
                              bool (*get)(Object *, Error **),
                              void (*set)(Object *, bool, Error **));
void object_class_property_add_bool(ObjectClass *klass, const char *name,
                                    bool (*get)(Object *, Error **),
                                    void (*set)(Object *, bool, Error **));

#endif
