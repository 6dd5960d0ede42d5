"""What the verbs with findings share: outputs, configuration, baselines, exit codes."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cpregscan.cli.destinations import destinations
from cpregscan.cli.exitcode import ExitCode, code_of
from cpregscan.cli.findings_output import Steering, add_finding_options, deliver, steering, tree_of
from cpregscan.cli.options import add_options
from cpregscan.cli.sources import TreeSource, open_source
from cpregscan.errors import ConfigError, UsageError
from cpregscan.findings.model import Assessment, Direction, Finding, Level
from cpregscan.report.formats import CHANGELOG_FORMATS, FINDING_FORMATS
from cpregscan.trees.tree import Tree
from tests.facts.sample import MemoryTree
from tests.findings.sample import accepted, assessment, clean, missing_cpreg, placeless, unknown_cpreg
from tests.trees.sample import FILES, write_folder

IGNORE = '[[ignore]]\nfingerprint = "{}"\nreason = "so be it"\n'


def _config(text: str) -> Tree:
    return MemoryTree({".cpregscan.toml": text.encode()})


Deliver = Callable[..., int]


@pytest.fixture
def run_of() -> Deliver:
    """Runs what a verb does with an assessment, with these arguments."""

    def run_it(given: Assessment, *arguments: str, tree: Tree | None = None) -> int:
        parser = ArgumentParser()
        add_options(parser, "cpu", "machine")
        add_finding_options(parser)
        parsed = parser.parse_args(arguments)
        return deliver(given, steering(parsed, tree), parsed)

    return run_it


def _steering(*arguments: str, tree: Tree | None = None) -> tuple[Steering, list[str] | None]:
    parser = ArgumentParser()
    add_options(parser, "cpu", "machine")
    add_finding_options(parser)
    parsed = parser.parse_args(arguments)
    return steering(parsed, tree), parsed.cpu


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        (None, [("json", None)]),
        (["-"], [("json", None)]),
        (["out.txt"], [("json", "out.txt")]),
        (["text"], [("text", None)]),
        (["./text"], [("json", "./text")]),
        (["sarif:a.sarif", "text", "b:c"], [("sarif", "a.sarif"), ("text", None), ("json", "b:c")]),
        (["sarif:-"], [("sarif", None)]),
        (["tsv:a:b"], [("tsv", "a:b")]),
    ],
)
def test_destinations(specs: list[str] | None, expected: list[tuple[str, str | None]]) -> None:
    found = destinations(specs, FINDING_FORMATS, "json")
    assert [(destination.format.name, destination.path) for destination in found] == expected


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        (["text", "json"], "two outputs go to standard output"),
        (["text:a", "json:a"], "two outputs go to a"),
        (["text:"], "-o text:: the name of the file is missing"),
    ],
)
def test_impossible_destinations(specs: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        destinations(specs, FINDING_FORMATS, "text")


@pytest.mark.parametrize(("specs", "name"), [(["sarif:x"], "text"), (["sarif"], "text"), (None, "sarif")])
def test_a_format_of_another_view(specs: list[str] | None, name: str) -> None:
    message = "this view has no format 'sarif': it has text, json, markdown"
    with pytest.raises(UsageError, match=message):
        destinations(specs, CHANGELOG_FORMATS, name)


def test_several_outputs_at_once(run_of: Deliver, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_of(assessment(), "-o", "sarif:out.sarif", "-o", "terse", "-o", "out.txt") == 1
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"
    assert Path("out.txt").read_text().startswith("v1.0 -> master: 1 error")
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 3
    assert captured.err == ""


def test_what_no_output_has_room_for_is_told(run_of: Deliver, capsys: pytest.CaptureFixture[str]) -> None:
    run_of(assessment(), "--format", "tsv")
    err = capsys.readouterr().err
    assert "note: .cpregscan.toml:9: the ignore of" in err
    assert "v1.0 (aarch64): 4 models" in err


@pytest.mark.parametrize(
    ("findings", "fail_on", "code"),
    [
        ((unknown_cpreg(),), Level.ERROR, ExitCode.FINDINGS),
        ((missing_cpreg(),), Level.ERROR, ExitCode.NOT_UNDERSTOOD),
        ((missing_cpreg(),), Level.WARNING, ExitCode.FINDINGS),
        ((placeless(),), Level.WARNING, ExitCode.NOT_UNDERSTOOD),
        ((placeless(),), Level.NOTE, ExitCode.FINDINGS),
        ((accepted(),), Level.NOTE, ExitCode.NOT_UNDERSTOOD),
        ((unknown_cpreg(),), None, ExitCode.CLEAN),
    ],
)
def test_exit_codes(findings: tuple[Finding, ...], fail_on: Level | None, code: ExitCode) -> None:
    given = replace(assessment(), findings=findings)
    assert code_of(given, fail_on) is code
    if fail_on:
        understood = replace(given, judgements=clean().judgements)
        assert code_of(understood, fail_on) in (ExitCode.CLEAN, ExitCode.FINDINGS)


def test_fail_on_of_the_command_line(run_of: Deliver) -> None:
    assert run_of(assessment()) == 1
    assert run_of(assessment(), "--fail-on", "never") == 0
    assert run_of(clean(), "--fail-on", "note") == 0


def test_the_tree_s_own_configuration(run_of: Deliver, capsys: pytest.CaptureFixture[str]) -> None:
    tree = _config(IGNORE.format(unknown_cpreg().fingerprint) + "[levels]\nunknown-cpreg = 'error'\n")
    given = replace(assessment(), findings=(unknown_cpreg(),), judgements=clean().judgements)
    assert run_of(given, tree=tree) == 0
    assert "no findings (1 suppressed)" in capsys.readouterr().out
    assert run_of(given, "--no-ignores", tree=tree) == 1
    Path("other.toml").write_text("fail-on = 'never'")
    assert run_of(given, "--config", "other.toml", tree=tree) == 0
    assert "1 error" in capsys.readouterr().out


def test_the_configuration_fills_in_what_the_command_line_leaves_open() -> None:
    tree = _config("cpus = ['max']\nmachines = ['virt']\npromise = ['backward']\nstrict = true")
    wanted, cpus = _steering(tree=tree)
    assert cpus == ["max"]
    assert wanted.settings.promises == (Direction.BACKWARD,)
    assert wanted.settings.strict
    assert not wanted.narrowed
    wanted, cpus = _steering("--cpu", "cortex-a57", "--promise", "forward", tree=tree)
    assert cpus == ["cortex-a57"]
    assert wanted.settings.promises == (Direction.FORWARD,)
    assert wanted.narrowed
    assert _steering("--cpu", "all")[1] == ["all"]


def test_the_tree_behind_a_source(tmp_path: Path) -> None:
    write_folder(tmp_path / "tree", {**FILES, ".cpregscan.toml": b"fail-on = 'note'"})
    arguments = Namespace(arch="aarch64", repo=None, no_cache=True)
    for spec, fail_on in ((str(tmp_path / "tree"), Level.NOTE), ("old.facts", Level.ERROR)):
        with closing(open_source(spec, arguments)) as source:
            wanted, _ = _steering(tree=tree_of(source))
            assert wanted.settings.fail_on is fail_on
            if isinstance(source, TreeSource):
                assert ".cpregscan.toml" not in str(source.tree.answers)


def test_a_baseline_leaves_what_is_new(run_of: Deliver, capsys: pytest.CaptureFixture[str]) -> None:
    before = replace(assessment(), findings=(missing_cpreg(),), judgements=clean().judgements)
    assert run_of(before, "--fail-on", "note", "--write-baseline", "base.json") == 0
    assert run_of(before, "--fail-on", "note", "--baseline", "base.json") == 0
    later = replace(before, findings=(unknown_cpreg(), missing_cpreg()))
    assert run_of(later, "--fail-on", "note", "--baseline", "base.json") == 1
    assert "1 error (1 in the baseline)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "none.toml"], "none.toml: cannot be read: No such file"),
        (["--baseline", "none.json"], "none.json: cannot be read: No such file"),
        (["--baseline", "old.facts"], "old.facts: is no baseline"),
        (["--config", "old.facts"], "old.facts:1: is not TOML"),
    ],
)
def test_unreadable_files(arguments: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _steering(*arguments)
