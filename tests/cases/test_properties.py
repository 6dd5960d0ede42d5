"""Whatever writes the same C differently leaves the facts as they are."""

from __future__ import annotations

import itertools
import keyword
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpregscan.analysis import analyse
from cpregscan.compare.pairing import ChangeKind, Diff, compare
from cpregscan.csource.declarations import KEYWORDS
from cpregscan.trees.opening import open_tree
from tests.cases import rewriting
from tests.cases.trees import (
    GUESTS,
    base_facts,
    base_files,
    case_facts,
    case_names,
    facts_with,
    values,
    whole,
    write_tree,
)
from tests.trees.sample import make_archive, make_repository

FILES = {path: content.decode() for path, content in base_files().items()}
SOURCES = sorted(path for path in FILES if path.endswith((".c", ".h")))
TABLES = [(path, table) for path in SOURCES for table in rewriting.tables(FILES[path])]
NAMES = [
    (path, name) for path in SOURCES if path.endswith(".c") for name in rewriting.static_names(FILES[path])
]
WORDS = frozenset(
    word for text in FILES.values() for word in "".join(c if c.isidentifier() else " " for c in text).split()
)

few = settings(max_examples=4, deadline=None)

SPACES = st.sampled_from([" ", "\n", "\t", "\n\n    ", "/* { */", " // , }\n", "  \n#if 0\n{ \n#endif\n"])
LINES = st.sampled_from(
    ["", "", "/* } */", "// {", "/* static const ARMCPRegInfo x[] = { */", "   ", "#if 0\n#error {\n#endif"]
)
HOSTILE = ("self", "print", "exec", "tick", "unknown", "v_cpu", "F_list_one", "N_qsort", "U1", "__class__")
NEW_NAMES = st.one_of(
    st.sampled_from(sorted({*keyword.kwlist, *keyword.softkwlist, *HOSTILE} - WORDS - KEYWORDS)),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{2,30}", fullmatch=True).map(lambda name: f"{name}_new"),
)


def assert_same(changed: dict[str, str]) -> None:
    """The base tree with these texts gives the values of the base tree."""
    facts = facts_with({path: text.encode() for path, text in changed.items()})
    assert values(facts) == values(base_facts())


@few
@given(st.lists(LINES, min_size=1, max_size=12), st.sets(st.sampled_from(SOURCES), min_size=1))
def test_comments_and_blank_lines(lines: list[str], paths: set[str]) -> None:
    assert_same({path: rewriting.with_lines(FILES[path], itertools.cycle(lines)) for path in sorted(paths)})


@few
@given(st.lists(SPACES, min_size=1, max_size=12), st.sampled_from(sorted({path for path, _ in TABLES})))
def test_reflowed_initialisers(spaces: list[str], path: str) -> None:
    assert_same({path: rewriting.reflowed(FILES[path], itertools.cycle(spaces))})


@few
@given(st.data(), st.sampled_from(TABLES))
def test_reordered_tables(data: st.DataObject, where: tuple[str, rewriting.Table]) -> None:
    path, table = where
    reordered = rewriting.reordered(FILES[path], table, lambda entries: data.draw(st.permutations(entries)))
    assert_same({path: reordered})


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(NAMES), NEW_NAMES)
def test_renamed_statics(where: tuple[str, str], new: str) -> None:
    path, name = where
    assert_same({path: rewriting.renamed(FILES[path], name, new)})


@few
@given(st.sampled_from(TABLES), st.sampled_from(["table.c.inc", "other/table.h", "Table-2.inc"]))
def test_tables_moved_into_an_included_file(where: tuple[str, rewriting.Table], name: str) -> None:
    path, table = where
    text = FILES[path]
    line = f'#include "{name}"'
    assert_same(
        {
            path: f"{text[: table.start]}{line}{text[table.end :]}",
            f"target/arm/{name}": f"{table.text(text)}\n",
        }
    )


@few
@given(st.sampled_from([where for where in TABLES if "fn =" not in where[1].text(FILES[where[0]])]))
def test_tables_moved_into_another_unit(where: tuple[str, rewriting.Table]) -> None:
    path, table = where
    text = FILES[path]
    declaration = table.text(text).removeprefix("static ")
    count = len(rewriting.entries(text[slice(*table.body)]))
    extern = f"extern const ARMCPRegInfo {table.name}[{count}];"
    assert_same(
        {
            path: f"{text[: table.start]}{extern}{text[table.end :]}",
            "target/arm/tables.c": f'#include "qemu/osdep.h"\n#include "cpregs.h"\n\n{declaration}\n',
        }
    )


def test_a_comment_between_head_and_body() -> None:
    path = "hw/core/machine.c"
    head = "size_t count)\n{"
    assert head in FILES[path]
    assert_same({path: FILES[path].replace(head, "size_t count)\n/* adds them all */\n{")})


def test_a_chain_of_casts_before_parentheses() -> None:
    path = "target/arm/helper.c"
    assert "(uint32_t)(uintptr_t)key" in FILES[path]
    assert_same({path: FILES[path].replace("(uint32_t)(uintptr_t)key", "GPOINTER_TO_UINT(key)")})


def test_cpu_c_need_not_see_the_flags() -> None:
    path = "target/arm/cpu.c"
    assert '#include "cpregs.h"\n' in FILES[path]
    assert_same({path: FILES[path].replace('#include "cpregs.h"\n', "")})


def test_comparing_a_tree_with_itself_is_silent() -> None:
    diff = compare(base_facts(), facts_with({}))
    assert not diff.differs
    assert len(diff.guests) == len(GUESTS)


@pytest.mark.parametrize("case", case_names())
def test_comparing_the_other_way_round_swaps_the_sides(case: str) -> None:
    old, new = base_facts(), case_facts(case)
    forward, backward = compare(old, new), compare(new, old)
    assert (forward.only_old, forward.only_new) == (backward.only_new, backward.only_old)
    assert forward.differs == backward.differs
    assert _lines(forward) == [(guest, _SWAPPED[kind], b, a) for guest, kind, a, b in _lines(backward)]


_SWAPPED = {
    ChangeKind.ONLY_OLD: ChangeKind.ONLY_NEW,
    ChangeKind.ONLY_NEW: ChangeKind.ONLY_OLD,
    ChangeKind.CONST: ChangeKind.CONST,
}


def _lines(diff: Diff) -> list[tuple[object, ChangeKind, object, object]]:
    return [
        (pair.guest, change.kind, change.old, change.new) for pair in diff.guests for change in pair.changes
    ]


@pytest.mark.parametrize("kind", ["folder", "ref", "worktree", "a.tar.xz", "a.tar.gz"])
def test_the_same_text_gives_the_same_facts(tmp_path: Path, kind: str) -> None:
    if kind in ("ref", "worktree"):
        repo = str(make_repository(tmp_path / "repo", base_files(), "v1.0.0"))
        tree = open_tree(repo) if kind == "worktree" else open_tree("v1.0", repo)
    elif kind == "folder":
        tree = open_tree(str(write_tree(tmp_path / "folder", {})))
    else:
        tree = open_tree(str(make_archive(tmp_path / kind, base_files())))
    assert whole(analyse(tree, "aarch64", GUESTS)) == whole(base_facts())
    tree.close()
