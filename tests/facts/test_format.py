"""The facts format: what is written is read back, and damage is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpregscan.errors import FactsError
from cpregscan.facts.escape import field, item, plain
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.lines import FORMAT
from cpregscan.facts.model import CpuFacts, Facts, Guest
from cpregscan.facts.packing import GZIP, XZ, Packing, pack
from cpregscan.facts.reader import open_facts, parse_facts
from cpregscan.facts.writer import write_parts
from tests.facts.sample import any_facts, new_facts, old_facts
from tests.golden import Golden

PACKINGS = [None, GZIP, XZ]


def _brief(facts: Facts) -> Facts:
    return replace(facts, detailed=False, cpus=tuple(map(_without_trails, facts.cpus)))


def _without_trails(cpu: CpuFacts) -> CpuFacts:
    registers = (
        replace(register, origin=replace(register.origin, chain=(), guards=())) for register in cpu.registers
    )
    return replace(cpu, registers=tuple(registers))


@given(facts=any_facts())
def test_reads_back_what_was_written(facts: Facts) -> None:
    stored = parse_facts(pack(write_parts(facts), None), "x.facts")
    assert stored.facts(detailed=True) == facts
    assert stored.facts() == _brief(facts)


@given(facts=any_facts(), data=st.data())
def test_reads_chosen_guests_only(facts: Facts, data: st.DataObject) -> None:
    stored = parse_facts(pack(write_parts(facts), None), "x.facts")
    guests = data.draw(st.sets(st.sampled_from(stored.guests)) if stored.guests else st.just(set()))
    expected = tuple(cpu for cpu in facts.cpus if cpu.guest in guests)
    assert stored.facts(guests, detailed=True).cpus == expected


@pytest.mark.parametrize("packing", PACKINGS)
def test_packed_files_read_back(packing: Packing | None, tmp_path: Path) -> None:
    path = tmp_path / "old.facts"
    path.write_bytes(pack(write_parts(old_facts()), packing))
    assert open_facts(path).facts(detailed=True) == old_facts()


def test_text_is_readable(golden: Golden) -> None:
    golden.check("old.facts", "".join(write_parts(old_facts())))


def test_brief_facts_stay_brief() -> None:
    stored = parse_facts(pack(write_parts(_brief(old_facts())), None), "x.facts")
    assert stored.facts(detailed=True) == _brief(old_facts())


def test_guests_share_registers() -> None:
    first, second = parse_facts(pack(write_parts(old_facts()), None), "x").facts().cpus[:2]
    assert first.registers[1] is second.registers[1]


@given(text=st.text())
def test_escapes_are_undone(text: str) -> None:
    assert plain(field(text)) == text
    assert plain(item(text)) == text
    assert not set("\t\n ;:*") & set(item(text))


@given(guests=st.sets(st.builds(Guest, st.text(), st.text(), st.integers(1, 2)), min_size=1), data=st.data())
def test_guest_sets_read_back(guests: set[Guest], data: st.DataObject) -> None:
    table = GuestTable(sorted(guests))
    every = frozenset(range(len(guests)))
    numbers = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1))
    assert table.read(table.write(numbers), every) == tuple(sorted(numbers))


def test_guest_sets_name_machines_with_equal_cpus_once() -> None:
    table = GuestTable([Guest(cpu, machine) for cpu in ("a7", "a53", "a57") for machine in ("none", "virt")])
    assert table.write([2, 3, 4, 5]) == "none virt: a53 a57"
    assert table.write(range(6)) == "*"


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_truncation_is_an_error(packing: Packing | None) -> None:
    data = pack(write_parts(old_facts()), packing)
    for length in range(0, len(data), 7):
        with pytest.raises(FactsError, match=r"^cut\.facts"):
            parse_facts(data[:length], "cut.facts").facts(detailed=True)


@pytest.mark.parametrize("packing", [GZIP, XZ])
def test_a_flipped_bit_is_an_error(packing: Packing) -> None:
    data = pack(write_parts(old_facts()), packing)
    for position in range(10, len(data), 11):
        damaged = bytearray(data)
        damaged[position] ^= 0x10
        try:
            facts = parse_facts(bytes(damaged), "x").facts(detailed=True)
        except FactsError:
            continue
        # Some bits of a header say nothing (a time, a name): then nothing may have changed.
        assert facts == old_facts()


@pytest.mark.parametrize(
    ("line", "damage"),
    [
        ("register", "register\tgarbage\t*"),
        ("register", "regizter\t0x1\t*"),
        ("entry", "entry\t0x0000000000000001\tno-line\ttable\t*"),
        ("guest", "guest\tcortex-a53"),
        ("undecided", "undecided\ta:1\tbroken \\ escape\t*"),
        ("register", "register\t0x1\t0x1\tX\tAA64 1,1,1,1,1\t\t\t-\t-\tnone: no-such-cpu"),
        ("path", "path\tone field"),
        ("guard", "guard\ta:1\tperhaps\ttext"),
    ],
)
def test_a_broken_line_is_named(line: str, damage: str) -> None:
    lines = "".join(write_parts(old_facts())).split("\n")
    number = next(number for number, text in enumerate(lines) if text.startswith(line + "\t"))
    lines[number] = damage
    with pytest.raises(FactsError) as caught:
        parse_facts("\n".join(lines).encode(), "x.facts").facts(detailed=True)
    assert str(caught.value).startswith(f"x.facts:{number + 1}: a line that cannot be read")


def test_a_register_without_entry_is_an_error() -> None:
    lines = [line for line in "".join(write_parts(new_facts())).split("\n") if not line.startswith("entry\t")]
    with pytest.raises(FactsError, match="has no origin"):
        parse_facts("\n".join(lines).encode(), "x.facts").facts()


def test_another_format_is_refused_with_the_remedy() -> None:
    data = "".join(write_parts(old_facts())).replace(f"format {FORMAT}", "format 0", 1).encode()
    with pytest.raises(FactsError, match=r"make it again with `cpregscan facts TREE -o FILE`"):
        parse_facts(data, "x.facts")


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"hello\n", b"\xff" * 99, b"\x1f\x8b", b"\xfd7zXZ\0"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(FactsError):
        parse_facts(data, "x.facts")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="cannot be read: No such file"):
        open_facts(tmp_path / "none.facts")
