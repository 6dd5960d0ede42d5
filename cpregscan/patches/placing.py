"""Where the hunks of a patch fit into a file: exactly, at an offset, or with fuzz, as patch(1) finds it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpregscan.patches.limits import MAX_CANDIDATES, MAX_FUZZ
from cpregscan.patches.model import Hunk, HunkLine, Kind


@dataclass(frozen=True, slots=True)
class PlacedHunk:
    """A hunk where it fits: its first line is line ``old_at`` of the old file and ``new_at`` of the new one.

    ``fuzz`` is the number of context lines at either end that did not have to fit.
    """

    hunk: Hunk
    old_at: int
    new_at: int
    fuzz: int

    @property
    def offset(self) -> int:
        """How many lines further down in the old file it fits than the patch says."""
        return self.old_at - self.hunk.old_first

    def old_line(self, line: HunkLine) -> int | None:
        """The number of one of its lines in the old file, None for an added one."""
        return None if line.old is None else line.old - self.hunk.old_first + self.old_at

    def new_line(self, line: HunkLine) -> int | None:
        """The number of one of its lines in the new file, None for a removed one."""
        return None if line.new is None else line.new - self.hunk.new_first + self.new_at


class Lines:
    """The lines of a file, each with its line end, and where each of them stands."""

    def __init__(self, content: bytes) -> None:
        self.all = _split(content)
        self._places: dict[bytes, list[int]] = {}
        for index, line in enumerate(self.all):
            self._places.setdefault(line, []).append(index)

    def find(self, wanted: Sequence[bytes], near: int, first: int) -> int | None:
        """The index nearest to ``near``, not before ``first``, at which the wanted lines stand."""
        if near >= first and self.all[near : near + len(wanted)] == wanted:
            return near
        if not wanted:
            return None
        rarest = min(range(len(wanted)), key=lambda index: len(self._places.get(wanted[index], ())))
        for place in _nearest(self._places.get(wanted[rarest], ()), near + rarest):
            start = place - rarest
            if start >= first and self.all[start : start + len(wanted)] == wanted:
                return start
        return None


def _nearest(places: Sequence[int], near: int) -> list[int]:
    """Those of ascending places that are tried: the nearest ones, the nearest first."""
    middle = bisect_left(places, near)
    window = places[max(0, middle - MAX_CANDIDATES // 2) : middle + MAX_CANDIDATES // 2]
    return sorted(window, key=lambda place: abs(place - near))


def place_hunks(hunks: Sequence[Hunk], lines: Lines) -> tuple[PlacedHunk, ...]:
    """Where each hunk fits, one after the other, up to the first that fits nowhere."""
    placed: list[PlacedHunk] = []
    end = shift = 0
    for hunk in hunks:
        offset = placed[-1].offset if placed else 0
        found = _place(hunk, lines, hunk.old_first - 1 + offset, end)
        if found is None:
            break
        at, fuzz = found
        placed.append(PlacedHunk(hunk, at + 1, at + 1 + shift, fuzz))
        end = at + hunk.old_count
        shift += hunk.new_count - hunk.old_count
    return tuple(placed)


def patched(lines: Lines, placed: Sequence[PlacedHunk]) -> bytes:
    """The new content of the file. Context stays as it is in the file, also where fuzz let it differ."""
    pieces: list[bytes] = []
    position = 0
    for one in placed:
        pieces += lines.all[position : one.old_at - 1]
        position = one.old_at - 1
        for line in one.hunk.lines:
            if line.kind == "+":
                pieces.append(line.content)
            else:
                pieces += lines.all[position : position + (line.kind == " ")]
                position += 1
    return b"".join(pieces + lines.all[position:])


def reversed_hunk(hunk: Hunk) -> Hunk:
    """The hunk that takes back what a hunk does."""
    swapped = tuple(
        replace(line, kind=_OPPOSITE[line.kind], old=line.new, new=line.old) for line in hunk.lines
    )
    return Hunk(hunk.line, hunk.new_start, hunk.new_count, hunk.old_start, hunk.old_count, swapped)


_USUAL_CONTEXT = 3
_OPPOSITE: dict[Kind, Kind] = {"+": "-", "-": "+", " ": " "}


def _place(hunk: Hunk, lines: Lines, near: int, first: int) -> tuple[int, int] | None:
    """The index of the hunk's first line, and the fuzz it takes; the least fuzz wins, then the nearest."""
    old = [line.content for line in hunk.lines if line.kind != "+"]
    lead, trail = _context(hunk.lines), _context(hunk.lines[::-1])
    most = min(_USUAL_CONTEXT, max(lead, trail))
    for fuzz in range(min(MAX_FUZZ, most) + 1):
        # A hunk that lacks context at one end was made at that end of the file, and fits only there.
        at_start = hunk.old_start <= 1 and lead < most - fuzz
        at_end = trail == 0 and most > fuzz
        cut = max(0, fuzz - max(0, most - lead))
        wanted = old[cut : len(old) - max(0, fuzz - max(0, most - trail))]
        if at_start:
            found = 0 if lines.all[: len(wanted)] == wanted else None
        elif at_end:
            start = len(lines.all) - len(wanted)
            found = start if start >= 0 and lines.all[start:] == wanted else None
        else:
            found = lines.find(wanted, near + cut, first + cut)
        if found is not None and found - cut >= first and found - cut + len(old) <= len(lines.all):
            return found - cut, fuzz
    return None


def _context(lines: Sequence[HunkLine]) -> int:
    """How many lines of context come first."""
    return next((index for index, line in enumerate(lines) if line.kind != " "), len(lines))


def _split(content: bytes) -> list[bytes]:
    pieces = content.split(b"\n")
    last = pieces.pop()
    return [piece + b"\n" for piece in pieces] + ([last] if last else [])
