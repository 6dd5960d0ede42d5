"""Patches to a kernel: what they do to the list, on their own lines."""

from __future__ import annotations

import json
from difflib import unified_diff
from pathlib import Path

import pytest

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.main import main
from cpregscan.kvm.shape import KERNEL, open_kernel
from cpregscan.patches.applying import DoesNotApply
from cpregscan.patches.series import read_series
from cpregscan.patches.steps import AppliedSeries, apply_series
from tests.kvm.trees import BASE, HOST, TABLE, Edit, edited

_FOO = "{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, 5 },"
_HIDDEN = _FOO.replace(" 5 }", " 5, .visibility = wide_visibility }")
HIDING = (TABLE, _FOO, _HIDDEN)
DROPPING = (TABLE, "\tKEY_PAIR(),\n", "")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own."""
    monkeypatch.setenv("CPREGSCAN_CACHE", str(tmp_path / "cache"))


def diff(*edits: Edit) -> str:
    """The edits of the base as a diff of git."""
    base, after = open_kernel(str(BASE)), edited(*edits)
    texts = []
    for path in dict.fromkeys(path for path, _, _ in edits):
        old, new = ((tree.read(path) or b"").decode().splitlines(keepends=True) for tree in (base, after))
        lines = unified_diff(old, new, f"a/{path}", f"b/{path}")
        texts.append("".join((f"diff --git a/{path} b/{path}\n", *lines)))
    return "".join(texts)


def applied(text: str) -> AppliedSeries:
    return apply_series(read_series(text.encode(), "a.patch"), open_kernel(str(BASE)), scope=KERNEL)


def lint(tmp_path: Path, text: str, *arguments: str) -> int:
    (tmp_path / "a.patch").write_text(text)
    return main(["kvm", "lint", str(tmp_path / "a.patch"), "--base", str(BASE), *arguments])


def test_the_files_that_are_read_change_and_no_others() -> None:
    other = (
        "diff --git a/drivers/x.c b/drivers/x.c\n--- a/drivers/x.c\n+++ b/drivers/x.c\n@@ -1 +1 @@\n-a\n+b\n"
    )
    series = applied(diff(HIDING) + other)
    assert series.touched == {TABLE}
    assert series.after.read(TABLE) == edited(HIDING).read(TABLE)
    assert series.before.read(TABLE) == open_kernel(str(BASE)).read(TABLE)


def test_copies_of_headers_are_no_headers_by_another_name() -> None:
    """What stands below tools/ is brought in line with the kernel's own header now and then."""
    edit = (HOST, "unsigned long flags", "u64 flags")
    copied = diff(edit).replace(HOST, f"tools/{HOST}")
    assert applied(copied).touched == set()
    with pytest.raises(DoesNotApply, match=f"is {HOST} by another name"):
        applied(diff(edit).replace(HOST, f"linux/{HOST}"))


def test_files_that_come_go_and_move() -> None:
    folder = TABLE.rpartition("/")[0]
    series = applied(
        f"diff --git a/{folder}/new.h b/{folder}/new.h\nnew file mode 100644\n--- /dev/null\n+++ b/{folder}/new.h\n"
        "@@ -0,0 +1 @@\n+/* new */\n"
        f"diff --git a/{folder}/guest.c b/{folder}/visitor.c\nsimilarity index 100%\n"
        f"rename from {folder}/guest.c\nrename to {folder}/visitor.c\n"
    )
    assert series.after.read(f"{folder}/new.h") == b"/* new */\n"
    assert series.after.read(f"{folder}/guest.c") is None
    assert series.after.read(f"{folder}/visitor.c") == series.before.read(f"{folder}/guest.c")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (diff(HIDING).replace("FOO_EL1, 5", "FOO_EL1, 6"), "hunk 1 of .*sys_regs.c does not apply to"),
        (
            diff(HIDING).replace("sys_regs.c", "gone.c"),
            "gone.c is not there: .* has no .*gone.c",
        ),
    ],
)
def test_what_does_not_apply(text: str, message: str) -> None:
    with pytest.raises(DoesNotApply, match=message):
        applied(text)


def test_a_finding_stands_on_the_line_of_the_patch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(tmp_path, diff(HIDING), "--host", "n1-like", "--format", "json") == ExitCode.FINDINGS
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["rule"] == "kvm-condition-changed"
    site = finding["sites"][0]
    assert (site["path"], site["line"], site["text"]) == (TABLE, 77, f"+ {_HIDDEN}")
    assert site["label"].startswith("patch, ")


def test_a_removed_line_stands_where_the_next_one_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint(tmp_path, diff(DROPPING), "--format", "checkpatch")
    told = capsys.readouterr()
    number = next(at for at, line in enumerate(diff(DROPPING).splitlines(), 1) if line == "-\tKEY_PAIR(),")
    assert told.out.startswith(
        f"{tmp_path / 'a.patch'}:{number}: WARNING: S3_0_C2_C1_0 and S3_0_C2_C1_1 are lost"
    )
    assert told.err == ""


def test_a_condition_stands_on_the_nearest_line_that_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit = (TABLE, "return vcpu_has_ptrauth(vcpu) ? 0 : REG_HIDDEN;", "return REG_HIDDEN;")
    lint(tmp_path, diff(edit), "--format", "json")
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["sites"][0]["text"] == "+ return REG_HIDDEN;"


def test_what_another_file_decides_stands_on_its_changed_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feature = "kvm_has_feat(kvm, ID_FOO_EL1, WIDE, IMP)"
    lint(tmp_path, diff((HOST, feature, f"!{feature}")), "--vm", "el2=on", "--format", "json")
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [finding["sites"][0]["path"] for finding in findings] == [HOST, HOST]


def test_what_changes_no_list_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit = (TABLE, "/* Trapped, and neither saved nor read by user space. */", "/* Trapped. */")
    assert lint(tmp_path, diff(edit), "--format", "terse") == ExitCode.CLEAN
    assert capsys.readouterr().out == ""


def test_what_a_later_patch_mends_is_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What one patch takes and the next gives back is nothing but for those who bisect."""
    back = diff(DROPPING).replace("\n-\tKEY", "\n+\tKEY").replace(",7 +", ",6 +").replace(",6 @@", ",7 @@")
    mails = [
        f"From: A <a@b>\nSubject: [PATCH {number}/2] x\nMessage-ID: <{number}@b>\n\n---\n{text}\n"
        for number, text in ((1, diff(DROPPING)), (2, back))
    ]
    for number, mail in enumerate(mails, 1):
        (tmp_path / f"{number}.patch").write_text(mail)
    paths = [str(tmp_path / f"{number}.patch") for number in (1, 2)]
    lint_both = ["kvm", "lint", *paths, "--base", str(BASE), "--format", "json"]
    assert main([*lint_both, "--fail-on", "warning"]) == ExitCode.CLEAN
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["level"], finding["sites"][0]["text"]) == ("note", "- KEY_PAIR(),")
    assert finding["message"].startswith(
        "between patches 1 and 2 only: S3_0_C2_C1_0 and S3_0_C2_C1_1 are lost"
    )
    assert [site["text"] for site in finding["sites"][1:]] == ["KEY_PAIR(),"]


def test_mistakes_are_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kvm", "lint", str(tmp_path / "none"), "--base", str(BASE)]) == ExitCode.USAGE
    assert lint(tmp_path, "nothing\n") == ExitCode.NOT_ANALYSED
    assert lint(tmp_path, diff(HIDING).replace("FOO_EL1, 5", "FOO_EL1, 6")) == ExitCode.NOT_ANALYSED
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert "none: is neither a file nor a range of commits" in lines[0]
    assert "does not apply" in lines[2]
