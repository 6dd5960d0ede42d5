"""Watches which members of an object a run reads, and takes back what it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from cpregscan.cmachine.observed import Observed, Reading, plain
from cpregscan.cmachine.records import OpaqueObject, RecordObject
from cpregscan.cmachine.unions import Words

Steps = tuple[str | int, ...]
"""What leads from a struct to one in it: attributes, and indexes of arrays of structs."""


class Member(NamedTuple):
    """A member of the watched object: what leads to its struct, and its own attribute."""

    path: Steps
    name: str

    def __str__(self) -> str:
        steps = (*self.path, self.name)
        text = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step.removeprefix('f_')}" for step in steps
        )
        return text[1:]

    def holder(self, root: RecordObject) -> Any:
        """The struct that has the member, in this object."""
        found: Any = root
        for step in self.path:
            found = found[step] if isinstance(step, int) else getattr(found, step)
        return found


_RAW_GET = object.__getattribute__
_RAW_SET = object.__setattr__


class Watcher:
    """Watches one object at a time. The structs in it become instances of watched classes, and plain ones again."""

    def __init__(self) -> None:
        self._classes: dict[type[RecordObject], type[RecordObject]] = {}
        self._paths: dict[int, Steps] = {}
        self._watched: list[tuple[RecordObject, type[RecordObject]]] = []
        self._before: dict[tuple[int, str], tuple[Any, Any]] = {}
        self._noted: set[tuple[int, str]] = set()
        self.reads: dict[Member, Reading] = {}
        """What was read before it was written: scalars as they are, arrays and unions as tuples."""
        self._readings: dict[tuple[int, str], Reading] = {}
        self._replaced: Callable[[Member], Any] = lambda member: None

    @contextmanager
    def watching(
        self, root: RecordObject, replaced: Callable[[Member], Any] = lambda member: None
    ) -> Iterator[None]:
        """Watches all that happens to an object; in the end everything is again as it was.

        ``replaced`` may give what a member holds, each time that it is read without having been written.
        """
        self.reads = {}
        self._replaced = replaced
        self._watch(root, ())
        try:
            yield
        finally:
            self.take_back()
            for record, plain in self._watched:
                _RAW_SET(record, "__class__", plain)
            self._watched.clear()
            self._paths.clear()
            self._noted.clear()
            self._readings.clear()

    def take_back(self) -> None:
        """Undoes what was written since the watch began."""
        self._noted.difference_update([key for key in self._before if key in self._noted])
        for (_, name), (record, value) in reversed(self._before.items()):
            _restore(record, name, value)
        self._before.clear()

    def settle(self) -> frozenset[Member]:
        """Lets stand what was written, without the notes in it; gives the members that hold another value now."""
        written = self.written()
        for (_, name), (record, _) in self._before.items():
            value = _RAW_GET(record, name)
            if isinstance(value, (list, Words)):
                numbers = value.words if isinstance(value, Words) else value
                numbers[:] = map(plain, numbers)
            else:
                _RAW_SET(record, name, plain(value))
        self._before.clear()
        return written

    def written(self) -> frozenset[Member]:
        """The members that were written and hold another value now."""
        return frozenset(
            Member(self._paths[number], name)
            for (number, name), (record, value) in self._before.items()
            if number in self._paths
            and seen(_RAW_GET(record, name)) is not value
            and seen(_RAW_GET(record, name)) != seen(value)
        )

    def _watch(self, record: RecordObject, path: Steps) -> None:
        if id(record) not in self._paths:
            plain = type(record)
            self._paths[id(record)] = path
            self._watched.append((record, plain))
            _RAW_SET(record, "__class__", self._class_for(plain))

    def _class_for(self, plain: type[RecordObject]) -> type[RecordObject]:
        found = self._classes.get(plain)
        if found is None:
            found = self._classes[plain] = type(
                f"watched_{plain.__name__}",
                (plain,),
                {
                    "__slots__": (),
                    "__getattribute__": _reader(self, self._noted),
                    "__setattr__": _writer(self),
                },
            )
        return found

    def on_read(self, record: RecordObject, name: str, value: Any) -> Any:
        """Notes that a member is read; gives what the run gets: of a number, one that notes which bits it looks at."""
        key = (id(record), name)
        path = self._paths.get(id(record))
        if type(value) is int and path is not None and key not in self._before:
            return self._number(record, name, Member(path, name), value)
        self._noted.add(key)
        if path is None:
            return value  # a copy that the run has made
        if isinstance(value, RecordObject):
            if value._up is record:
                self._watch(value, (*path, name))
            return value
        if isinstance(value, list) and value and isinstance(value[0], RecordObject):
            for index, element in enumerate(value):
                self._watch(element, (*path, name, index))
            return value
        if key in self._before:
            return value
        member = Member(path, name)
        if isinstance(value, (list, bytearray, Words)):
            numbers = value.words if isinstance(value, Words) else value
            self._before[key] = (record, tuple(numbers))
            if not isinstance(numbers, bytearray) and self._replaced(member) is not None:
                numbers[:] = [self._replaced(member) for _ in numbers]
                return value
        self.reads.setdefault(member, Reading(seen(value), -1))
        return value

    def _number(self, record: RecordObject, name: str, member: Member, value: int) -> Any:
        replaced = self._replaced(member)
        if replaced is None:
            return self._observed((id(record), name), member, value)
        self._noted.add((id(record), name))
        self._before[id(record), name] = (record, value)
        _RAW_SET(record, name, replaced)
        return replaced

    def _observed(self, key: tuple[int, str], member: Member, value: int) -> Any:
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = self.reads.setdefault(member, Reading(value))
        if reading.mask == -1:
            self._noted.add(key)
            return value
        return Observed(reading, value)

    def on_write(self, record: RecordObject, name: str) -> None:
        """Notes that a member is about to be written."""
        key = (id(record), name)
        if key not in self._before:
            self._before[key] = (record, _RAW_GET(record, name))


def _reader(watcher: Watcher, noted: set[tuple[int, str]]) -> Any:
    def read(record: RecordObject, name: str) -> Any:
        if name[:2] != "f_":
            return _RAW_GET(record, name)
        try:
            value = _RAW_GET(record, name)
        except AttributeError:
            value = record.__getattr__(name)
        if (id(record), name) not in noted:  # asked here, for this is by far the most frequent case
            return watcher.on_read(record, name, value)
        return value

    return read


def _writer(watcher: Watcher) -> Any:
    def write(record: RecordObject, name: str, value: Any) -> None:
        if name[:2] == "f_":
            watcher.on_write(record, name)
        _RAW_SET(record, name, value)

    return write


def _restore(record: RecordObject, name: str, value: Any) -> None:
    current = _RAW_GET(record, name)
    if isinstance(current, Words):
        current.words[:] = value
    elif isinstance(current, (list, bytearray)):
        current[:] = value
    else:
        _RAW_SET(record, name, value)


def fetch(root: RecordObject, member: Member) -> Any:
    """The value of a member as ``Watcher.reads`` would hold it."""
    return seen(getattr(member.holder(root), member.name))


def seen(value: Any) -> Any:
    """A value such that it can be compared with that of another object: what the machine does not model is alike."""
    if isinstance(value, OpaqueObject):
        return value.what
    if isinstance(value, Words):
        return tuple(value.words)
    if isinstance(value, list) and value and not isinstance(value[0], int):
        return tuple(map(seen, value))
    return tuple(value) if isinstance(value, (list, bytearray)) else value
