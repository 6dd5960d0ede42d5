"""Which line of a file a patch makes of which, and which hunk line stands for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cpregscan.patches.applying import FileChange
from cpregscan.patches.model import HunkLine


@dataclass(frozen=True)
class LineMap:
    """The lines of one changed file, before and after, with the numbers they have in the trees.

    Those differ from the numbers in the patch where hunks apply at an offset.
    """

    change: FileChange

    def before(self, line: int) -> int | None:
        """The number that a line of the new file had in the old one, None if the patch adds it."""
        found = self.new_lines.get(line)
        if found is not None:
            return self._old_numbers.get(found.line)
        return line - self._shift(self._new_ends, line)

    def after(self, line: int) -> int | None:
        """The number that a line of the old file has in the new one, None if the patch removes it."""
        found = self.old_lines.get(line)
        if found is not None:
            return self._new_numbers.get(found.line)
        return line + self._shift(self._old_ends, line)

    @cached_property
    def new_lines(self) -> Mapping[int, HunkLine]:
        """Added and context lines by their number in the new file."""
        placed = self.change.placed
        return {number: line for one in placed for line in one.hunk.lines if (number := one.new_line(line))}

    @cached_property
    def old_lines(self) -> Mapping[int, HunkLine]:
        """Removed and context lines by their number in the old file."""
        placed = self.change.placed
        return {number: line for one in placed for line in one.hunk.lines if (number := one.old_line(line))}

    def nearest_to_new(self, line: int) -> HunkLine | None:
        """The added or removed line nearest to a line of the new file; at the same distance the added one.

        None if the patch changes no line of the file.
        """
        return self._nearest(self._changed_by_new, line)

    def nearest_to_old(self, line: int) -> HunkLine | None:
        """Likewise for a line of the old file; at the same distance the removed one."""
        return self._nearest(self._changed_by_old, line)

    @staticmethod
    def _nearest(changed: Mapping[HunkLine, int], line: int) -> HunkLine | None:
        return min(changed, key=lambda one: abs(changed[one] - line), default=None)

    @cached_property
    def _changed_by_new(self) -> Mapping[HunkLine, int]:
        """Changed lines by where they stand in the new file, a removed one at the line that follows it."""
        numbers: dict[HunkLine, int] = {}
        removed: dict[HunkLine, int] = {}
        for one in self.change.placed:
            following = one.new_at
            for line in one.hunk.lines:
                if line.kind == "+":
                    numbers[line] = following
                elif line.kind == "-":
                    removed[line] = following
                following += line.new is not None
        return {**numbers, **removed}

    @cached_property
    def _changed_by_old(self) -> Mapping[HunkLine, int]:
        numbers: dict[HunkLine, int] = {}
        added: dict[HunkLine, int] = {}
        for one in self.change.placed:
            following = one.old_at
            for line in one.hunk.lines:
                if line.kind == "-":
                    numbers[line] = following
                elif line.kind == "+":
                    added[line] = following
                following += line.old is not None
        return {**numbers, **added}

    @cached_property
    def _old_numbers(self) -> Mapping[int, int]:
        return {line.line: number for number, line in self.old_lines.items()}

    @cached_property
    def _new_numbers(self) -> Mapping[int, int]:
        return {line.line: number for number, line in self.new_lines.items()}

    @cached_property
    def _old_ends(self) -> tuple[int, ...]:
        return tuple(one.old_at + one.hunk.old_count for one in self.change.placed)

    @cached_property
    def _new_ends(self) -> tuple[int, ...]:
        return tuple(one.new_at + one.hunk.new_count for one in self.change.placed)

    def _shift(self, ends: tuple[int, ...], line: int) -> int:
        """How far the hunks above a line outside of them move it down."""
        above = bisect_right(ends, line)
        return self._new_ends[above - 1] - self._old_ends[above - 1] if above else 0
