"""Patches over trees: what fits, what is told, what is refused."""

from __future__ import annotations

import pytest

from cpregscan.patches.applying import AppliedPatch, DoesNotApply, apply_patch
from tests.patches.sample import MemoryTree, patch

NUMBERS = b"".join(b"%d\n" % number for number in range(1, 31))
TEN = """\
--- a/x.c
+++ b/x.c
@@ -8,5 +8,5 @@
 8
 9
-10
+ten
 11
 12
"""


def apply(diff: str | bytes, files: dict[str, bytes], *, charset: str = "utf-8") -> AppliedPatch:
    """A diff over files."""
    return apply_patch(patch(diff, charset=charset), MemoryTree(files))


def test_exact() -> None:
    result = apply(TEN, {"x.c": NUMBERS})
    assert result.changes == {"x.c": NUMBERS.replace(b"\n10\n", b"\nten\n")}
    assert result.notes == ()


def test_offset_is_told_and_counted() -> None:
    result = apply(TEN, {"x.c": b"new\nlines\n" + NUMBERS})
    assert result.notes == ("patch: x.c hunk 1 applies at an offset of 2 lines",)
    (placed,) = result.files[0].placed
    assert [(placed.old_line(line), placed.new_line(line)) for line in placed.hunk.lines[2:4]] == [
        (12, None),
        (None, 12),
    ]


def test_fuzz_keeps_the_context_of_the_file() -> None:
    changed = NUMBERS.replace(b"\n8\n", b"\neight\n").replace(b"\n12\n", b"\ntwelve\n")
    result = apply(TEN, {"x.c": changed})
    assert result.changes["x.c"] == changed.replace(b"\n10\n", b"\nten\n")
    assert result.notes == ("patch: x.c hunk 1 applies with fuzz 1",)


def test_the_nearest_of_several_places() -> None:
    block = b"8\n9\n10\n11\n12\n"
    content = block + b"x\n" * 4 + block + b"x\n" * 20 + block
    result = apply(TEN, {"x.c": content})
    assert result.files[0].placed[0].offset == 2


def test_no_place_is_an_error_and_changes_nothing() -> None:
    with pytest.raises(DoesNotApply, match=r"hunk 1 of x\.c does not apply to memory$") as raised:
        apply(TEN, {"x.c": NUMBERS.replace(b"\n10\n", b"\n10 \nand\n")})
    assert str(raised.value.place) == "a.diff:3"


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (NUMBERS.replace(b"\n10\n", b"\nten\n"), "applied already"),
        (NUMBERS.replace(b"\n10\n", b"\n\t10\n"), "only white space differs"),
    ],
)
def test_why_it_does_not_fit(content: bytes, hint: str) -> None:
    with pytest.raises(DoesNotApply, match=hint):
        apply(TEN, {"x.c": content})


def test_a_hunk_of_the_start_fits_only_there() -> None:
    diff = "--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"
    assert apply(diff, {"x.c": NUMBERS}).changes["x.c"] == b"0\n" + NUMBERS
    with pytest.raises(DoesNotApply):
        apply(diff, {"x.c": b"new\n" + NUMBERS})


def test_last_line_without_newline() -> None:
    diff = (
        "--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n 1\n-2\n"
        "\\ No newline at end of file\n+two\n\\ No newline at end of file\n"
    )
    assert apply(diff, {"x.c": b"1\n2"}).changes == {"x.c": b"1\ntwo"}
    with pytest.raises(DoesNotApply):
        apply(diff, {"x.c": b"1\n2\n"})


def test_carriage_returns_of_a_file_stay() -> None:
    diff = b"diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+two\r\n"
    assert apply(diff, {"x.c": b"1\r\n2\r\n"}).changes == {"x.c": b"1\r\ntwo\r\n"}


def test_text_turned_into_latin_1() -> None:
    diff = "--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n ä\n-2\n+zwö\n".encode("latin-1")
    result = apply(diff, {"x.c": "ä\n2\n".encode()}, charset="iso-8859-1")
    assert result.changes == {"x.c": "ä\nzwö\n".encode()}
    assert "fits as UTF-8" in result.notes[0]


def test_rename_with_change() -> None:
    diff = "diff --git a/x.c b/y.c\nsimilarity index 90%\nrename from x.c\nrename to y.c\n" + TEN.replace(
        "b/x.c", "b/y.c"
    )
    result = apply(diff, {"x.c": NUMBERS})
    assert result.changes == {"x.c": None, "y.c": NUMBERS.replace(b"\n10\n", b"\nten\n")}
    assert result.touched == {"x.c", "y.c"}


def test_two_files_change_places() -> None:
    one = "diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"
    other = "diff --git a/y.c b/x.c\nsimilarity index 100%\nrename from y.c\nrename to x.c\n"
    assert apply(one + other, {"x.c": b"x", "y.c": b"y"}).changes == {"x.c": b"y", "y.c": b"x"}


def test_copy_is_of_the_file_before_the_patch() -> None:
    diff = TEN + "diff --git a/x.c b/y.c\nsimilarity index 100%\ncopy from x.c\ncopy to y.c\n"
    result = apply(diff, {"x.c": NUMBERS})
    assert result.changes["y.c"] == NUMBERS != result.changes["x.c"]


def test_mode_change_touches_nothing() -> None:
    result = apply("diff --git a/x.c b/x.c\nold mode 100644\nnew mode 100755\n", {"x.c": b"x"})
    assert result.touched == frozenset()


def test_files_that_trees_do_not_show_are_passed_over() -> None:
    result = apply(TEN.replace("x.c", "docs/x.rst"), {})
    assert (result.changes, result.files) == ({}, ())


@pytest.mark.parametrize("name", ["a/target/arm/x.c", "arm/x.c", "qemu/qemu/target/arm/x.c"])
def test_a_file_by_another_name_is_not_passed_over(name: str) -> None:
    diff = TEN.replace("a/x.c", name).replace("b/x.c", name)
    with pytest.raises(DoesNotApply, match=r"is target/arm/x\.c by another name"):
        apply(diff, {"target/arm/x.c": NUMBERS})
    assert apply(diff, {"target/arm/x.c": b"other\n"}).touched == frozenset()


def test_a_file_moved_in_from_outside() -> None:
    diff = "diff --git a/hw/net/x.c b/hw/arm/x.c\nsimilarity index 100%\nrename from hw/net/x.c\nrename to hw/arm/x.c\n"
    result = apply_patch(patch(diff), MemoryTree({}), {"hw/net/x.c": b"net"}.get)
    assert result.changes == {"hw/arm/x.c": b"net"}
    with pytest.raises(DoesNotApply, match="not there"):
        apply_patch(patch(diff), MemoryTree({}))


def test_result_that_is_not_the_announced_one_is_told() -> None:
    diff = (
        "diff --git a/x.c b/x.c\nindex 0cfbf08..1234567 100644\n--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-2\n+3\n"
    )
    (note,) = apply(diff, {"x.c": b"2\n"}).notes
    assert "does not become blob 1234567" in note


def test_submodules_are_left_alone() -> None:
    diff = (
        "diff --git a/dtc b/dtc\nindex 1111111..2222222 160000\n--- a/dtc\n+++ b/dtc\n"
        "@@ -1 +1 @@\n-Subproject commit 1111111\n+Subproject commit 2222222\n"
    )
    result = apply(diff, {})
    assert result.touched == frozenset()
    assert len(result.notes) == 1


def test_the_second_file_fails_so_nothing_applies() -> None:
    with pytest.raises(DoesNotApply, match=r"y\.c"):
        apply(TEN + TEN.replace("x.c", "y.c"), {"x.c": NUMBERS, "y.c": b"other\n"})
