/* Machines. */
#ifndef TINY_BOARDS_H
#define TINY_BOARDS_H

#include "hw/qdev.h"

#define TYPE_MACHINE "machine"
#define MACHINE_TYPE_NAME(name) (name "-" TYPE_MACHINE)

typedef struct CpuTopology {
    unsigned int cpus;
    unsigned int cores;
    unsigned int max_cpus;
} CpuTopology;

typedef struct GlobalProperty {
    const char *driver;
    const char *property;
    const char *value;
    bool optional;
} GlobalProperty;

typedef struct MachineState {
    Object parent_obj;
    const char *cpu_type;
    uint64_t ram_size;
    uint64_t maxram_size;
    CpuTopology smp;
} MachineState;

typedef struct MachineClass {
    ObjectClass parent_class;
    const char *alias;
    const char *default_cpu_type;
    uint64_t default_ram_size;
    GPtrArray *compat_props;
    void (*init)(MachineState *machine);
} MachineClass;

#define MACHINE_CLASS(klass) \
    OBJECT_CLASS_CHECK(MachineClass, (klass), TYPE_MACHINE)

GPtrArray *g_ptr_array_new(void);
void g_ptr_array_add(GPtrArray *array, gpointer item);
void compat_props_add(GPtrArray *array, GlobalProperty *props, size_t count);

#endif
