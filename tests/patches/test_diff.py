"""Reading diffs: the numbers of lines, and git's extended headers."""

from __future__ import annotations

import pytest

from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import FilePatch
from tests.patches.sample import file, patch

TWO_HUNKS = """\
Some words first.
diff --git a/x.c b/x.c
index 1234567..89abcde 100644
--- a/x.c
+++ b/x.c
@@ -2,3 +2,4 @@ int heading(void)
 two
-three
+drei
+und
 four
@@ -20 +21,0 @@
-last
\\ No newline at end of file
"""


def test_every_line_knows_where_it_stands() -> None:
    first, second = file(TWO_HUNKS).hunks
    assert [(line.kind, line.text, line.line, line.old, line.new) for line in first.lines] == [
        (" ", b"two", 7, 2, 2),
        ("-", b"three", 8, 3, None),
        ("+", b"drei", 9, None, 3),
        ("+", b"und", 10, None, 4),
        (" ", b"four", 11, 4, 5),
    ]
    assert [(line.line, line.old, line.content) for line in second.lines] == [(13, 20, b"last")]
    assert (second.line, second.old_first, second.new_first) == (12, 20, 22)


def test_index_line() -> None:
    changed = file(TWO_HUNKS)
    assert (changed.line, changed.old_id, changed.new_id, changed.new_mode) == (
        2,
        "1234567",
        "89abcde",
        "100644",
    )


def header(text: str) -> FilePatch:
    """A file's changes without hunks."""
    return file(text)


def test_rename_without_change() -> None:
    moved = header(
        "diff --git a/old.c b/sub/new.c\nsimilarity index 100%\nrename from old.c\nrename to sub/new.c\n"
    )
    assert (moved.old_path, moved.new_path, moved.moved, moved.copied) == ("old.c", "sub/new.c", True, False)


def test_copy() -> None:
    copied = header("diff --git a/a.c b/b.c\nsimilarity index 100%\ncopy from a.c\ncopy to b.c\n")
    assert copied.copied
    assert copied.moved


def test_mode_change_and_empty_files() -> None:
    assert header("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n").new_mode == "100755"
    made = header("diff --git a/x b/x\nnew file mode 100644\nindex 0000000..e69de29\n")
    assert (made.old_path, made.new_path) == (None, "x")
    gone = header("diff --git a/x b/x\ndeleted file mode 100644\nindex e69de29..0000000\n")
    assert (gone.old_path, gone.new_path, gone.path) == ("x", None, "x")


@pytest.mark.parametrize(
    ("names", "path"),
    [
        ('"a/t\\303\\251\\ta\\"b.c" "b/t\\303\\251\\ta\\"b.c"', 'té\ta"b.c'),
        ("a/with space.c b/with space.c", "with space.c"),
        ("a/x b/x b/x b/x", "x b/x"),
        ("i/x.c w/x.c", "x.c"),
        ("target/arm/x.c target/arm/x.c", "target/arm/x.c"),
    ],
)
def test_odd_names(names: str, path: str) -> None:
    assert header(f"diff --git {names}\nold mode 100644\nnew mode 100755\n").path == path


def test_names_with_a_time() -> None:
    changed = file(
        "--- qemu.orig/a b.c\t2025-01-01 00:00:00\n+++ qemu/a b.c\t2025-01-02\n@@ -1 +1 @@\n-a\n+b\n"
    )
    assert changed.path == "a b.c"


def test_backup_as_the_old_file() -> None:
    changed = file("--- x.c.orig\n+++ x.c\n@@ -1 +1 @@\n-a\n+b\n")
    assert (changed.old_path, changed.new_path) == ("x.c", "x.c")


def test_new_file_of_diff_n() -> None:
    made = file("--- old/x.c\t1970-01-01\n+++ new/x.c\t2025-01-02\n@@ -0,0 +1 @@\n+b\n")
    assert made.old_path is None


def test_text_that_only_looks_like_a_diff() -> None:
    text = "--- a heading\n\n+++ and another\n\n"
    assert [one.path for one in patch(text + TWO_HUNKS).files] == ["x.c"]


HEADER = "--- a/x.c\n+++ b/x.c\n"


@pytest.mark.parametrize(
    ("diff", "line", "message"),
    [
        (HEADER + "@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n+drei\n", 7, "counts of the hunk lie"),
        (HEADER + "@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n\n+drei\n", 8, "counts of the hunk lie"),
        (HEADER + "@@ -1,2 +1,2 @@\n one\n-two\n", 5, "cut off"),
        (HEADER + "@@ -1,2 +1,2 @@\n one\n-two", 5, "cut off"),
        (HEADER + "@@ -1,2 +1,2 @@\n one\ntwo\n", 5, "wrapped"),
        (HEADER + "@@ -1,x +1,2 @@\n one\n", 3, "can be read"),
        (HEADER + "@@ -0,2 +1,2 @@\n one\n", 3, "before the first"),
        (HEADER + "@@ -1,2 +1 @@\n one\n\\ No newline at end of file\n-two\n", 3, "ends the file"),
        ("diff --git a/x b/x\n", 1, "does not go on"),
        ("--- a/x.c\n+++ b/y.c\n@@ -1 +1 @@\n-a\n+b\n", 1, "names two files"),
        ("diff --git a/x b/y\nold mode 100644\nnew mode 100755\n", 1, "which file"),
        ("diff --git a/x b/x\n--- a/x\n+++ b/x\n", 1, "no hunk"),
        (
            "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
            1,
            "old one",
        ),
        ("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n", 2, "a tree"),
        ('diff --git a/x b/x\nGIT binary patch\nliteral 3\nA"""""\n\n', 4, "binary"),
    ],
)
def test_a_broken_diff_is_refused_at_its_line(diff: str, line: int, message: str) -> None:
    with pytest.raises(PatchError, match=message) as raised:
        patch(diff)
    assert str(raised.value.place) == f"a.diff:{line}"
