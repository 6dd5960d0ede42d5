"""Every format, against golden files and against readers of its own kind."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import networkx
import pytest

from cpregscan.compare.pairing import compare
from cpregscan.errors import Place
from cpregscan.facts.model import CpuFacts, Facts, Guard
from cpregscan.facts.select import by_place, by_register
from cpregscan.report.formats import (
    CHANGELOG_FORMATS,
    GRAPH_FORMATS,
    LIST_FORMATS,
    REGISTER_FORMATS,
    Format,
)
from cpregscan.report.graph import provenance
from cpregscan.report.style import Style
from tests.facts.sample import HELPER, feature, new_facts, not_user, old_facts, sysreg
from tests.golden import Golden

CASES = [
    *(("list", format_) for format_ in LIST_FORMATS.values()),
    ("register", REGISTER_FORMATS["text"]),
    *(("changelog", format_) for format_ in CHANGELOG_FORMATS.values()),
    *(("graph", format_) for format_ in GRAPH_FORMATS.values()),
]


def _subject(verb: str) -> object:
    if verb == "changelog":
        return compare(old_facts(), new_facts())
    return old_facts() if verb == "list" else by_register(old_facts(), "ID_AA64ISAR0_EL1")


def _text(format_: Format, subject: object, style: Style = Style()) -> str:  # noqa: B008
    return "".join(f"{line}\n" for line in format_.render(subject, style))


@pytest.mark.parametrize(("verb", "format_"), CASES, ids=lambda case: getattr(case, "name", case))
def test_golden(verb: str, format_: Format, golden: Golden) -> None:
    golden.check(f"{verb}.{format_.name}", _text(format_, _subject(verb)))


@pytest.mark.parametrize("verb", ["list", "changelog"])
def test_colour_adds_nothing_but_colour(verb: str) -> None:
    format_ = (LIST_FORMATS if verb == "list" else CHANGELOG_FORMATS)["text"]
    coloured = _text(format_, _subject(verb), Style(colour=True))
    assert "\x1b[" in coloured
    plain = coloured
    for code in ("0", "1", "2", "31", "32", "33"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == _text(format_, _subject(verb))


def test_tsv_is_a_table() -> None:
    rows = list(csv.DictReader(io.StringIO(_text(LIST_FORMATS["tsv"], old_facts())), delimiter="\t"))
    assert len(rows) == sum(len(cpu.registers) for cpu in old_facts().cpus)
    assert rows[2] == {
        "cpu": "cortex-a53",
        "machine": "none",
        "index": "0x603000000013c030",
        "name": "ID_AA64ISAR0_EL1",
        "const": "0x00000000000111f2",
        "reset": "",
        "flags": "CONST",
        "place": "target/arm/helper.c:700",
    }


def test_json_holds_all_that_the_facts_hold() -> None:
    document = json.loads(_text(LIST_FORMATS["json"], old_facts()))
    assert document["format"] == "cpregscan-list-1"
    assert document["coverage"] == {"models": 4, "guests": 6, "registers": 13, "undecided": 1, "refused": 1}
    assert [cpu["refusal"] is not None for cpu in document["cpus"]] == [False] * 3 + [True] + [False] * 2
    register = document["cpus"][0]["registers"][2]
    assert register["guards"][0]["reasons"] == ["ARM_FEATURE_V8 set at target/arm/cpu64.c:210"]
    assert register["chain"][0] == {"function": "arm_cpu_realizefn", "place": "target/arm/cpu.c:2100"}


def test_changelog_json_links_changes_and_guests() -> None:
    document = json.loads(_text(CHANGELOG_FORMATS["json"], _subject("changelog")))
    for number, change in enumerate(document["changes"]):
        for guest in change["guests"]:
            assert number in document["guests"][guest]["changes"]
    assert sum(len(change["guests"]) for change in document["changes"]) == sum(
        len(guest["changes"]) for guest in document["guests"]
    )


def test_nothing_to_report_is_said() -> None:
    text = _text(CHANGELOG_FORMATS["text"], compare(new_facts(), new_facts()))
    assert text.startswith("master -> master: 0 of 6 guests differ\n")
    empty = replace(old_facts(), cpus=())
    assert "0 models" in _text(LIST_FORMATS["text"], empty)
    assert json.loads(_text(LIST_FORMATS["json"], empty))["cpus"] == []


def _hostile() -> Facts:
    text = 'a\tb\n\x1b[31m"<&>\u202e\ud800\uffff\\'
    guard = Guard(text, Place(text, 1), True, (text,))
    register = replace(sysreg(0, 6, 0, text, const=1, guards=(guard,)), flags=(text,))
    return replace(old_facts(), tree=text, cpus=(CpuFacts(text, text, (register,)),))


@pytest.mark.parametrize(
    "format_",
    [*LIST_FORMATS.values(), REGISTER_FORMATS["text"], *GRAPH_FORMATS.values()],
    ids=lambda format_: format_.module,
)
def test_hostile_texts_do_no_harm(format_: Format) -> None:
    text = _text(format_, _hostile())
    text.encode()
    assert "\x1b" not in text
    if format_.name == "tsv":
        assert [line.count("\t") for line in text.splitlines()] == [7, 7]
    if format_.name == "json":
        json.loads(text)
    if format_.name == "graphml":
        networkx.parse_graphml(text)


def test_the_graph_leads_from_guests_to_indexes() -> None:
    graph = provenance(by_register(old_facts(), "ID_AA64ISAR0_EL1"))
    index = "index 0x603000000013c030"
    ancestors = networkx.ancestors(graph, index)
    assert {name for name in ancestors if name.startswith("guest ")} == {
        "guest cortex-a53 on none",
        "guest cortex-a57 on none",
    }
    assert networkx.shortest_path(graph, "guest cortex-a53 on none", index) == [
        "guest cortex-a53 on none",
        f"guard arm_feature(env, ARM_FEATURE_V8) {HELPER}:8000",
        f"guard not (r->type & ARM_CP_ALIAS) {HELPER}:9500",
        f"table v8_idregs {HELPER}",
        f"register ID_AA64ISAR0_EL1 {HELPER}:700",
        index,
    ]


def test_graph_json_reads_as_node_link_data() -> None:
    facts = by_register(old_facts(), "ID_AA64ISAR0_EL1")
    document = json.loads(_text(GRAPH_FORMATS["json"], facts))
    read = networkx.node_link_graph(document, edges="links")
    assert networkx.utils.graphs_equal(read, provenance(facts))


@pytest.mark.parametrize(
    ("place", "cpus"),
    [
        ("target/arm/helper.c:8000", ["cortex-a53", "cortex-a57"]),
        ("helper.c:304", ["cortex-a53", "cortex-a53", "cortex-a57", "pxa250"]),
        ("helper.c:9300", ["cortex-a53", "cortex-a53", "cortex-a57", "pxa250"]),
        ("elper.c:304", []),
        ("helper.c:9999", []),
    ],
)
def test_which_guests_a_line_reaches(place: str, cpus: list[str]) -> None:
    found = by_place(old_facts(), place)
    assert [cpu.cpu for cpu in found.cpus if cpu.registers] == cpus


def test_a_guest_reached_by_one_of_two_tables_is_not_reached_by_the_other() -> None:
    shared, own = feature("ARM_FEATURE_V8", 1), not_user()
    first = sysreg(0, 1, 0, "A", line=1, guards=(shared,))
    second = sysreg(0, 2, 0, "B", line=2, guards=(shared, own))
    cpus = (CpuFacts("one", "none", (first,)), CpuFacts("two", "none", (first, second)))
    graph = provenance(replace(old_facts(), cpus=cpus))
    edge = graph.edges[f"guard {shared.text} {shared.place}", f"guard not ({own.text}) {own.place}"]
    assert edge["guests"] == ["two on none"]
