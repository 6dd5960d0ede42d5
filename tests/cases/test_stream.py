"""What the small trees say of a CPU's section besides its list: parts, features, fields of ID registers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace

import pytest

from cpregscan.errors import Place
from cpregscan.facts.model import Facts, Guest
from cpregscan.facts.stream import IdField, Stream
from cpregscan.facts.streamlines import Rows, StreamReader, write_stream
from tests.cases.trees import base_facts, base_tree, case_facts, case_names, cpu_of, facts_with


@pytest.mark.parametrize(
    ("cpu", "sent"),
    [
        ("tiny-m", {"cpu", "cpu/lines", "cpu/m"}),
        ("tiny-v8", {"cpu", "cpu/lines"}),
        ("tiny-max", {"cpu", "cpu/lines", "cpu/vectors"}),
        ("tiny-max,sve=off", {"cpu", "cpu/lines"}),
    ],
)
def test_sent_subsections(cpu: str, sent: set[str]) -> None:
    assert cpu_of(facts_with({}, [Guest(cpu, "none")]), cpu).stream.sent == sent


def test_columns_of_the_parts() -> None:
    parts = {part.name: part for part in cpu_of(base_facts(), "tiny-v8").stream.parts}
    assert [(part.name, part.parent, part.version, part.minimum) for part in parts.values()] == [
        ("cpu", "", 3, 3), ("cpu/lines", "cpu", 1, 1), ("cpu/vectors", "cpu", 1, 1), ("cpu/m", "cpu", 2, 1),
    ]  # fmt: skip
    columns = [(one.name, one.kind, one.size, one.count) for one in parts["cpu"].columns]
    assert columns == [
        ("env.regs", "uint64", 8, 32),
        ("env.status", "uint32", 4, 1),
        ("env.features", "uint64", 8, 1),
        ("env.exception", "cpu/exception", 16, 1),
        ("cpreg_vmstate_array_len", "int32 le", 4, 1),
        ("cpreg_vmstate_indexes", "uint64", 8, 0),
        ("cpreg_vmstate_values", "uint64", 8, 0),
    ]


def test_lengths_that_the_cpu_decides() -> None:
    assert cpu_of(base_facts(), "tiny-m").stream.lengths == (("cpu/m:regions", 8),)
    assert cpu_of(base_facts(), "tiny-v8").stream.lengths == ()


def test_features_and_their_names() -> None:
    names = ["M", "V7", "V8", "EL2", "EL3", "GENERIC_TIMER"]
    stream = cpu_of(base_facts(), "tiny-v8", "virt,secure=on").stream
    assert stream.feature_bits == tuple((name, bit) for bit, name in enumerate(names))
    assert {name for name, bit in stream.feature_bits if stream.features >> bit & 1} == {
        "V7", "V8", "EL3", "GENERIC_TIMER",
    }  # fmt: skip


def test_where_features_are_declared() -> None:
    """The lines are told of trees that send the features, and facts without them are read all the same."""
    stream = cpu_of(base_facts(), "tiny-v8").stream
    assert dict(stream.feature_places)["V8"] == Place("target/arm/cpu.h", 13)
    path = "target/arm/machine.c"
    unsent = (base_tree().read(path) or b"").replace(b"VMSTATE_UINT64(env.features, ARMCPU),", b"")
    facts = facts_with({path: unsent}, [Guest("tiny-v8", "none")])
    assert cpu_of(facts, "tiny-v8").stream.feature_places == ()
    rows: Rows = defaultdict(list)
    for kind, text in write_stream(stream):
        rows[kind].append(text.split("\t"))
    assert StreamReader().stream(rows).feature_places == stream.feature_places
    rows["bit"] = [row[:2] for row in rows["bit"]]
    assert StreamReader().stream(rows) == replace(stream, feature_places=())


def test_the_same_features_get_other_numbers() -> None:
    old = cpu_of(base_facts(), "tiny-v7").stream
    new = cpu_of(case_facts("features-renumbered"), "tiny-v7").stream
    assert (old.features, new.features) == (0b10010, 0b10100)


def test_fields_of_id_registers() -> None:
    assert cpu_of(base_facts(), "tiny-v8").stream.id_fields == (
        IdField("ID_AA64ISAR0", "AES", 4, 4, ((1, "FEAT_AES"),)),
        IdField("ID_AA64ISAR0", "CRC32", 16, 4, ((1, "FEAT_CRC32"),)),
        IdField("ID_AA64PFR0", "EL2", 8, 4),
        IdField("ID_AA64PFR0", "EL3", 12, 4),
        IdField("ID_AA64PFR0", "SVE", 32, 4, ((1, "FEAT_SVE"),)),
        IdField("ID_PFR1", "SECURITY", 4, 4),
        IdField("ID_PFR1", "VIRTUALIZATION", 12, 4),
    )


def test_a_changed_field_of_an_id_register() -> None:
    def aes(facts: Facts) -> tuple[int, str]:
        cpu = cpu_of(facts, "tiny-max")
        field = next(one for one in cpu.stream.id_fields if one.name == "AES")
        value = field.of(next(one.const or 0 for one in cpu.registers if one.name == "ID_AA64ISAR0_EL1"))
        return value, dict(field.features)[value]

    assert aes(base_facts()) == (1, "FEAT_AES")
    assert aes(case_facts("id-field-changed")) == (2, "FEAT_PMULL")


DIFFERENCES: dict[str, set[str]] = {
    "feature-dropped": {"features"},
    "features-renumbered": {"features", "feature_bits", "feature_places"},
    "id-field-changed": {"id_fields"},
    "model-removed": {"id_fields"},
    "property-default-changed": {"properties"},
    "register-removed-with-tolerance": {"parts", "tolerances", "loading", "feature_places"},
    "section-field-resized": {"parts"},
    "subsection-added": {"parts", "sent"},
    "tolerances-added": {"parts", "tolerances", "loading", "feature_places"},
}
"""What of a stream differs between the trees of a case; in the others nothing but lists does."""


@pytest.mark.parametrize("case", case_names())
def test_a_case_differs_in_what_it_is_about(case: str) -> None:
    new = {cpu.guest: cpu.stream for cpu in case_facts(case).cpus}
    found = {
        field.name
        for cpu in base_facts().cpus
        if cpu.guest in new
        for field in fields(Stream)
        if getattr(cpu.stream, field.name) != getattr(new[cpu.guest], field.name)
    }
    assert found == DIFFERENCES.get(case, set())


def test_a_field_that_was_resized() -> None:
    stream = cpu_of(case_facts("section-field-resized"), "tiny-v7").stream
    column = next(one for one in stream.parts[0].columns if one.name == "env.status")
    assert (column.kind, column.size) == ("uint64", 8)


def test_a_subsection_that_only_the_new_tree_sends() -> None:
    new = case_facts("subsection-added")
    assert {one.name for one in cpu_of(new, "tiny-v7").stream.parts} - {
        one.name for one in cpu_of(base_facts(), "tiny-v7").stream.parts
    } == {"cpu/timeout"}
    assert all("cpu/timeout" in cpu.stream.sent for cpu in new.cpus)
