"""Whatever is asked for wrongly ends in one clear line and the right exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cpregscan.cli import main as main_module
from cpregscan.cli.main import main
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "the following arguments are required: VERB"),
        (["lst"], 2, "invalid choice: 'lst'"),
        (["list"], 2, "the following arguments are required: TREE"),
        (["list", "old.facts", "--smp", "0"], 2, "--smp: invalid number value: '0'"),
        (["list", "old.facts", "--format", "xml"], 2, "invalid choice: 'xml'"),
        (["list", "old.facts", "--forma", "json"], 2, "unrecognized arguments: --forma"),
        (["list", "old.facts", "--cpu", "cortex-a5"], 2, "no facts of CPU 'cortex-a5'"),
        (["list", "old.facts", "--machine", "vrt"], 2, "no facts of machine 'vrt'"),
        (["list", "old.facts", "--cpu", "cortex-a57", "--machine", "virt"], 2, "machine virt,secure=on"),
        (["list", "old.facts", "--arch", "arm"], 2, "use --arch aarch64"),
        (["list", "old.facts", "--register", "ISAR1"], 2, "near names: ID_AA64ISAR1_EL1"),
        (["list", "old.facts", "-o", "no/such/folder"], 2, "no/such/folder: cannot be written"),
        (["graph", "old.facts", "--place", "helper.c"], 2, "is no place: write file:line"),
        (["facts", "old.facts", "-o", "x.txt"], 2, "has `.facts` in its name"),
        (["list", "nowhere"], 3, "no such folder or archive: 'nowhere'"),
        (["list", "."], 3, "is not a QEMU source tree"),
        (["compare", "old.facts", "broken.facts"], 3, "broken.facts: not a facts file"),
    ],
)
def test_one_line(run: Run, arguments: list[str], code: int, message: str) -> None:
    Path("broken.facts").write_text("rubbish")
    outcome = run(*arguments)
    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err.startswith("cpregscan: error: ")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_control_characters_do_not_reach_the_terminal(run: Run) -> None:
    assert "\x1b" not in run("list", "old.facts", "--cpu", "\x1b[31m\n").err


def _fails(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: object) -> None:
        raise error

    monkeypatch.setattr(main_module, "_run", fail)


def test_an_internal_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fails(ValueError("first\nsecond"), monkeypatch)
    assert main(["list"]) == 3
    err = capsys.readouterr().err
    assert err.startswith("cpregscan: internal error, please report: ValueError: first")
    assert err.count("\n") == 1


def test_an_internal_error_is_told_in_full_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    _fails(ValueError("first"), monkeypatch)
    monkeypatch.setenv("CPREGSCAN_DEBUG", "1")
    with pytest.raises(ValueError, match="first"):
        main(["list"])


def test_an_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _fails(KeyboardInterrupt(), monkeypatch)
    assert main(["list"]) == 130
    assert capsys.readouterr().err == ""


def _cpregscan(*arguments: str, **settings: object) -> subprocess.Popen[bytes]:
    package = Path(main_module.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(package)}
    return subprocess.Popen([sys.executable, "-m", "cpregscan", *arguments], env=environment, **settings)  # type: ignore[call-overload, no-any-return]


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = _cpregscan("list", "old.facts", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.close()
    _, err = process.communicate()
    assert err == b""
    assert process.returncode == 141


def test_help_tells_the_exit_codes_and_imports_little() -> None:
    process = _cpregscan("--help", stdout=subprocess.PIPE)
    out, _ = process.communicate()
    assert b"1  findings at or above --fail-on" in out
    code = (
        "import sys, contextlib, cpregscan.cli.main as m\n"
        "with contextlib.suppress(SystemExit): m.main(['--help'])\n"
        "print(sorted({'networkx', 'tree_sitter', 'pycparser', 'json', 'subprocess', 'sqlite3'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(main_module.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("[]\n")
