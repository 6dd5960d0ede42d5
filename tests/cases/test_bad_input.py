"""Broken trees and wishes that cannot be met, through the real command line: one clear line, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cases.trees import Changes, base_files, write_tree
from tests.cli.conftest import Run
from tests.realtrees import CHECKOUT
from tests.trees.sample import make_archive

USAGE, NOT_ANALYSED = 2, 3
SECONDS = 60
"""No input may keep the program longer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    code: int
    out: str
    err: str


def own_process(*arguments: str) -> Outcome:
    """Runs the program as a user does, in a process of its own, and not for long."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "cpregscan", *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def assert_one_line(run: Callable[..., Any], arguments: Sequence[str], code: int, *words: str) -> None:
    """The program ends with the code, prints nothing, and says one line with these words on standard error."""
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (code, ""), outcome.err
    assert outcome.err.startswith("cpregscan: error: ")
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    for word in words:
        assert word in outcome.err


def changed(path: str, old: str, new: str) -> Changes:
    """A file of the base tree with a text replaced."""
    text = base_files()[path].decode()
    assert text.count(old) == 1
    return {path: text.replace(old, new).encode()}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cpu", "tiny-v88"], ["no CPU model 'tiny-v88'", "tiny-v8"]),
        (["--cpu", "host"], ["'host'", "cannot be had from source"]),
        (["--machine", "vrit"], ["no machine 'vrit'", "virt"]),
        (["--machine", "virt-2.0"], ["no machine 'virt-2.0'", "virt-1.0"]),
        (["--machine", "virt,secur=on"], ["no option 'secur'", "secure"]),
        (["--machine", "none,secure=on"], ["'none' takes no option 'secure'"]),
        (["--cpu", ","], ["names nothing"]),
        (["--cpu", "tiny-v8,=on"], ["property without a name"]),
    ],
)
def test_wishes_that_the_tree_cannot_meet(
    run: Run, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    write_tree(tmp_path / "tree", {})
    assert_one_line(run, ["list", "tree", *arguments], USAGE, *words)


@pytest.mark.parametrize(
    ("cpu", "words"),
    [
        ("tiny-v8,sve=off", ["sve"]),
        ("tiny-v8,has_el33=off", ["has_el33"]),
        ("tiny-v8,has_el3=perhaps", ["has_el3", "'on' or 'off'"]),
        ("tiny-v8,counter-hz=much", ["counter-hz"]),
    ],
)
def test_properties_that_qemu_refuses(run: Run, tmp_path: Path, cpu: str, words: list[str]) -> None:
    write_tree(tmp_path / "tree", {})
    outcome = run("list", "tree", "--cpu", cpu)
    assert outcome.code in (0, USAGE)
    for word in words:
        assert word in outcome.out + outcome.err


def test_a_folder_that_is_no_qemu_tree(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, "tree", "is not a QEMU source tree")


@pytest.mark.parametrize("path", ["VERSION", "target/arm/helper.c", "target/arm/machine.c", "hw/arm/virt.c"])
def test_half_a_tree(run: Run, tmp_path: Path, path: str) -> None:
    write_tree(tmp_path / "tree", {path: None})
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, "only a part of a QEMU source tree", path)


def test_a_tree_without_a_header(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {"target/arm/cpregs.h": None})
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, "target/arm/", ".c:", "'struct ARMCPRegInfo'")


@pytest.mark.parametrize("name", ["a.tar.xz", "a.tar.gz"])
def test_an_archive_cut_short(run: Run, tmp_path: Path, name: str) -> None:
    archive = make_archive(tmp_path / name, base_files())
    content = archive.read_bytes()
    archive.write_bytes(content[: len(content) // 2])
    assert_one_line(run, ["list", name], NOT_ANALYSED, name)


RUBBISH = bytes((number * 167 + number // 251) % 256 for number in range(5000))


@pytest.mark.parametrize("path", ["target/arm/cpu.h", "target/arm/models.c", "target/arm/v8_regs.c"])
def test_binary_rubbish_in_c_source(run: Run, tmp_path: Path, path: str) -> None:
    write_tree(tmp_path / "tree", {path: base_files()[path] + RUBBISH})
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, f"{path}:", "NUL byte")


@pytest.mark.parametrize("path", ["target/arm/helper.c", "target/arm/cpu.c", "target/arm/v8_regs.c"])
def test_binary_rubbish_for_c_source(run: Run, tmp_path: Path, path: str) -> None:
    write_tree(tmp_path / "tree", {path: RUBBISH})
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (".crn = 15, .crm = 0,", ".crn = 15 .crm = 0,"),
        (".fieldoffset = SYS(scratch[1]) },", ".fieldoffset = SYS(scratch[1) },"),
        ('.name = "SCRATCH_EL1"', '.nmae = "SCRATCH_EL1"'),
        ("SYS(scratch[1])", "SYS(scrtach[1])"),
        ("static const ARMCPRegInfo sve_reginfo[] = {", "static const ARMCPRegInfo sve_reginfo[] = "),
    ],
)
def test_a_table_that_makes_no_sense(run: Run, tmp_path: Path, old: str, new: str) -> None:
    write_tree(tmp_path / "tree", changed("target/arm/v8_regs.c", old, new))
    assert_one_line(run, ["list", "tree"], NOT_ANALYSED, "target/arm/v8_regs.c:")


def test_a_name_that_nothing_declares_is_undecided(run: Run, tmp_path: Path) -> None:
    change = changed("target/arm/v8_regs.c", '.name = "SCRATCH_EL1"', ".name = SCRATCH_EL1")
    write_tree(tmp_path / "tree", change)
    output = run("list", "tree").out
    assert "'SCRATCH_EL1' is not defined" in output
    assert ", 0 undecided places" not in output


REALIZE = "    arm_cpu_finalize_features(cpu);\n"
RUNAWAYS = {
    "endless-loop": "for (;;) { cpu->midr++; }",
    "endless-goto": "again: cpu->midr++; goto again;",
    "endless-recursion": "arm_cpu_realizefn(dev, errp);",
    "huge-allocation": "cpu->cpreg_indexes = g_new(uint64_t, 1UL << 40);",
    "huge-malloc": "cpu->cpreg_indexes = g_malloc(1UL << 50);",
    "huge-array": "uint64_t words[1UL << 40]; words[0] = cpu->midr; cpu->midr = words[0];",
    "growing-text": 'const char *t = "x"; for (;;) { t = g_strdup_printf("%s%s", t, t); }',
    "huge-width": 'cpu->midr = strlen(g_strdup_printf("%*d", 2000000000, 1));',
    "null-pointer": "cpu = NULL; cpu->midr = 1;",
    "assertion": "assert(cpu->midr == 0);",
    "abort": "abort();",
    "division": "cpu->midr = 1 / (cpu->midr - cpu->midr);",
    "far-out-of-bounds": "cpu->env.sys.scratch[1000000000] = 1;",
    "hoarding": "for (;;) { cpu->cpreg_indexes = g_new0(uint64_t, 100000); }",
}
"""What stands in realize of a hostile tree."""


@pytest.mark.parametrize("name", RUNAWAYS)
def test_code_that_must_not_run_on(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path / "tree", changed("target/arm/cpu.c", REALIZE, f"{REALIZE}    {RUNAWAYS[name]}\n"))
    assert_one_line(own_process, ["list", "tree", "--cpu", "tiny-v8"], NOT_ANALYSED, "target/arm/cpu.")


def test_code_that_exits_is_a_refusal(run: Run, tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", changed("target/arm/cpu.c", REALIZE, f"{REALIZE}    exit(7);\n"))
    outcome = run("list", "tree", "--cpu", "tiny-v8")
    assert (outcome.code, outcome.err) == (0, "")
    assert "exit status 7" in outcome.out
