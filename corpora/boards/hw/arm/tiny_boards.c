/* The boards. */
#include "qemu/osdep.h"
#include "hw/arm/tiny_board.h"

static void tiny_small_class_init(ObjectClass *klass, void *data)
{
    MACHINE_CLASS(klass)->alias = "tiny";
}

static void tiny_large_class_init(ObjectClass *klass, void *data)
{
    MACHINE_CLASS(klass)->default_ram_size = 1 << 30;
    MACHINE_CLASS(klass)->default_cpus = TINY_CPUS;
}

static const TypeInfo tiny_boards[] = {
    {
        .name = MACHINE_TYPE_NAME("tiny-small"),
        .parent = TYPE_TINY_BOARD,
        .class_init = tiny_small_class_init,
    }, {
        .name = MACHINE_TYPE_NAME("tiny-large"),
        .parent = TYPE_TINY_BOARD,
        .class_init = tiny_large_class_init,
    },
};

static void tiny_boards_register_types(void)
{
    for (size_t number = 0; number < ARRAY_SIZE(tiny_boards); number++) {
        type_register_static(&tiny_boards[number]);
    }
}

type_init(tiny_boards_register_types)
