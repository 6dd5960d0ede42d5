"""What vmstate_arm_cpu and its subsections put into the stream, read from the tree's own descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpregscan.cmachine.layout import accessor, pointer_at
from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.program import Program
from cpregscan.cmachine.records import RecordObject
from cpregscan.cmachine.types import IntType
from cpregscan.cmachine.unknown import Unknown
from cpregscan.errors import MachineError
from cpregscan.facts.stream import Column, Part

MACHINE_FILE = "target/arm/machine.c"
_DESCRIPTION = "vmstate_arm_cpu"
_COUNTERS = {
    "VMS_VARRAY_INT32": IntType("int32_t", 32, signed=True),
    "VMS_VARRAY_UINT8": IntType("uint8_t", 8, signed=False),
    "VMS_VARRAY_UINT16": IntType("uint16_t", 16, signed=False),
    "VMS_VARRAY_UINT32": IntType("uint32_t", 32, signed=False),
}
"""Flags of a VMStateField that has its number of elements in a member of this type."""


class StreamShape:
    """The descriptions of one tree. Raises MachineError if they are not as `struct VMStateDescription` is known."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._scope = program.scope(MACHINE_FILE)
        self._parts: tuple[Part, ...] | None = None

    def description(self) -> RecordObject:
        """vmstate_arm_cpu."""
        variable = self._program.variables.named(self._scope, _DESCRIPTION)
        if variable is None:
            raise MachineError(f"there is no {_DESCRIPTION}", None)
        found: RecordObject = self._program.pool.namespace[variable.python]
        return found

    def parts(self) -> tuple[Part, ...]:
        """All descriptions, each before its subsections."""
        if self._parts is None:
            self._parts = tuple(self._described(self.description(), ""))
        return self._parts

    def sent(self, cpu: RecordObject) -> frozenset[str]:
        """The names of the parts that a CPU sends in the state it is in."""
        return frozenset(self._sent(self.description(), cpu))

    def _sent(self, description: RecordObject, cpu: RecordObject) -> Iterator[str]:
        yield text_of(description.f_name)
        for inner in _subsections(description):
            if inner.f_needed is None or self._holds(inner.f_needed, cpu):
                yield from self._sent(inner, cpu)

    def lengths(self, cpu: RecordObject) -> tuple[tuple[str, int], ...]:
        """The elements of arrays whose number a member of the CPU holds, by part and column."""
        return tuple(self._lengths(self.description(), cpu))

    def _lengths(self, description: RecordObject, cpu: RecordObject) -> Iterator[tuple[str, int]]:
        for one in columns_of(description):
            for flag, type_ in _COUNTERS.items():
                if int(one.f_flags) & self._flag(flag):
                    count = accessor(cpu, int(one.f_num_offset), type_)[0](cpu)
                    yield f"{text_of(description.f_name)}:{text_of(one.f_name)}", int(count)
        for inner in _subsections(description):
            yield from self._lengths(inner, cpu)

    def absent(self, cpu: RecordObject) -> tuple[str, ...]:
        """Columns that are pointers to what the CPU does not have, by part and column."""
        return tuple(self._absent(self.description(), cpu))

    def _absent(self, description: RecordObject, cpu: RecordObject) -> Iterator[str]:
        for one in columns_of(description):
            flags = int(one.f_flags)
            made_on_load = flags & self._flag("VMS_ALLOC")
            points = flags & self._flag("VMS_POINTER") and not made_on_load
            if points and pointer_at(cpu, int(one.f_offset)) is None:
                yield f"{text_of(description.f_name)}:{text_of(one.f_name)}"
        for inner in _subsections(description):
            yield from self._absent(inner, cpu)

    def _holds(self, needed: Any, cpu: RecordObject) -> bool:
        answer = needed.enter(cpu)
        if isinstance(answer, Unknown):
            raise MachineError(f"whether a subsection is sent cannot be told: {answer.reason}")
        return bool(answer)

    def _described(self, description: RecordObject, parent: str) -> Iterator[Part]:
        name = text_of(description.f_name)
        yield Part(
            name,
            parent,
            int(description.f_version_id),
            int(description.f_minimum_version_id),
            tuple(self._columns(description)),
        )
        for inner in _subsections(description):
            yield from self._described(inner, name)

    def _columns(self, description: RecordObject) -> Iterator[Column]:
        for one in columns_of(description):
            kind = ""
            if one.f_vmsd is not None:
                kind = text_of(one.f_vmsd.f_name)
            elif isinstance(
                one.f_info, Unknown
            ):  # defined where nothing else is needed: known by its name alone
                kind = one.f_info.reason.split("'")[1]
            elif one.f_info is not None:
                kind = text_of(one.f_info.f_name)
            flags = int(one.f_flags)
            count = int(one.f_num) if flags & self._flag("VMS_ARRAY") else 1
            if any(flags & self._flag(name) for name in _COUNTERS):
                count = 0
            yield Column(text_of(one.f_name), kind, int(one.f_size), count, int(one.f_version_id))

    def _flag(self, name: str) -> int:
        found = self._scope.find_constant(name)
        return found[0] if found else 0


def _subsections(description: RecordObject) -> Iterator[RecordObject]:
    listed = description.f_subsections
    if listed is not None:
        position = 0
        while (inner := listed.load(position)) is not None:
            yield inner
            position += 1


def columns_of(description: RecordObject) -> Iterator[RecordObject]:
    """The VMStateFields of a description, up to the end marker."""
    array = description.f_fields
    entries = array._array if array is not None and array._array is not None else [array]
    for entry in entries:
        if entry is None or entry.f_name is None:
            return
        yield entry
