"""Reads the cpreg list of a realized CPU, as write_cpustate_to_list() would send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cpregscan.cmachine.natives.collections import Chain, HashTable
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError

HELPER_FILE = "target/arm/helper.c"


@dataclass(frozen=True, slots=True)
class ListedRegister:
    """An entry of the list: its index, hash key, the reginfo registered under the key, and its value.

    ``value`` is what QEMU would send right after reset (64 bits), None if it cannot be told;
    ``constant`` whether it is ARM_CP_CONST. ``chain`` are the functions that registered it, innermost first.
    """

    index: int
    key: int
    reginfo: RecordObject
    value: int | None
    constant: bool
    chain: Chain


def listed_registers(program: Program, cpu: RecordObject) -> Iterator[ListedRegister]:
    """The registers that the CPU sends, sorted by index. Raises MachineError if the list is not consistent."""
    table = cpu.f_cp_regs
    if not isinstance(table, HashTable):
        raise MachineError("the CPU has no cpreg hash table")
    to_index = program.entrance(HELPER_FILE, "cpreg_to_kvm_id")
    keys = {to_index(key): key for key in map(int, table.entries)}
    to_key = program.entrance(HELPER_FILE, "kvm_to_cpreg_id")
    read = program.entrance(HELPER_FILE, "read_raw_cp_reg")
    length = cpu.f_cpreg_array_len
    constant = program.evaluate(HELPER_FILE, "ARM_CP_CONST", "void *unused", None)
    for position in range(length):
        index = cpu.f_cpreg_indexes.load(position)
        if isinstance(index, Unknown):
            raise MachineError(f"entry {position} of the list cannot be told: {index.reason}")
        key = keys.get(index)
        if key is None:
            raise MachineError(f"the list holds index {index:#018x}, which no registered cpreg has")
        sent = _sent(table, index, to_key(index))
        value = read(cpu.f_env, sent)
        yield ListedRegister(
            index=index,
            key=key,
            reginfo=table.entries[key][1],
            value=None if isinstance(value, Unknown) else int(value) & (1 << 64) - 1,
            constant=bool(sent.f_type & constant),
            chain=table.entries[key][2],
        )


def _sent(table: HashTable, index: int, key: Any) -> Any:
    """The reginfo whose value goes out under an index: kvm_to_cpreg_id() maps both banks to the non-secure one."""
    entry = table.entries.get(key)
    if entry is None:
        raise MachineError(f"index {index:#018x} maps to no registered cpreg")
    return entry[1]
