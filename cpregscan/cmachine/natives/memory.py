"""Allocation, and how much memory a machine has."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.allocation import Allocation
from cpregscan.cmachine.natives.native import Registry, spend
from cpregscan.cmachine.pointers import Cell, ItemPointer
from cpregscan.cmachine.records import MAXIMUM_ELEMENTS, OpaqueObject, RecordObject, place_elements
from cpregscan.errors import MachineError

NATIVES = Registry()


@NATIVES.model("gpointer g_malloc(gsize size)")
def allocate(machine: Any, size: int) -> Any:
    """Memory of so many bytes; the first cast gives it a type. Raises MachineError over the budget."""
    machine.charge(size)
    if size > MAXIMUM_ELEMENTS * 64:
        raise MachineError(f"an allocation of {size} bytes is beyond the machine's memory budget")
    spend(machine, size)
    return Allocation(size)


for _name in ("g_malloc0", "g_try_malloc", "g_try_malloc0", "malloc"):
    NATIVES.model(f"gpointer {_name}(gsize size)")(allocate)


@NATIVES.model("gpointer g_malloc0_n(gsize count, gsize size)")
def allocate_many(machine: Any, count: int, size: int) -> Any:
    """Memory for an array."""
    return allocate(machine, count * size)


for _name in ("g_malloc_n", "calloc"):
    NATIVES.model(f"gpointer {_name}(gsize count, gsize size)")(allocate_many)


@NATIVES.model("gpointer g_memdup(gconstpointer source, guint size)")
def duplicate(machine: Any, source: Any, size: int) -> Any:
    """A copy of a struct or of an array."""
    if isinstance(source, RecordObject):
        length = source.ctype.size
        if size == length:
            return source.copy()
        items = (source._array or [source])[source._index : source._index + size // length]
        return place_elements([item.copy() for item in items])[0] if items else None
    if isinstance(source, ItemPointer):
        return ItemPointer(source.items[source.index :])
    return source


NATIVES.model("gpointer g_memdup2(gconstpointer source, gsize size)")(duplicate)


@NATIVES.model("void free(void *memory)")
def release(machine: Any, memory: Any) -> None:
    """Nothing: what is still used stays."""


@NATIVES.model("void *__machine_error_cell(void)")
def error_cell(machine: Any) -> Any:
    """A place for an error that the caller did not ask for."""
    return Cell(None)


class MemoryArea(OpaqueObject):
    """A memory region of which the size in bytes is known."""

    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        super().__init__("memory")
        self.size = size


@NATIVES.model()
def memory_region_init_ram(
    machine: Any, region: Any, owner: Any, name: Any, size: Any, place: Any = None
) -> int:
    """Gives a memory region a size in bytes."""
    if isinstance(region, RecordObject):
        region.__dict__["memory_size"] = size
    return 1


NATIVES.model(name="memory_region_allocate_system_memory")(memory_region_init_ram)


@NATIVES.model()
def memory_region_size(machine: Any, region: Any) -> Any:
    """The size in bytes of a memory region."""
    if isinstance(region, MemoryArea):
        return region.size
    while isinstance(region, RecordObject):  # a link is a pointer to the object that begins the region
        if "memory_size" in region.__dict__:
            return region.__dict__["memory_size"]
        region = region._up
    return machine.program.unknown("the size of a memory region")
