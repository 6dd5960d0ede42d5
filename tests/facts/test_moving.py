"""Facts whose lines moved read as the same facts at other lines; what cannot be told is not made up."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.facts.cached import packed
from cpregscan.facts.model import Facts, Origin
from cpregscan.facts.moving import moved
from cpregscan.facts.reader import parse_facts
from tests.facts.sample import old_facts

HELPER = "target/arm/helper.c"


def _read(payload: bytes) -> Facts:
    return parse_facts(payload, "a test").facts(detailed=True)


def _places(facts: Facts) -> dict[tuple[str, int], tuple[str, int]]:
    """Where each register comes from, by guest and index."""
    return {
        (str(cpu.guest), register.index): (register.origin.place.path, register.origin.place.line)
        for cpu in facts.cpus
        for register in cpu.registers
    }


def test_lines_of_the_files_move_and_nothing_else() -> None:
    before = _read(packed(old_facts()))
    payload = moved(packed(old_facts()), {HELPER}, lambda path, line: line + 7)
    assert payload is not None
    after = _read(payload)
    assert any(path == HELPER for path, _ in _places(before).values())
    for key, (path, line) in _places(before).items():
        assert _places(after)[key] == (path, line + 7 if path == HELPER else line)
    assert _placeless(before) == _placeless(after)


def _placeless(facts: Facts) -> list[object]:
    nowhere = Origin(old_facts().cpus[0].registers[0].origin.place, "", (), ())
    return [replace(register, origin=nowhere) for cpu in facts.cpus for register in cpu.registers]


def test_a_line_that_is_lost_is_told() -> None:
    assert moved(packed(old_facts()), {HELPER}, lambda path, line: None) is None


def test_other_files_whose_names_end_alike_stay() -> None:
    payload = moved(packed(old_facts()), {"arm/helper.c"}, lambda path, line: line + 7)
    assert payload is not None
    assert _read(payload) == _read(packed(old_facts()))
