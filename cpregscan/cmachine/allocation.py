"""Memory from the allocator, before and after it is known what it holds."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.pointers import ItemPointer
from cpregscan.cmachine.records import RecordObject, new_array, record_class
from cpregscan.cmachine.types import ArrayType, CType, RecordType
from cpregscan.errors import MachineError


class Allocation:
    """Memory fresh from the allocator that has no type yet: the first cast to a struct or integer type gives it one."""

    __slots__ = ("_typed", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._typed: Any = None

    @property
    def in_use(self) -> bool:
        """Whether the memory has a type already."""
        return self._typed is not None

    def typed(self, target: CType) -> Any:
        """A pointer to the memory as an object (or array) of this type. Raises MachineError if it is too large."""
        if self._typed is None:
            self._typed = self._make(target)
        if isinstance(target, RecordType) and not isinstance(self._typed, RecordObject):
            raise MachineError(f"memory in use as an array becomes a '{target.tag}'")
        return self._typed

    def _make(self, target: CType) -> Any:
        if isinstance(target, RecordType):
            size = target.size
            if size * 2 <= self.size and self.size % size == 0 and not _is_flexible(target):
                return new_array(target, self.size // size)[0]
            record = record_class(target)()
            _extend(record, target, self.size - size)
            return record
        return ItemPointer(new_array(target, self.size // max(target.size, 1)))


def _is_flexible(type_: RecordType) -> bool:
    """Whether the last member is an array without a length."""
    last = list(type_.fields.values())[-1].type
    return isinstance(last, ArrayType) and not last.length


def _extend(record: RecordObject, type_: RecordType, extra: int) -> None:
    """Give a struct the bytes that were allocated behind it: its flexible array, or a plain tail."""
    if _is_flexible(type_):
        name, last = list(type_.fields.items())[-1]
        assert isinstance(last.type, ArrayType)
        element = last.type.element
        record.__dict__[f"f_{name}"] = new_array(element, extra // max(element.size, 1), record)
    elif extra > 0:
        record._tail = ItemPointer(bytearray(extra))
