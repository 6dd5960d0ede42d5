"""A series patch by patch, and the way back from a place to the line of a mail."""

from __future__ import annotations

from cpregscan.errors import Place
from cpregscan.patches.linemap import LineMap
from cpregscan.patches.model import Series
from cpregscan.patches.steps import AppliedSeries, Origin, apply_series, steps
from tests.cases.trees import base_tree
from tests.patches.sample import MemoryTree, patch, series

OLD = b"1\n2\n3\n4\n5\n6\n7\n8\n9\n"
FIRST = "--- a/x.c\n+++ b/x.c\n@@ -1,4 +1,5 @@\n 1\n 2\n+new\n 3\n 4\n"
SECOND = (
    "diff --git a/x.c b/y.c\nrename from x.c\nrename to y.c\n--- a/x.c\n+++ b/y.c\n"
    "@@ -1,4 +1,4 @@\n-1\n+one\n 2\n new\n 3\n@@ -8,3 +8,2 @@\n 7\n-8\n 9\n"
)


def both() -> AppliedSeries:
    """Two patches, the second of which renames the file."""
    return apply_series(Series("a", (patch(FIRST), patch(SECOND))), MemoryTree({"x.c": OLD}))


def found(origin: Origin | None) -> tuple[int, bytes, bool] | None:
    """What an origin says, in short."""
    return None if origin is None else (origin.step, origin.line.text, origin.exact)


def test_trees_before_and_after() -> None:
    base = base_tree()
    first, second = steps(series("applies/series.mbox"), base)
    assert first.before is base
    assert [*first.touched, *second.touched] == ["target/arm/v8_regs.c", "target/arm/timer_regs.c"]
    assert second.before is first.after
    assert first.after.blob("target/arm/timer_regs.c") == base.blob("target/arm/timer_regs.c")
    assert b"SCRATCH2_EL1" in (second.after.read("target/arm/v8_regs.c") or b"")
    assert (first.after.name, second.after.name) == ("base with patch 1", "base with patches 1-2")


def test_nothing_to_apply() -> None:
    base = base_tree()
    empty = apply_series(Series("none", ()), base)
    assert empty.before is empty.after is base
    assert empty.touched == frozenset()


def test_added_lines_through_later_patches() -> None:
    done = both()
    assert done.after.read("y.c") == b"one\n2\nnew\n3\n4\n5\n6\n7\n9\n"
    assert found(done.origin_of_new(Place("y.c", 1))) == (1, b"one", True)
    assert found(done.origin_of_new(Place("y.c", 3))) == (0, b"new", True)
    assert found(done.origin_of_new(Place("y.c", 7))) is None
    assert found(done.origin_of_new(Place("x.c", 3), step=0)) == (0, b"new", True)
    assert found(done.origin_of_new(Place("x.c", 1), step=0)) is None


def test_removed_lines_through_earlier_patches() -> None:
    done = both()
    assert found(done.origin_of_old(Place("x.c", 8))) == (1, b"8", True)
    assert found(done.origin_of_old(Place("x.c", 9), step=1)) == (1, b"8", True)
    assert found(done.origin_of_old(Place("x.c", 9))) is None


def test_nearest_line() -> None:
    done = both()
    assert found(done.nearest_to_new(Place("y.c", 6), 1)) == (1, b"8", False)
    assert found(done.nearest_to_new(Place("y.c", 1), 1)) == (1, b"one", True)
    assert found(done.nearest_to_old(Place("x.c", 9), 1)) == (1, b"8", True)
    assert done.nearest_to_new(Place("z.c", 1), 1) is None


def test_place_in_the_mail() -> None:
    done = apply_series(series("applies/series.mbox"), base_tree())
    number = (
        (done.after.read("target/arm/v8_regs.c") or b"")
        .split(b"\n")
        .index(b'    { .name = "SCRATCH2_EL1", .state = ARM_CP_STATE_AA64,')
    )
    origin = done.origin_of_new(Place("target/arm/v8_regs.c", number + 1))
    assert origin is not None and origin.patch.number == 1
    assert origin.patch.mail.text(origin.line.line).startswith('+    { .name = "SCRATCH2_EL1"')
    assert origin.mail_place.path == "applies/series.mbox"


def test_lines_before_and_after_are_inverse() -> None:
    done = both()
    (change,) = done.steps[1].applied.files
    map_ = LineMap(change)
    assert [map_.before(line) for line in range(1, 10)] == [None, 2, 3, 4, 5, 6, 7, 8, 10]
    assert [map_.after(line) for line in range(1, 11)] == [None, 2, 3, 4, 5, 6, 7, 8, None, 9]
