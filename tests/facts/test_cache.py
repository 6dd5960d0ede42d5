"""The cache: what may be reused is, what may not is not, and damage or a crash costs only time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cpregscan.facts.cached import CachedFacts, packed
from cpregscan.facts.model import CpuFacts, Guest
from cpregscan.facts.recording import Question, RecordingTree
from cpregscan.facts.store import Store, open_store
from cpregscan.trees.tree import Tree
from tests.facts.sample import MemoryTree, old_facts

FILES = {"target/arm/helper.c": b"one", "target/arm/cpu.c": b"two", "docs/readme": b"three"}
NONE_A53 = Guest("cortex-a53", "none")
NONE_A57 = Guest("cortex-a57", "none")


class Analysis:
    """Stands for the analysis: reads some files, gives the sample's facts, and counts its runs."""

    def __init__(self) -> None:
        self.guests: list[Guest] = []

    def __call__(self, tree: Tree, guests: Sequence[Guest]) -> list[bytes]:
        tree.read("target/arm/helper.c")
        tree.read("target/arm/absent.c")
        tree.files("target/arm")
        self.guests += guests
        chosen = tuple(cpu for cpu in old_facts().cpus if cpu.guest in guests)
        return [packed(replace(old_facts(), tree=tree.name, commit=tree.commit, cpus=chosen))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "cache")


def _cached(store: Store, *, arch: str = "aarch64", analyser: str = "1") -> CachedFacts:
    return CachedFacts(store, arch, analyser, "python", lambda path, content: "")


def _tree(changes: Mapping[str, bytes | None] = {}, commit: str | None = None) -> MemoryTree:
    contents = {**FILES, **changes}
    files = {path: content for path, content in contents.items() if content is not None}
    return MemoryTree(files, commit=commit)


def _runs(store: Store, tree: MemoryTree, *guests: Guest) -> list[Guest]:
    """Which guests had to be analysed."""
    analysis = Analysis()
    facts = _cached(store).facts(RecordingTree(tree), guests or (NONE_A53,), analysis, detailed=True)
    assert [cpu.guest for cpu in facts.cpus] == sorted(guests or (NONE_A53,))
    return analysis.guests


def test_the_same_text_is_analysed_once(store: Store) -> None:
    assert _runs(store, _tree()) == [NONE_A53]
    assert _runs(store, _tree()) == []


def test_hits_give_what_was_found_under_the_new_name(store: Store) -> None:
    _runs(store, _tree())
    tree = MemoryTree(FILES, name="other", commit="2" * 40)
    facts = _cached(store).facts(RecordingTree(tree), [NONE_A53], Analysis(), detailed=True)
    assert facts == replace(old_facts(), tree="other", commit="2" * 40, cpus=old_facts().cpus[:1])


@pytest.mark.parametrize(
    "changes", [{"docs/readme": b"changed"}, {"docs/new": b""}, {"target/arm/cpu.c": b"X"}]
)
def test_a_change_that_was_not_looked_at_hits(store: Store, changes: Mapping[str, bytes]) -> None:
    _runs(store, _tree())
    assert _runs(store, _tree(changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"target/arm/helper.c": b"changed"},
        {"target/arm/helper.c": None},
        {"target/arm/absent.c": b""},
        {"target/arm/tcg/new.c": b"new in a folder that was listed"},
    ],
)
def test_a_change_of_what_was_looked_at_misses(store: Store, changes: Mapping[str, bytes | None]) -> None:
    _runs(store, _tree())
    assert _runs(store, _tree(changes)) == [NONE_A53]
    assert _runs(store, _tree()) == []


def test_only_missing_guests_are_analysed(store: Store) -> None:
    assert _runs(store, _tree(), NONE_A53) == [NONE_A53]
    assert _runs(store, _tree(), NONE_A53, NONE_A57) == [NONE_A57]
    assert _runs(store, _tree(), NONE_A57, NONE_A53) == []


def test_another_analyser_or_binary_misses(store: Store) -> None:
    _runs(store, _tree())
    for cached in (_cached(store, analyser="2"), _cached(store, arch="arm")):
        assert cached.known_facts(RecordingTree(_tree()), [NONE_A53], detailed=False) is None


def test_a_commit_seen_before_is_asked_nothing(store: Store) -> None:
    class Mute(MemoryTree):
        def blob(self, path: str) -> str | None:
            raise AssertionError(path)

    _runs(store, _tree(commit="3" * 40))
    assert _runs(store, Mute({}, commit="3" * 40)) == []


def test_models_are_found_once(store: Store) -> None:
    def find(tree: Tree) -> tuple[str, ...]:
        tree.read("target/arm/cpu.c")
        return ("cortex-a53", "odd\nname")

    cached = _cached(store)
    assert cached.known_models(RecordingTree(_tree())) is None
    assert cached.models(RecordingTree(_tree()), find) == ("cortex-a53", "odd\nname")
    assert cached.known_models(RecordingTree(_tree({"docs/readme": b""}))) == ("cortex-a53", "odd\nname")
    assert cached.known_models(RecordingTree(_tree({"target/arm/cpu.c": b""}))) is None


def test_what_the_models_were_found_by_counts_for_the_facts(store: Store) -> None:
    recorder = RecordingTree(_tree())
    _cached(store).models(recorder, lambda tree: (str(tree.read("target/arm/cpu.c")),))
    _cached(store).facts(recorder, [NONE_A53], Analysis(), detailed=True)
    assert _runs(store, _tree({"target/arm/cpu.c": b"changed"})) == [NONE_A53]


def test_looking_up_is_not_recorded(store: Store) -> None:
    _runs(store, _tree())
    recorder = RecordingTree(_tree())
    assert _cached(store).known_facts(recorder, [NONE_A53], detailed=False)
    assert recorder.answers == {}


def test_damage_is_noticed_and_mended(store: Store, tmp_path: Path) -> None:
    _runs(store, _tree())
    for path in (path for path in (tmp_path / "cache").rglob("*") if path.is_file()):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert _runs(store, _tree()) == [NONE_A53]
    assert _runs(store, _tree()) == []


def test_a_tree_that_changes_while_it_is_read_is_not_remembered(store: Store) -> None:
    tree = _tree()

    def analyse(recorder: Tree, guests: Sequence[Guest]) -> list[bytes]:
        recorder.read("target/arm/helper.c")
        tree.contents["target/arm/helper.c"] = b"edited meanwhile"
        recorder.read("target/arm/helper.c")
        return Analysis()(recorder, guests)

    _cached(store).facts(RecordingTree(tree), [NONE_A53], analyse, detailed=True)
    assert _runs(store, tree) == [NONE_A53]


def test_recording_tells_reads_misses_and_listings() -> None:
    tree = RecordingTree(_tree())
    tree.read("target/arm/helper.c")
    tree.blob("target/arm/none.c")
    tree.files("docs")
    assert tuple(tree.answers) == (
        Question("blob", "target/arm/helper.c"),
        Question("blob", "target/arm/none.c"),
        Question("files", "docs"),
    )
    other = RecordingTree(_tree({"docs/new": b""}))
    other.files("docs")
    assert tree.steady
    tree.adopt(other.answers)
    assert not tree.steady


def test_a_folder_that_cannot_be_written_is_no_error(store: Store, tmp_path: Path) -> None:
    (tmp_path / "cache").rmdir()
    (tmp_path / "cache").write_text("in the way")
    assert _runs(store, _tree()) == [NONE_A53]


def test_a_payload_that_is_no_facts_file_is_passed_over(store: Store) -> None:
    tree = RecordingTree(_tree())
    tree.read("docs/readme")
    cached = _cached(store)
    cached._keep("facts", tree, b"rubbish")
    assert cached.known_facts(RecordingTree(_tree()), [NONE_A53], detailed=False) is None


def test_an_analysis_has_to_answer_for_what_it_was_asked(store: Store) -> None:
    with pytest.raises(AssertionError):
        _cached(store).facts(
            RecordingTree(_tree()), [Guest("cortex-a53", "none", 2)], Analysis(), detailed=True
        )


def test_guests_are_kept_apart_by_smp(store: Store) -> None:
    _runs(store, _tree())
    two = Guest(NONE_A53.cpu, NONE_A53.machine, 2)
    assert _cached(store).known_facts(RecordingTree(_tree()), [two], detailed=False) is None


def test_refusals_and_undecided_places_come_back(store: Store) -> None:
    guests = [cpu.guest for cpu in old_facts().cpus]
    _runs(store, _tree(), *guests)
    facts = _cached(store).facts(RecordingTree(_tree()), guests, Analysis(), detailed=True)
    expected: tuple[CpuFacts, ...] = old_facts().cpus
    assert facts.cpus == expected
