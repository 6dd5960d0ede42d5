"""The list of a kernel tree as text for the cache, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cpregscan.errors import Place
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import Store
from cpregscan.kvm.conditions import Condition
from cpregscan.kvm.model import KernelList, Kind, KvmRegister, WriteRule

FORMAT = 1


@dataclass(frozen=True, slots=True)
class StoredLists:
    """Lists by way of the cache; without a store each is worked out afresh.

    ``analyser`` and ``surroundings`` say who works them out; see `cpregscan.facts.analyser`.
    """

    store: Store | None
    analyser: str
    surroundings: str

    def known(self, tree: RecordingTree) -> KernelList | None:
        """The list of a tree if it is in the store."""
        for payload in self.store.find(self._recipe, tree.tree) if self.store else ():
            try:
                return _read(payload, tree, self.analyser)
            except (ValueError, KeyError, TypeError):
                continue
        return None

    def made(self, tree: RecordingTree) -> KernelList:
        """The list of a tree, worked out and put into the store. Raises SourceError or MachineError."""
        from cpregscan.kvm.listing import kernel_list

        listed = kernel_list(tree)
        if self.store and tree.steady:
            self.store.keep(self._recipe, tree.answers, _write(listed), tree.commit)
        return listed

    @property
    def _recipe(self) -> str:
        return f"kvm {FORMAT} {self.analyser} {self.surroundings}"


def _write(listed: KernelList) -> bytes:
    registers = [
        [
            register.index, register.name, register.kind.value, register.encoding, register.place.path,
            register.place.line, register.entry, register.export, _cubes(register.condition), register.reset,
            [register.write.setter, register.write.mask, _cubes(register.write.zero), _cubes(register.write.ignored)],
        ]
        for register in listed.registers
    ]  # fmt: skip
    return json.dumps([listed.version, listed.masked, registers]).encode()


def _read(payload: bytes, tree: RecordingTree, analyser: str) -> KernelList:
    version, masked, registers = json.loads(payload)
    return KernelList(
        tree.name, tree.commit, version, analyser, tuple(map(_register, registers)), tuple(masked)
    )


def _register(fields: list[Any]) -> KvmRegister:
    index, name, kind, encoding, path, line, entry, export, condition, reset, write = fields
    setter, mask, zero, ignored = write
    return KvmRegister(
        index, name, Kind(kind), encoding, Place(path, line), entry, export, _condition(condition),
        WriteRule(setter, mask, _condition(zero), _condition(ignored)), reset,
    )  # fmt: skip


def _cubes(condition: Condition) -> list[list[tuple[str, bool]]]:
    return sorted(sorted(cube) for cube in condition.cubes)


def _condition(cubes: list[list[list[Any]]]) -> Condition:
    return Condition(frozenset(frozenset((name, bool(value)) for name, value in cube) for cube in cubes))
