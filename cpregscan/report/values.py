"""How the parts of a register are written for people and programs."""

from __future__ import annotations

from collections.abc import Iterable

from cpregscan.facts.model import Register


def hex64(value: int | None) -> str | None:
    """A 64-bit word as programs get it, such as ``0x0000000000011120``; None for None."""
    return None if value is None else f"{value:#018x}"


def value_text(registers: Iterable[Register]) -> str:
    """The value of a register for people, of each form of it: constant, else reset value, else nothing."""
    forms = list(registers)
    for word, values in (
        ("const", [form.const for form in forms]),
        ("reset", [form.reset for form in forms]),
    ):
        known = sorted({value for value in values if value is not None})
        if known:
            return f"{word} {_some(known)}"
    return ""


def _some(values: list[int]) -> str:
    text = ", ".join(f"{value:#x}" for value in values[:3])
    return text if len(values) <= 3 else f"{text} ... ({len(values)} values)"


def aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows of cells as lines with the columns under each other, two spaces apart."""
    table = list(rows)
    if not table:
        return []
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
