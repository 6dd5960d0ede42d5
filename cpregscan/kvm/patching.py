"""A series laid over a kernel tree, in memory: the files that are read of it, and no others."""

from __future__ import annotations

from collections.abc import Mapping

from cpregscan.kvm.shape import KERNEL
from cpregscan.patches.applying import AppliedPatch, DoesNotApply, FileChange
from cpregscan.patches.model import FilePatch, Patch, Series
from cpregscan.patches.placing import Lines, PlacedHunk, patched, place_hunks
from cpregscan.patches.steps import AppliedSeries, Step
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.paths import shown
from cpregscan.trees.tree import Tree


def apply_to_kernel(series: Series, base: Tree) -> AppliedSeries:
    """Each patch over what the one before it leaves. Raises DoesNotApply if any hunk fits nowhere."""
    changes: dict[str, bytes | None] = {}
    steps: list[Step] = []
    before: Tree = base
    for patch in series.patches:
        applied = _applied(patch, before)
        changes |= applied.changes
        after = OverlayTree(base, changes, f"{base.name} with {patch.label}")
        steps.append(Step(applied, before, after))
        before = after
    return AppliedSeries(series, tuple(steps), base, before)


def _applied(patch: Patch, tree: Tree) -> AppliedPatch:
    changes: dict[str, bytes | None] = {}
    files: list[FileChange] = []
    notes: list[str] = []
    for file in patch.files:
        if any(path is not None and KERNEL.shows(path) for path in (file.old_path, file.new_path)):
            lines = Lines(_content(patch, file, tree, changes))
            placed = _placed(patch, file, tree, lines)
            changes |= _result(file, patched(lines, placed))
            files.append(FileChange(file, placed))
            if any(one.fuzz for one in placed):
                notes.append(f"{patch.label}: {shown(file.path)} applies with fuzz")
    return AppliedPatch(patch, changes, tuple(files), tuple(notes))


def _content(patch: Patch, file: FilePatch, tree: Tree, changes: Mapping[str, bytes | None]) -> bytes:
    """What the file's changes begin with; that of a moved file is from before the patch."""
    if file.opaque or file.binary:
        raise DoesNotApply("is binary: a kernel's source is text", patch, file)
    path = file.old_path or file.path
    content = changes[path] if path in changes and not file.moved else tree.read(path)
    if file.old_path is None:
        if content is not None:
            raise DoesNotApply(f"is made by the patch, and is there in {tree.name} before", patch, file)
        return b""
    if content is None:
        raise DoesNotApply(f"is not there: {tree.name} has no {shown(path)} that is read", patch, file)
    return content


def _placed(patch: Patch, file: FilePatch, tree: Tree, lines: Lines) -> tuple[PlacedHunk, ...]:
    placed = place_hunks(file.hunks, lines)
    if len(placed) < len(file.hunks):
        raise DoesNotApply(f"does not apply to {tree.name}", patch, file, len(placed) + 1)
    return placed


def _result(file: FilePatch, content: bytes) -> dict[str, bytes | None]:
    """The paths that change: a file that goes has no content."""
    if file.new_path is None:
        return {file.path: None}
    gone: dict[str, bytes | None] = {}
    if file.moved and not file.copied and file.old_path is not None:
        gone[file.old_path] = None
    return {**gone, file.new_path: content}
