/* Boards with the chip. */
#ifndef TINY_BOARD_H
#define TINY_BOARD_H

#include "hw/boards.h"
#include "hw/arm/tiny_soc.h"

#define TYPE_TINY_BOARD MACHINE_TYPE_NAME("tiny-common")

typedef struct TinyBoard {
    MachineState parent;
    TinySoc soc;
} TinyBoard;

#define TINY_BOARD(obj) OBJECT_CHECK(TinyBoard, (obj), TYPE_TINY_BOARD)

#endif
