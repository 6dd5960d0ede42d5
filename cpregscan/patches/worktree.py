"""What a work tree changes and has not committed, as a patch to HEAD: the index, or the files as they are.

Files are read as they stand: git's own diff would run the filters that a repository configures.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from cpregscan.errors import TreeError
from cpregscan.patches.gitdiff import OPTIONS, diff_patch
from cpregscan.patches.model import Mail, Patch, Series
from cpregscan.patches.outside import outside_of
from cpregscan.patches.steps import AppliedSeries, apply_series
from cpregscan.trees.git_process import Git
from cpregscan.trees.git_tree import open_git_tree
from cpregscan.trees.limits import MAX_FILE
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope

_CONTEXT = 3
_Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
_NO_NEWLINE = b"\\ No newline at end of file\n"


def apply_staged(repo: str | None, *, scope: Scope = QEMU) -> AppliedSeries:
    """What is in the index, over HEAD, which shows ``scope``. Without any changes a series without patches.

    Raises TreeError.
    """
    git = Git(repo)
    diff = git.run("diff-index", "--cached", *OPTIONS, "HEAD")
    if b"\n* Unmerged path " in b"\n" + diff:
        raise TreeError("has unmerged files: finish the merge first", git.place)
    return _apply("staged changes", diff, repo, scope)


def apply_worktree(repo: str | None, *, scope: Scope = QEMU) -> AppliedSeries:
    """The files in ``scope`` as they are, over HEAD, new ones that git does not ignore among them.

    Raises TreeError.
    """
    top = os.fsdecode(Git(repo).run("rev-parse", "--show-toplevel").removesuffix(b"\n"))
    git = Git(top)
    head = open_git_tree("HEAD", top, scope)
    try:
        diff = b"".join(
            file_diff(path, head.read(path), _on_disk(path, top))
            for path in sorted(set(_candidates(git, scope)))
            if not os.path.islink(os.path.join(top, path))
        )
    finally:
        head.close()
    return _apply("work tree", diff, top, scope)


def _apply(name: str, diff: bytes, repo: str | None, scope: Scope) -> AppliedSeries:
    patch = diff_patch(diff, Mail(name, 1, 1, ()))
    patches: tuple[Patch, ...] = (patch,) if patch.files else ()
    head = open_git_tree("HEAD", repo, scope)
    return apply_series(Series(name, patches), head, outside_of(head.commit, Git(repo)), scope=scope)


def _candidates(git: Git, scope: Scope) -> Iterator[str]:
    """Paths that may differ from HEAD: by what the index remembers of them, without reading any."""
    listing = git.run("diff-index", "--raw", "-r", "-z", "--no-renames", "HEAD")
    others = git.run("ls-files", "--others", "--exclude-standard", "-z")
    for field in (*listing.split(b"\0")[1::2], *others.split(b"\0")):
        path = os.fsdecode(field)
        if path and scope.shows(path):
            yield path


def file_diff(path: str, old: bytes | None, new: bytes | None) -> bytes:
    """The difference of two contents of a file (None: there is no file) as git-diff(1) prints it."""
    if old == new:
        return b""
    name = os.fsencode(path)
    quoted = [b'"' + _escaped(side + name) + b'"' for side in (b"a/", b"b/")]
    header = [b"diff --git %b %b\n" % tuple(quoted)]
    header += [b"new file mode 100644\n"] if old is None else []
    header += [b"deleted file mode 100644\n"] if new is None else []
    hunks = list(_hunks(_lines(old or b""), _lines(new or b"")))
    if hunks:
        header.append(b"--- %b\n" % (b"/dev/null" if old is None else quoted[0]))
        header.append(b"+++ %b\n" % (b"/dev/null" if new is None else quoted[1]))
    return b"".join(header + hunks)


def _on_disk(path: str, top: str) -> bytes | None:
    try:
        with open(os.path.join(top, path), "rb") as file:
            content = file.read(MAX_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise TreeError(f"cannot be read: {error.strerror}", shown(path)) from None
    if len(content) > MAX_FILE:
        raise TreeError(f"is too large: at most {MAX_FILE} bytes of a file are read", shown(path))
    return content


def _lines(content: bytes) -> list[bytes]:
    pieces = content.split(b"\n")
    last = pieces.pop()
    return [piece + b"\n" for piece in pieces] + ([last] if last else [])


def _hunks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
    """The hunks of a diff; what both have in common at their ends is not compared line by line."""
    for group in _Matcher(old, new).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield b"@@ -%b +%b @@\n" % (_range(first[1], last[2]), _range(first[3], last[4]))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from _signed(b" ", old[old_from:old_to])
            else:
                yield from _signed(b"-", old[old_from:old_to])
                yield from _signed(b"+", new[new_from:new_to])


class _Matcher(SequenceMatcher[bytes]):
    """Finds what differs between the lines that both texts begin with and those that both end with."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        super().__init__(None, old, new)
        self._texts = old, new

    def get_opcodes(self) -> list[_Opcode]:
        old, new = self._texts
        lead = _common(old, new)
        trail = _common(old[lead:][::-1], new[lead:][::-1])
        old_end, new_end = len(old) - trail, len(new) - trail
        inner = SequenceMatcher(None, old[lead:old_end], new[lead:new_end]).get_opcodes()
        codes: list[_Opcode] = [("equal", 0, lead, 0, lead)] if lead else []
        codes += [(tag, i + lead, j + lead, k + lead, m + lead) for tag, i, j, k, m in inner]
        if trail:
            codes.append(("equal", old_end, len(old), new_end, len(new)))
        return codes


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _range(start: int, end: int) -> bytes:
    return b"%d,%d" % (start + (end > start), end - start)


def _signed(sign: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign + line if line.endswith(b"\n") else sign + line + b"\n" + _NO_NEWLINE


def _escaped(name: bytes) -> bytes:
    return b"".join(
        b"\\%03o" % byte if byte in b'"\\' or not 32 <= byte < 127 else bytes([byte]) for byte in name
    )
