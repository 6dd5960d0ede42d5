"""The list of a kernel tree as text for the cache, and back."""

from __future__ import annotations

import json
from typing import Any

from cpregscan.errors import Place
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import Store
from cpregscan.kvm.conditions import Condition
from cpregscan.kvm.model import KernelList, Kind, KvmRegister, WriteRule

FORMAT = 1


def cached_list(tree: RecordingTree, store: Store | None, analyser: str, surroundings: str) -> KernelList:
    """The list of a tree, from the store where it is there for such a tree, else worked out and put there.

    ``analyser`` and ``surroundings`` say who works it out; see `cpregscan.facts.analyser`.
    """
    recipe = f"kvm {FORMAT} {analyser} {surroundings}"
    for payload in store.find(recipe, tree.tree) if store else ():
        try:
            return _read(payload, tree, analyser)
        except (ValueError, KeyError, TypeError):
            continue
    from cpregscan.kvm.listing import kernel_list

    listed = kernel_list(tree)
    if store and tree.steady:
        store.keep(recipe, tree.answers, _write(listed), tree.commit)
    return listed


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
