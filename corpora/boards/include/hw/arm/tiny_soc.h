/* A system on a chip: a cluster with the CPUs, and a serial line. */
#ifndef TINY_SOC_H
#define TINY_SOC_H

#include "hw/sysbus.h"
#include "hw/char/tiny_serial.h"
#include "cpu.h"

void tiny_wire(SysBusDevice *device);
void tiny_boot(ARMCPU *cpu);

#define TYPE_TINY_CLUSTER "tiny-cluster"
#define TYPE_TINY_SOC "tiny-soc"
#define TINY_CPUS 2

typedef struct TinySerial TinySerial;

typedef struct TinyCluster {
    SysBusDevice parent_obj;
    ARMCPU cpu[TINY_CPUS];
    Clock *clock;
    uint64_t revision;
    bool secure;
} TinyCluster;

typedef struct TinySoc {
    SysBusDevice parent_obj;
    TinySerial serial[2];
    SysBusDevice timer;
    TinyCluster cluster;
    Clock *clock;
    MemoryRegion *memory;
} TinySoc;

#define TINY_CLUSTER(obj) OBJECT_CHECK(TinyCluster, (obj), TYPE_TINY_CLUSTER)
#define TINY_SOC(obj) OBJECT_CHECK(TinySoc, (obj), TYPE_TINY_SOC)

#endif
