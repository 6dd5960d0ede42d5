"""glib's containers, and qsort."""

from __future__ import annotations

import sys
from functools import cmp_to_key
from itertools import pairwise
from types import FrameType
from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.pointers import Cell, ItemPointer, text_of
from cpregscan.cmachine.pool import FunctionPointer, callable_of
from cpregscan.cmachine.records import MAXIMUM_ELEMENTS, RecordObject, record_class
from cpregscan.errors import MachineError

NATIVES = Registry()


Chain = tuple[tuple[str, int], ...]
"""The names of the generated functions that run, innermost first, each with the instruction it is at."""
Entry = tuple[Any, Any, Chain]
"""Key, value, and what ran when they were put into the table."""


class HashTable:
    """A GHashTable. ``entries`` maps what makes keys equal to (key, value, call chain of the insertion)."""

    __slots__ = ("entries", "equality")

    def __init__(self, equality: str) -> None:
        self.equality = equality
        self.entries: dict[Any, Entry] = {}

    def identity(self, key: Any) -> Any:
        """What makes two keys the same: their text, the integer they point at, or themselves."""
        if self.equality == "g_str_equal":
            return text_of(key)
        if self.equality in ("g_int_equal", "g_int64_equal"):
            return key.get()
        return 0 if key is None else key


def _function_name(function: Any) -> str:
    return function.name if isinstance(function, FunctionPointer) else ""


@NATIVES.model("GHashTable *g_hash_table_new(GHashFunc hash, GEqualFunc equal)")
def new_table(machine: Any, hash_function: Any, equal: Any, *_: Any) -> HashTable:
    """An empty table."""
    return HashTable(_function_name(equal))


NATIVES.model(
    "GHashTable *g_hash_table_new_full(GHashFunc hash, GEqualFunc equal, GDestroyNotify key, GDestroyNotify value)"
)(new_table)


def _marker(machine: Any, *_: Any) -> int:
    """Known to the hash table by name; never called."""
    return 0


for _prototype in (
    "guint g_direct_hash(gconstpointer key)", "gboolean g_direct_equal(gconstpointer a, gconstpointer b)",
    "guint g_int_hash(gconstpointer key)", "gboolean g_int_equal(gconstpointer a, gconstpointer b)",
    "guint g_int64_hash(gconstpointer key)", "gboolean g_int64_equal(gconstpointer a, gconstpointer b)",
):  # fmt: skip
    NATIVES.model(_prototype)(_marker)


@NATIVES.model("gboolean g_hash_table_insert(GHashTable *table, gpointer key, gpointer value)")
def insert(machine: Any, table: HashTable, key: Any, value: Any) -> int:
    """Adds or replaces; keeps the chain of calls that led here, for it tells where a cpreg comes from."""
    identity = table.identity(key)
    known = identity in table.entries
    table.entries[identity] = (key, value, chain_from(sys._getframe(1), machine.program.pool.namespace))
    return int(not known)


for _name in ("g_hash_table_replace",):
    NATIVES.model(f"gboolean {_name}(GHashTable *table, gpointer key, gpointer value)")(insert)


def chain_from(frame: FrameType | None, namespace: dict[str, Any]) -> Chain:
    """The generated functions that run in a frame and around it."""
    chain: list[tuple[str, int]] = []
    while frame is not None:
        if frame.f_globals is namespace:
            chain.append((frame.f_code.co_name, frame.f_lasti))
        frame = frame.f_back
    return tuple(chain)


@NATIVES.model("gboolean g_hash_table_add(GHashTable *table, gpointer key)")
def add_key(machine: Any, table: HashTable, key: Any) -> int:
    """A set's way to insert."""
    added: int = insert(machine, table, key, key)
    return added


@NATIVES.model("gpointer g_hash_table_lookup(GHashTable *table, gconstpointer key)")
def look_up(machine: Any, table: HashTable, key: Any) -> Any:
    """The value, or NULL."""
    entry = table.entries.get(key if type(key) is int else table.identity(key))
    return entry[1] if entry else None


@NATIVES.model("gboolean g_hash_table_contains(GHashTable *table, gconstpointer key)")
def contains(machine: Any, table: HashTable, key: Any) -> int:
    """Whether there is such a key."""
    return int(table.identity(key) in table.entries)


@NATIVES.model("gboolean g_hash_table_remove(GHashTable *table, gconstpointer key)")
def remove(machine: Any, table: HashTable, key: Any) -> int:
    """Takes an entry out."""
    return int(table.entries.pop(table.identity(key), None) is not None)


@NATIVES.model("guint g_hash_table_size(GHashTable *table)")
def size(machine: Any, table: HashTable) -> int:
    """The number of entries."""
    return len(table.entries)


@NATIVES.model("void g_hash_table_foreach(GHashTable *table, GHFunc function, gpointer data)")
def for_each(machine: Any, table: HashTable, function: Any, data: Any) -> None:
    """Calls the function for each entry, in order of insertion."""
    called = callable_of(function)
    for key, value, _ in list(table.entries.values()):
        called(key, value, data)


@NATIVES.model("GList *g_hash_table_get_keys(GHashTable *table)", typed=True)
def keys(machine: Any, type_: Any, table: HashTable) -> Any:
    """A list of the keys."""
    return _linked([key for key, _, _ in table.entries.values()], type_.result.target)


NATIVES.model("void g_hash_table_destroy(GHashTable *table)")(_marker)
NATIVES.model("void g_hash_table_unref(GHashTable *table)")(_marker)


def _linked(items: list[Any], node_type: Any) -> Any:
    """A GList of the items."""
    maker = record_class(node_type)
    nodes = [maker() for _ in items]
    for node, item in zip(nodes, items, strict=True):
        node.__dict__["f_data"] = item
    for node, following in pairwise(nodes):
        node.__dict__["f_next"] = following
        following.__dict__["f_prev"] = node
    return nodes[0] if nodes else None


def _items(node: Any) -> list[Any]:
    items: list[Any] = []
    while isinstance(node, RecordObject):
        members = node.__dict__
        items.append(members.get("f_data"))
        node = members.get("f_next")
        if len(items) > MAXIMUM_ELEMENTS:
            raise MachineError("a list does not end")
    _ = not node  # a list that cannot be told is reported
    return items


@NATIVES.model("GList *g_list_sort(GList *list, GCompareFunc compare)", typed=True)
def sort_list(machine: Any, type_: Any, node: Any, compare: Any) -> Any:
    """The list in order."""
    items = sorted(
        _items(node), key=_plain_order
    )  # nearly sorted already: the costly comparison runs less often
    return _linked(sorted(items, key=cmp_to_key(callable_of(compare))), type_.result.target)


@NATIVES.model(
    "GList *g_list_sort_with_data(GList *list, GCompareDataFunc compare, gpointer data)", typed=True
)
def sort_list_with_data(machine: Any, type_: Any, node: Any, compare: Any, data: Any) -> Any:
    """The list in order, by a comparison that takes data."""
    return sort_list(machine, type_, node, lambda left, right: compare(left, right, data))


def _plain_order(key: Any) -> int:
    """A cheap order for hash keys, boxed or not."""
    value = key.get() if isinstance(key, (Cell, ItemPointer)) else key
    return value if isinstance(value, int) else 0


@NATIVES.model("void g_list_foreach(GList *list, GFunc function, gpointer data)")
def for_each_in_list(machine: Any, node: Any, function: Any, data: Any) -> None:
    """Calls the function for each item."""
    called = callable_of(function)
    for item in _items(node):
        called(item, data)


NATIVES.model("void g_list_free(GList *list)")(_marker)
NATIVES.model("void g_slist_free(GSList *list)")(_marker)


@NATIVES.model("GList *g_list_append(GList *list, gpointer data)", typed=True)
def append(machine: Any, type_: Any, node: Any, data: Any) -> Any:
    """The list with one more item at its end."""
    return _linked([*_items(node), data], type_.result.target)


@NATIVES.model("GSList *g_slist_append(GSList *list, gpointer data)", typed=True)
def append_single(machine: Any, type_: Any, node: Any, data: Any) -> Any:
    """Likewise for a GSList."""
    return _linked([*_items(node), data], type_.result.target)


NATIVES.model("GList *g_list_prepend(GList *list, gpointer data)", typed=True)(
    lambda machine, type_, node, data: _linked([data, *_items(node)], type_.result.target)
)


class PointerArray:
    """What a GPtrArray struct of the machine holds in ``pdata``."""


@NATIVES.model("GArray *g_array_new(gboolean terminated, gboolean cleared, guint size)", typed=True)
def new_array_of_values(machine: Any, type_: Any, *_: Any) -> Any:
    """An empty array of values; nothing is ever put into it before the first CPU is complete."""
    return record_class(type_.result.target)()


@NATIVES.model("GPtrArray *g_ptr_array_new(void)", typed=True)
def new_pointer_array(machine: Any, type_: Any, *_: Any) -> Any:
    """An empty array of pointers."""
    array = record_class(type_.result.target)()
    array.__dict__["f_pdata"] = ItemPointer([])
    return array


NATIVES.model("GPtrArray *g_ptr_array_new_with_free_func(GDestroyNotify release)", typed=True)(
    new_pointer_array
)
NATIVES.model("GPtrArray *g_ptr_array_new_full(guint reserved, GDestroyNotify release)", typed=True)(
    new_pointer_array
)
NATIVES.model("gpointer *g_ptr_array_free(GPtrArray *array, gboolean free_segment)")(
    lambda machine, array, free_segment: None if free_segment else array.f_pdata
)
NATIVES.model("void g_ptr_array_unref(GPtrArray *array)")(_marker)


@NATIVES.model("void g_ptr_array_add(GPtrArray *array, gpointer data)")
def add_pointer(machine: Any, array: Any, data: Any) -> None:
    """One more pointer at the end."""
    array.f_pdata.items.append(data)
    array.__dict__["f_len"] = len(array.f_pdata.items)


@NATIVES.model("void qsort(void *base, size_t count, size_t size, GCompareFunc compare)")
def sort_array(machine: Any, base: Any, count: int, width: int, compare: Any) -> None:
    """Sorts an array of scalars or structs in place."""
    if isinstance(base, RecordObject):
        items = (base._array or [base])[base._index : base._index + count]
        ordered = [item.copy() for item in sorted(items, key=cmp_to_key(compare))]
        for item, value in zip(items, ordered, strict=True):
            item.assign(value)
    elif isinstance(base, ItemPointer):
        window = slice(base.index, base.index + count)
        values = [Cell(value) for value in base.items[window]]
        values.sort(key=_plain_order)
        base.items[window] = [cell.v for cell in sorted(values, key=cmp_to_key(compare))]


__all__ = ["NATIVES", "HashTable", "PointerArray"]
