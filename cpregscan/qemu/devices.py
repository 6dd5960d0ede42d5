"""Where a tree registers the types of devices that bring CPUs."""

from __future__ import annotations

import re
from functools import cached_property

from cpregscan.cmachine.natives.objects import QomType
from cpregscan.cmachine.scope import Scope
from cpregscan.qemu.build import Build

_FOLDER, _HEADERS = "hw/arm/", "include/hw/arm"
_NAME = r'(?:MACHINE_TYPE_NAME\()?"[^"\n]+"\)?'
_DEFINED = re.compile(rf"#\s*define\s+(\w+)\s+({_NAME})[ \t]*(?:/\*.*)?$", re.MULTILINE)
_REGISTERED = re.compile(rf"\.name\s*=\s*(\w+|{_NAME})\s*,")
_WORDS = re.compile(rf"\b[A-Z]\w+|{_NAME}")
_CPU = re.compile(r"\b(ARMCPU|ARM_CPU\w*|cpu_type)\b")
"""What a file has that makes a CPU, by whichever name."""
_BASES = {
    "device": ("object", "DeviceState", "DeviceClass"),
    "sys-bus-device": ("device", "SysBusDevice", "SysBusDeviceClass"),
    "dynamic-sysbus-device": ("sys-bus-device", None, None),
}
"""The base types of devices: parent, and the structs of instance and class. What they do reaches no cpreg."""


def is_base_type(name: str) -> bool:
    """Whether a type is one of the base types of devices."""
    return name in _BASES


def base_type(scope: Scope, name: str) -> QomType:
    """A base type of devices, with the structs that it has in a scope."""
    parent, *tags = _BASES[name]
    instance, class_ = (scope.record("struct", tag) if tag else None for tag in tags)
    return QomType(name, parent, instance, class_, True, None, None, None, None, None)


def device_words(path: str, text: str) -> list[str]:
    """All that the search for devices looks at in a file."""
    if not path.startswith((_FOLDER, _HEADERS)):
        return []
    named = [*_REGISTERED.findall(text), *(" ".join(found) for found in _DEFINED.findall(text))]
    return [*named, *sorted(set(_WORDS.findall(text))), str(bool(_CPU.search(text)))]


class DeviceFiles:
    """The .c files of hw/arm that register devices which bring CPUs, by type name, as far as plain search tells them.

    A file is one of them if it speaks of CPUs, or of a type that such a file registers.
    """

    def __init__(self, build: Build) -> None:
        self._build = build

    def registering(self, name: str, *, base: bool) -> tuple[str, ...]:
        """The files that seem to register a type of this name: any for a base, else only if it brings a CPU."""
        return tuple(path for path in self._by_type.get(name, ()) if base or path in self._bringing)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {path: self._build.text(path) for path in self._build.files if path.startswith(_FOLDER)}

    @cached_property
    def _macros(self) -> dict[str, str]:
        """The macros of hw/arm that stand for a string."""
        headers = [path for path in self._build.tree.files(_HEADERS) if path.endswith(".h")]
        texts = (*map(self._build.text, headers), *self._texts.values())
        return {macro: _literal(name) for text in texts for macro, name in _DEFINED.findall(text)}

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        return {path: _meant(_REGISTERED.findall(text), self._macros) for path, text in self._texts.items()}

    @cached_property
    def _by_type(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path, names in self._names.items():
            for name in names:
                found[name] = (*found.get(name, ()), path)
        return found

    @cached_property
    def _bringing(self) -> set[str]:
        """The files that speak of CPUs, and those that speak of a type that one of these registers."""
        spoken_of = {
            path: _meant(_WORDS.findall(text), self._macros) - self._names[path]
            for path, text in self._texts.items()
        }
        found = {path for path, text in self._texts.items() if _CPU.search(text)}
        while True:
            types = {name for path in found for name in self._names[path]}
            more = {path for path in self._texts if path not in found and spoken_of[path] & types}
            if not more:
                return found
            found |= more


def _meant(words: list[str], macros: dict[str, str]) -> set[str]:
    """The type names that words of C stand for: string literals, and macros for them."""
    literals = {_literal(word) for word in words if '"' in word}
    return literals | {macros[word] for word in words if word in macros}


def _literal(text: str) -> str:
    """The type name that a string literal is, or the argument of MACHINE_TYPE_NAME() in include/hw/boards.h."""
    name = text.split('"')[1]
    return name if text.startswith('"') else f"{name}-machine"
