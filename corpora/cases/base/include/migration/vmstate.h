/* How the sections of a stream are described. */
#ifndef TINY_VMSTATE_H
#define TINY_VMSTATE_H

#include "qapi/error.h"

typedef struct QEMUFile QEMUFile;
typedef struct VMStateInfo VMStateInfo;
typedef struct VMStateField VMStateField;
typedef struct VMStateDescription VMStateDescription;

enum VMStateFlags {
    VMS_SINGLE = 1 << 0,
    VMS_POINTER = 1 << 1,
    VMS_ARRAY = 1 << 2,
    VMS_STRUCT = 1 << 3,
    VMS_VARRAY_INT32 = 1 << 4,
    VMS_VARRAY_UINT32 = 1 << 5,
    VMS_ALLOC = 1 << 6,
};

struct VMStateInfo {
    const char *name;
    int (*get)(QEMUFile *file, void *to, size_t size,
               const VMStateField *field);
};

struct VMStateField {
    const char *name;
    size_t offset;
    size_t size;
    int num;
    size_t num_offset;
    const VMStateInfo *info;
    enum VMStateFlags flags;
    const VMStateDescription *vmsd;
    int version_id;
};

struct VMStateDescription {
    const char *name;
    int version_id;
    int minimum_version_id;
    int (*pre_load)(void *opaque);
    int (*post_load)(void *opaque, int version_id);
    int (*pre_save)(void *opaque);
    bool (*needed)(void *opaque);
    const VMStateField *fields;
    const VMStateDescription * const *subsections;
};

extern const VMStateInfo vmstate_info_int32;
extern const VMStateInfo vmstate_info_int32_le;
extern const VMStateInfo vmstate_info_uint32;
extern const VMStateInfo vmstate_info_uint64;

#define FIELD_AT(state, member) \
    .name = #member, .offset = offsetof(state, member)

#define VMSTATE_OF(kind, type, state, member) \
    { FIELD_AT(state, member), .size = sizeof(type), \
      .info = &vmstate_info_##kind, .flags = VMS_SINGLE }
#define VMSTATE_INT32(member, state) VMSTATE_OF(int32, int32_t, state, member)
#define VMSTATE_INT32_AT_MOST(member, state) \
    VMSTATE_OF(int32_le, int32_t, state, member)
#define VMSTATE_UINT32(member, state) VMSTATE_OF(uint32, uint32_t, state, member)
#define VMSTATE_UINT64(member, state) VMSTATE_OF(uint64, uint64_t, state, member)

#define VMSTATE_UINT64_ARRAY(member, state, count) \
    { FIELD_AT(state, member), .size = sizeof(uint64_t), .num = (count), \
      .info = &vmstate_info_uint64, .flags = VMS_ARRAY }
#define VMSTATE_STRUCT(member, state, description, type) \
    { FIELD_AT(state, member), .size = sizeof(type), \
      .vmsd = &description, .flags = VMS_STRUCT }

/* The member `count` holds the number of elements. */
#define VMSTATE_COUNTED(how, type, member, state, count) \
    { FIELD_AT(state, member), .size = sizeof(type##_t), \
      .num_offset = offsetof(state, count), \
      .info = &vmstate_info_##type, .flags = (how) | VMS_POINTER }

#define VMSTATE_END_OF_LIST() { }

uint32_t qemu_get_be32(QEMUFile *file);
uint64_t qemu_get_be64(QEMUFile *file);
int vmstate_load_state(QEMUFile *file, const VMStateDescription *vmsd,
                       void *opaque);

#endif
