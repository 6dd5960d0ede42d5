/* How integers are taken from a stream. */
#include "qemu/osdep.h"
#include "migration/vmstate.h"

static int get_word(QEMUFile *file, void *to, size_t size,
                    const VMStateField *field)
{
    *(uint32_t *)to = qemu_get_be32(file);
    return 0;
}

static int get_long(QEMUFile *file, void *to, size_t size,
                    const VMStateField *field)
{
    *(uint64_t *)to = qemu_get_be64(file);
    return 0;
}

/* The field holds the most that may come. */
static int get_length(QEMUFile *file, void *to, size_t size,
                      const VMStateField *field)
{
    int32_t *most = to;
    int32_t sent = (int32_t)qemu_get_be32(file);

    if (sent < 0 || sent > *most) {
        error_report("%d elements came, at most %d fit", sent, *most);
        return -1;
    }
    *most = sent;
    return 0;
}

const VMStateInfo vmstate_info_int32 = { .name = "int32", .get = get_word };
const VMStateInfo vmstate_info_int32_le = {
    .name = "int32 le",
    .get = get_length,
};
const VMStateInfo vmstate_info_uint32 = { .name = "uint32", .get = get_word };
const VMStateInfo vmstate_info_uint64 = { .name = "uint64", .get = get_long };
