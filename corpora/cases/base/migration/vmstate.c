/* Loads what a description says. */
#include "qemu/osdep.h"
#include "migration/vmstate.h"

static int load_field(QEMUFile *file, const VMStateField *field, char *to)
{
    if (field->flags & VMS_STRUCT) {
        return vmstate_load_state(file, field->vmsd, to);
    }
    return field->info->get(file, to, field->size, field);
}

int vmstate_load_state(QEMUFile *file, const VMStateDescription *vmsd,
                       void *opaque)
{
    const VMStateField *field = vmsd->fields;

    for (; field->name; field++) {
        if (load_field(file, field, (char *)opaque + field->offset) < 0) {
            error_report("Failed to load %s:%s", vmsd->name, field->name);
            return -1;
        }
    }
    return vmsd->post_load ? vmsd->post_load(opaque, vmsd->version_id) : 0;
}
