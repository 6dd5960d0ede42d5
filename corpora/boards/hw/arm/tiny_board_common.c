/* What the boards with this chip share. */
#include "qemu/osdep.h"
#include "hw/boards.h"
#include "hw/arm/tiny_board.h"
#include "hw/arm/tiny_soc.h"

static void tiny_board_build(MachineState *machine)
{
    TinyBoard *board = TINY_BOARD(machine);
    Object *soc = OBJECT(&board->soc);
    DeviceState *button = qdev_new("tiny-button");

    object_property_set_bool(OBJECT(button), "pressed", true, &error_fatal);
    object_initialize_child(OBJECT(machine), "soc", &board->soc,
                            TYPE_TINY_SOC);
    board->soc.memory = machine->ram;
    object_property_set_uint(soc, "cpu-revision", machine->smp.cpus,
                             &error_fatal);
    sysbus_realize(SYS_BUS_DEVICE(soc), &error_fatal);
}

static void tiny_board_class_init(ObjectClass *klass, void *data)
{
    MACHINE_CLASS(klass)->init = tiny_board_build;
    MACHINE_CLASS(klass)->default_ram_id = "ram";
    MACHINE_CLASS(klass)->default_ram_size = 1 << 16;
}

static const TypeInfo tiny_board_info = {
    .name = TYPE_TINY_BOARD,
    .parent = TYPE_MACHINE,
    .abstract = true,
    .instance_size = sizeof(TinyBoard),
    .class_init = tiny_board_class_init,
};

static void tiny_board_register_types(void)
{
    type_register_static(&tiny_board_info);
}

type_init(tiny_board_register_types)
