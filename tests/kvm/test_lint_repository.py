"""`kvm lint` in a repository: ranges, the index, the work tree, mails; and `lint`, which knows a kernel."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from cpregscan.cli.kvmserieslists import SeriesLists
from cpregscan.cli.main import main
from cpregscan.kvm.shape import KERNEL
from cpregscan.kvm.stored import StoredLists
from cpregscan.patches.ranges import apply_range
from tests.cases.trees import BASE as QEMU
from tests.kvm.conftest import Repository
from tests.kvm.trees import BASE, GUEST, HOST, TABLE, Edit
from tests.trees.sample import commit_all, git, make_archive

DROPPING: Edit = (TABLE, "\tKEY_PAIR(),\n", "")
RETURNING: Edit = (TABLE, "FOO_EL1, 5 },\n", "FOO_EL1, 5 },\n\tKEY_PAIR(),\n")
HIDING: Edit = (TABLE, "FOO_EL1, 5 }", "FOO_EL1, 5, .visibility = wide_visibility }")
UNNUMBERED: Edit = (HOST, "\t__INVALID_SYSREG__,\n", "")
RETITLED: Edit = (TABLE, "/* The table", "/* A table")
UNCOUNTED: Edit = (TABLE, "COUNT_EL0), .get_user = get_any }", "COUNT_EL0) }")
COMMENT: Edit = (GUEST, "/*", "/* Once more: */ /*")
LOST_KEYS = "S3_0_C2_C1_0 and S3_0_C2_C1_1 are lost going forward if pauth [kvm-register-lost]"
LOST_FOO = "FOO_EL1 is lost going forward unless ID_FOO_EL1.WIDE>=IMP [kvm-condition-changed]"


def terse(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The findings as lines."""
    main([*arguments, "--format", "terse"])
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def series(repository: Repository) -> Repository:
    """Four commits: keys go, what nobody reads changes, the keys come back, and a register is hidden."""
    repository.commit(DROPPING)
    (repository.folder / "README").write_text("read me\n")
    repository.commit()
    repository.commit(RETURNING)
    repository.commit(HIDING)
    return repository


def test_each_patch_of_a_range_and_the_whole(series: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    number = 77 + 1
    assert terse(capsys, "kvm", "lint", "master..topic") == [
        f"{TABLE}:77: ERROR: {LOST_FOO}",
        f"{TABLE}:{number}: NOTE: between patches 1 and 3 only: {LOST_KEYS}",
    ]
    assert terse(capsys, "kvm", "lint", "master..topic~2") == [f"{TABLE}:{number}: WARNING: {LOST_KEYS}"]


def test_plain_lint_says_the_same(series: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    main(["kvm", "lint", "master..topic"])
    expected = capsys.readouterr()
    assert main(["lint", "master..topic"]) == 1
    assert capsys.readouterr() == expected
    assert "HEAD" not in expected.out and "error[kvm-condition-changed]" in expected.out


def test_lines_are_those_of_the_patchs_own_trees(
    series: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["kvm", "lint", "master..topic", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    mended = [site["text"] for one in found if one["level"] == "note" for site in one["sites"]]
    assert mended == ["- KEY_PAIR(),", "KEY_PAIR(),"]


def test_equal_trees_are_listed_once(series: Repository) -> None:
    applied = apply_range("master..topic", str(series.folder), scope=KERNEL)
    found = SeriesLists(applied, StoredLists(None, "", ""))
    assert len(found.all) == 3
    assert found.before(0).registers == found.after(2).registers
    assert found.after(1).tree.endswith("with patches 1-2")
    applied.close()


def test_commits_on_both_sides_of_a_merge(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit(DROPPING)
    repository.git("checkout", "-q", "-b", "side", "master")
    repository.commit(UNCOUNTED)
    repository.git("merge", "-q", "-m", "merge", "topic")
    found = terse(capsys, "kvm", "lint", "master..HEAD")
    assert [line.partition(": ")[2] for line in found] == [
        "ERROR: TIMER_CNT is lost going forward [kvm-register-lost]",
        f"WARNING: {LOST_KEYS}",
    ]


def test_a_line_with_code_comes_before_brackets(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a condition goes, what is left of the entry on the new side says nothing."""
    spread = (TABLE, "FOO_EL1, 5 },", "FOO_EL1, 5,\n\t  .visibility = wide_visibility },")
    repository.commit(spread)
    repository.edit((TABLE, "\t  .visibility = wide_visibility },", "\t},"))
    main(["kvm", "lint", "--worktree", "--format", "json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["sites"][0]["text"] == "- .visibility = wide_visibility },"


@pytest.mark.parametrize("verb", [("lint",), ("kvm", "lint")])
def test_index_and_work_tree(
    verb: tuple[str, ...], repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.edit(HIDING)
    assert terse(capsys, *verb, "--staged") == []
    assert terse(capsys, *verb, "--worktree") == [f"{TABLE}:77: ERROR: {LOST_FOO}"]
    repository.git("add", "-A")
    assert terse(capsys, *verb, "--staged") == [f"{TABLE}:77: ERROR: {LOST_FOO}"]


@pytest.mark.parametrize("verb", [("lint",), ("kvm", "lint")])
def test_mails_of_commits_that_head_has(
    verb: tuple[str, ...],
    series: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As b4 gives them: not a word on standard error."""
    mail = series.mails(1)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail.encode())))
    assert main([*verb, "-", "--format", "checkpatch"]) == 1
    told = capsys.readouterr()
    number = next(at for at, line in enumerate(mail.splitlines(), 1) if line.startswith("+\t{ SYS_DESC"))
    assert (told.out, told.err) == (f"-:{number}: ERROR: {LOST_FOO}\n", "")


@pytest.mark.parametrize("change", ["comment", "not read", "nothing"])
def test_what_changes_no_list_prints_nothing(
    change: str, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    if change == "comment":
        repository.edit(COMMENT)
    elif change == "not read":
        (repository.folder / "arch/arm64/kvm/mmu.c").write_text("int mmu;\n")
    for verb in (("lint",), ("kvm", "lint")):
        assert main([*verb, "--worktree"]) == 0
        assert capsys.readouterr() == ("", "")
    assert main(["lint", "--worktree", "--format", "b4"]) == 0
    (check,) = json.loads(capsys.readouterr().out)
    assert check["status"] == "pass"


def test_a_profile_that_hides_all_is_told(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.edit(DROPPING)
    assert main(["kvm", "lint", "--worktree", "--vm", "pauth=off"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "the list changes, but for nobody under profile default: pauth=off, pmu=on" in told.err


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        ((HIDING,), {"added": 1, "diff-context": 1, "file": 1, "nofilter": 1}),
        ((UNNUMBERED, DROPPING), {"added": 1, "diff-context": 2, "file": 2, "nofilter": 2}),
        ((UNNUMBERED, RETITLED), {"added": 0, "diff-context": 0, "file": 1, "nofilter": 1}),
        ((UNNUMBERED,), {"added": 0, "diff-context": 0, "file": 0, "nofilter": 1}),
    ],
)
def test_filter_modes(
    edits: tuple[Edit, ...],
    found: dict[str, int],
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """FOO_EL1 is no longer listed if its number is 0, which no line says that has to do with its entry."""
    repository.edit(*edits)
    counted = {mode: len(terse(capsys, "kvm", "lint", "--worktree", "--filter-mode", mode)) for mode in found}
    assert counted == found


def test_a_kernel_has_no_use_for_options_of_qemu(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "--staged", "--cpu", "max"]) == 2
    assert capsys.readouterr().err == (
        "cpregscan: error: --cpu is for QEMU, and this is a kernel: see cpregscan kvm lint --help\n"
    )


def test_patches_that_are_for_the_other_project(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(HIDING)
    (tmp_path / "kernel.mbox").write_text(repository.mails(1))
    qemu = Path(shutil.copytree(QEMU, tmp_path / "qemu"))
    git(qemu, "init", "-q")
    commit_all(qemu)
    (qemu / "target/arm/v8_regs.c").write_text("\n")
    commit_all(qemu)
    (tmp_path / "qemu.mbox").write_text(git(qemu, "format-patch", "-1", "--stdout") + "\n")
    assert main(["lint", str(tmp_path / "kernel.mbox"), "--repo", str(qemu)]) == 2
    assert main(["lint", str(tmp_path / "qemu.mbox")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert "is for a Linux kernel, and HEAD is QEMU: run cpregscan kvm lint --base KERNEL" in told[0]
    assert "is for QEMU, and HEAD is a Linux kernel: run cpregscan lint --base QEMU" in told[1]


def test_a_folder_without_history(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(HIDING)
    (tmp_path / "one.mbox").write_text(repository.mails(1))
    found = terse(capsys, "lint", str(tmp_path / "one.mbox"), "--base", str(BASE))
    assert found == [f"{TABLE}:77: ERROR: {LOST_FOO}"]


def test_an_archive(repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is a kernel's where the user says so; else it is told what to run."""
    repository.commit(HIDING)
    (tmp_path / "one.mbox").write_text(repository.mails(1))
    files = {str(path.relative_to(BASE)): path.read_bytes() for path in BASE.rglob("*") if path.is_file()}
    archive = str(make_archive(tmp_path / "linux-9.1.7.tar.gz", files, "linux-9.1.7/"))
    assert terse(capsys, "kvm", "lint", str(tmp_path / "one.mbox"), "--base", archive) == [
        f"{TABLE}:77: ERROR: {LOST_FOO}"
    ]
    assert main(["lint", str(tmp_path / "one.mbox"), "--base", archive]) == 2
    assert capsys.readouterr().err.endswith("linux-9.1.7.tar.gz: is a Linux kernel: run cpregscan kvm lint\n")


def test_a_range_of_another_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qemu = Path(shutil.copytree(QEMU, tmp_path / "qemu"))
    git(qemu, "init", "-q")
    commit_all(qemu)
    assert main(["kvm", "lint", "HEAD..HEAD", "--repo", str(qemu)]) == 3
    assert "is not a Linux kernel tree with KVM for arm64" in capsys.readouterr().err
