"""QEMU's option syntax: ``name,property=value,flag``."""

from __future__ import annotations

from dataclasses import dataclass

from cpregscan.errors import UsageError


@dataclass(frozen=True, slots=True)
class Options:
    """The first word, and the properties in order with their values as text."""

    name: str
    properties: tuple[tuple[str, str], ...]


def parse_options(text: str, option: str) -> Options:
    """What was written behind ``-cpu`` or ``-machine``. Raises UsageError.

    ``+feature`` and ``-feature`` and a bare name switch a bool, as in QEMU.
    """
    name, *rest = text.split(",")
    if not name:
        raise UsageError(f"{option} '{text}' names nothing before its first comma")
    return Options(name, tuple(_property(part, text, option) for part in rest))


def _property(part: str, text: str, option: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if name.startswith(("+", "-")) and not equals:
        name, value = name[1:], "on" if part[0] == "+" else "off"
    elif not equals:
        value = "on"
    if not name:
        raise UsageError(f"{option} '{text}' has a property without a name")
    return name, value
