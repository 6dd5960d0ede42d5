"""Code that mends findings, written for the register at hand."""

from __future__ import annotations

from cpregscan.facts.model import Register

_SHOWN = 3


def tolerance_lines(registers: list[Register]) -> str:
    """Calls that register a tolerance for each of some cpregs, as the destination's realize would have them."""
    return "\n".join([*map(tolerance_line, registers[:_SHOWN]), *_rest(registers)])


def tolerance_line(register: Register) -> str:
    """The call that registers a tolerance for a cpreg."""
    return f"arm_register_cpreg_mig_tolerance(cpu, {register.index:#018x}, 0, 0, ToleranceNotOnBothEnds);"


def reginfo_lines(registers: list[Register]) -> str:
    """Table entries that keep some cpregs in the list."""
    return "\n".join([*map(reginfo_line, registers[:_SHOWN]), *_rest(registers)])


def reginfo_line(register: Register) -> str:
    """A table entry with a cpreg's encoding that keeps it in the list, as a constant."""
    first, second, third, fourth, fifth = register.encoding.fields
    if register.encoding.state == "AA64":
        place = f".state = ARM_CP_STATE_AA64, .opc0 = {first}, .opc1 = {second}"
    else:
        place = f".cp = {first}, .opc1 = {second}"
    kind = "ARM_CP_CONST | ARM_CP_64BIT" if register.encoding.is64 else "ARM_CP_CONST"
    value = register.const if register.const is not None else register.reset or 0
    return (
        f'{{ .name = "{register.name}", {place}, .crn = {third}, .crm = {fourth}, .opc2 = {fifth}, '
        f".access = PL1_R, .type = {kind}, .resetvalue = {value:#x} }},"
    )


def _rest(registers: list[Register]) -> list[str]:
    more = len(registers) - _SHOWN
    return [f"/* and {more} more */"] if more > 0 else []
