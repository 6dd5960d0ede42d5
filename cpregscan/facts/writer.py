"""Writes facts as text: the list part, and the detail part with call chains and guards."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.detailwriter import detail_lines
from cpregscan.facts.escape import field, item
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import (
    DETAILS,
    END,
    FORMAT,
    NOTHING,
    TITLE,
    Holders,
    write_encoding,
    write_place,
    write_value,
)
from cpregscan.facts.model import Accepted, CpuFacts, Facts, Register
from cpregscan.facts.streamlines import KINDS, write_stream


def write_parts(facts: Facts) -> tuple[str, str]:
    """The two parts of a facts file; facts that are not detailed get an empty detail part."""
    cpus = sorted(facts.cpus, key=lambda cpu: cpu.guest)
    table = GuestTable([cpu.guest for cpu in cpus])
    head = [*_header(facts), *_guest_lines(table), *_list_lines(cpus, table), DETAILS]
    details = detail_lines(cpus, table) if facts.detailed else ()
    return "\n".join(head) + "\n", "\n".join([*details, END]) + "\n"


def _header(facts: Facts) -> Iterator[str]:
    yield f"{TITLE}{FORMAT}"
    yield f"analyser\t{field(facts.analyser)}"
    yield f"tree\t{field(facts.tree)}"
    yield f"commit\t{field(facts.commit) if facts.commit else NOTHING}"
    yield f"version\t{field(facts.version)}"
    yield f"arch\t{field(facts.arch)}"
    yield f"detailed\t{'yes' if facts.detailed else 'no'}"


def _guest_lines(table: GuestTable) -> Iterator[str]:
    for guest in table.guests:
        yield f"guest\t{field(guest.cpu)}\t{field(guest.machine)}\t{guest.smp}"


def _list_lines(cpus: list[CpuFacts], table: GuestTable) -> Iterator[str]:
    undecided, refused, registers, entries, accepts = (Holders(table) for _ in range(5))
    streams = {kind: Holders(table) for kind in KINDS}
    lines: dict[int, tuple[str, str, str]] = {}
    for number, cpu in enumerate(cpus):
        for place in cpu.undecided:
            undecided.add(f"undecided\t{write_place(place.place)}\t{field(place.reason)}", number)
        if cpu.refusal is not None:
            refused.add(f"refused\t{field(cpu.refusal)}", number)
        for register in cpu.registers:
            known = lines.get(id(register))
            if known is None:
                known = lines[id(register)] = _lines_of(register)
            registers.add(known[0], number)
            entries.add(known[1], number)
            if known[2]:
                accepts.add(known[2], number)
        for kind, fact in write_stream(cpu.stream):
            streams[kind].add(f"{kind}\t{fact}", number)
    for holders in (undecided, refused, registers, entries, accepts, *streams.values()):
        yield from holders.lines()


def _lines_of(register: Register) -> tuple[str, str, str]:
    """The lines of a register: guests share it, and it is looked at once."""
    accepted = _accepted_fact(register.index, register.accepted) if register.accepted is not None else ""
    return _register_fact(register), _entry_fact(register), accepted


def _register_fact(register: Register) -> str:
    return "\t".join(
        (
            f"register\t{register.index:#018x}",
            f"{register.key:#010x}",
            field(register.name),
            write_encoding(register.encoding),
            field(register.bank),
            " ".join(map(item, register.flags)),
            write_value(register.const),
            write_value(register.reset),
        )
    )


def _entry_fact(register: Register) -> str:
    origin = register.origin
    return f"entry\t{register.index:#018x}\t{write_place(origin.place)}\t{field(origin.table)}"


def _accepted_fact(index: int, accepted: Accepted) -> str:
    writable = (accepted.settable, accepted.clearable)
    bits = (accepted.kept, accepted.ones, accepted.unsure, accepted.varying, *writable)
    masks = "\t".join(f"{mask:#x}" for mask in bits)
    depends, touches = (" ".join(map(item, names)) for names in (accepted.depends, accepted.touches))
    return f"accepts\t{index:#018x}\t{masks}\t{depends}\t{touches}"
