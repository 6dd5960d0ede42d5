"""Boards whose CPUs come in a device, on the base tree with the files of corpora/boards."""

from __future__ import annotations

import functools

import pytest

from cpregscan.analysis import analyse
from cpregscan.errors import MachineError
from cpregscan.facts.model import CpuFacts, Guest
from cpregscan.trees.overlay_tree import OverlayTree
from tests.cases.trees import base_facts, base_files, base_tree, cpu_of
from tests.realtrees import CHECKOUT

BOARDS = CHECKOUT / "corpora" / "boards"
HEADER, SOC, CLUSTER = "include/hw/boards.h", "hw/arm/tiny_soc.c", "hw/arm/tiny_cluster.c"
COMMON, SOC_HEADER = "hw/arm/tiny_board_common.c", "include/hw/arm/tiny_soc.h"
RAM = "    uint64_t ram_size;\n"
INIT = "    void (*init)(MachineState *machine);\n"
_TIMER = "the contents of device 'tiny-timer', outside of the analysed sources"


def sources() -> dict[str, str]:
    """What the boards add to the base tree: their files, and what their machines need of a machine's structs."""
    files = {
        path.relative_to(BOARDS).as_posix(): path.read_text() for path in BOARDS.rglob("*") if path.is_file()
    }
    header = base_files()[HEADER].decode()
    header = header.replace(RAM, f"{RAM}    void *ram;\n")
    return files | {
        HEADER: header.replace(INIT, f"{INIT}    const char *default_ram_id;\n    int default_cpus;\n")
    }


def cpu_on(machine: str, *, cpu: str = "default", **changed: str) -> CpuFacts:
    """The facts of a board's CPU, with some files of the boards changed."""
    return _analysed(machine, cpu, tuple(sorted(changed.items())))


@functools.cache
def _analysed(machine: str, cpu: str, changed: tuple[tuple[str, str], ...]) -> CpuFacts:
    files = {path: text.encode() for path, text in (sources() | dict(changed)).items()}
    (facts,) = analyse(OverlayTree(base_tree(), files), "aarch64", [Guest(cpu, machine)]).cpus
    return facts


def replaced(path: str, old: str, new: str) -> dict[str, str]:
    """A file of the boards with a passage that stands in it replaced."""
    text = sources()[path]
    assert old in text
    return {path: text.replace(old, new)}


def values(cpu: CpuFacts) -> dict[int, int | None]:
    """The value of each register of a list."""
    return {register.index: register.reset for register in cpu.registers}


def on_none(properties: str) -> CpuFacts:
    """The same CPU on no board, with properties."""
    (facts,) = analyse(base_tree(), "aarch64", [Guest(f"tiny-v8,{properties}", "none")]).cpus
    return facts


@pytest.mark.parametrize(
    ("board", "properties"),
    [("tiny-small", "has_el3=off,revision=1"), ("tiny-large", "has_el3=on,revision=2")],
)
def test_devices_give_the_cpu_its_properties(board: str, properties: str) -> None:
    cpu = cpu_on(board)
    assert cpu.undecided == ()
    assert values(cpu) == values(on_none(properties))


def test_the_boards_differ() -> None:
    assert values(cpu_on("tiny-small")) != values(cpu_on("tiny-large"))


def test_all_properties_of_a_device_as_those_of_another() -> None:
    changed = replaced(
        SOC,
        """object_property_add_alias(obj, "cpu-revision", OBJECT(&s->cluster),
                              "revision");""",
        "qdev_alias_all_properties(DEVICE(&s->cluster), obj);",
    ) | replaced(COMMON, '"cpu-revision"', '"revision"')
    assert values(cpu_on("tiny-large", **changed)) == values(cpu_on("tiny-large"))


def test_a_board_has_an_alias() -> None:
    assert values(cpu_on("tiny")) == values(cpu_on("tiny-small"))


def test_a_model_that_the_board_does_not_ask_for_is_ignored() -> None:
    assert values(cpu_on("tiny-small", cpu="tiny-v7")) == values(cpu_on("tiny-small"))


def test_the_family_virt_is_as_it_was() -> None:
    assert values(cpu_on("virt", cpu="tiny-v8")) == values(cpu_of(base_facts(), "tiny-v8", "virt"))


def test_a_device_that_refuses() -> None:
    changed = replaced(SOC, 'qdev_connect_clock_in(DEVICE(&s->cluster), "clock", s->clock);', "")
    assert cpu_on("tiny-small", **changed).refusal == "the cluster's clock must be connected"


def test_a_function_that_is_handed_a_cpu_and_defined_nowhere() -> None:
    changed = replaced(SOC, "tiny_wire(&s->timer);", "tiny_boot(&s->cluster.cpu[0]);")
    (place,) = cpu_on("tiny-small", **changed).undecided
    assert (place.place.path, place.reason) == (
        SOC, "tiny_boot() is neither defined in the analysed sources nor modelled",
    )  # fmt: skip


def test_what_a_class_leaves_undecided_concerns_every_guest() -> None:
    changed = replaced(
        CLUSTER,
        "    device_class_set_props",
        "    if (tiny_probe()) {\n        return;\n    }\n    device_class_set_props",
    )
    files = sources() | changed
    files[SOC_HEADER] = files[SOC_HEADER].replace("void tiny_wire", "int tiny_probe(void);\nvoid tiny_wire")
    guests = [Guest("default", machine) for machine in ("tiny-small", "tiny-large", "virt")]
    tree = OverlayTree(base_tree(), {path: text.encode() for path, text in files.items()})
    found = analyse(tree, "aarch64", guests)
    assert [
        len(cpu_of(found, "default", machine).undecided) for machine in ("tiny-small", "tiny-large", "virt")
    ] == [1, 1, 0]


def test_what_stands_in_a_device_outside_is_not_known() -> None:
    changed = replaced(
        COMMON,
        "true, &error_fatal);\n    object",
        "true, &error_fatal);\n    if (button->realized) {\n        return;\n    }\n    object",
    )
    (place,) = cpu_on("tiny-small", **changed).undecided
    assert place.reason == "the contents of device 'tiny-button', outside of the analysed sources"


@pytest.mark.parametrize(("setting", "reasons"), [("", [_TIMER]), ('"lines", 3', [])])
def test_a_member_of_a_device_outside_is_known_once_it_was_set(setting: str, reasons: list[str]) -> None:
    call = f"object_property_set_uint(OBJECT(&s->timer), {setting}, errp);" if setting else ""
    changed = replaced(
        SOC, "tiny_wire(&s->timer);", f"{call}\n    if (s->timer.lines > 3) {{\n        return;\n    }}"
    )
    cpu = cpu_on("tiny-small", **changed)
    assert [one.reason for one in cpu.undecided] == reasons
    assert values(cpu) == values(cpu_on("tiny-small"))


def test_children_are_named_and_numbered() -> None:
    changed = replaced(
        CLUSTER,
        "s->revision, errp",
        'strcmp(object_get_canonical_path_component(cpu), "core[0]") ? 7 : 3, errp',
    )
    assert values(cpu_on("tiny-small", **changed)) == values(on_none("has_el3=off,revision=3"))


def test_a_board_whose_devices_have_no_cpu() -> None:
    changed = replaced(SOC, "TYPE_TINY_CLUSTER);", '"tiny-empty");')
    with pytest.raises(MachineError, match="realizes no CPU"):
        cpu_on("tiny-small", **changed)
