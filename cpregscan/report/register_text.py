"""All that is known of chosen registers, for people: values, call chain, and the guards with their reasons."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts, Guard, Guest, Register
from cpregscan.report.coverage import remarks
from cpregscan.report.guests import guest_name
from cpregscan.report.style import Style
from cpregscan.report.values import aligned, hex64


def render(facts: Facts, style: Style) -> Iterator[str]:
    """A section for each register of each guest, then what was refused or undecided."""
    for cpu in facts.cpus:
        for register in cpu.registers:
            yield from _section(cpu.guest, register, style)
            yield ""
    yield from remarks(facts, style)


def _section(guest: Guest, register: Register, style: Style) -> Iterator[str]:
    yield style.heading(f"{printable(register.name)} of {guest_name(guest)}")
    for label, *texts in _parts(register):
        for text in texts:
            yield f"  {label:<11} {printable(text)}".rstrip()
            label = ""


def _parts(register: Register) -> Iterator[tuple[str, ...]]:
    encoding = register.encoding
    bank = f", bank {register.bank}" if register.bank else ""
    yield ("index", f"{register.index:#018x} (key {register.key:#010x})")
    yield ("encoding", f"{encoding} ({encoding.state}{bank})")
    yield ("flags", " ".join(register.flags) or "none")
    if register.const is not None:
        yield ("const", f"{register.const:#018x}")
    else:
        yield ("reset", hex64(register.reset) or "undecided")
    yield ("entry", f"{register.origin.place} in {register.origin.table}")
    yield ("called", *aligned((call.function, str(call.place)) for call in register.origin.chain))
    for guard in register.origin.guards:
        yield ("because" if guard.held else "because not", *_guard(guard))


def _guard(guard: Guard) -> Iterator[str]:
    yield f"{guard.text}  {guard.place}"
    for reason in guard.reasons:
        yield f"  {reason}"
