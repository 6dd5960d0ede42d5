"""Git objects by name, through one long-lived ``git cat-file --batch``."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cpregscan.errors import TreeError
from cpregscan.trees.git_process import Git
from cpregscan.trees.limits import MAX_FILE
from cpregscan.trees.paths import shown

if TYPE_CHECKING:
    from subprocess import Popen

_HEADER = re.compile(rb"([0-9a-f]{40,64}) ([a-z]+) (\d+)\n")


@dataclass(frozen=True, slots=True)
class GitObject:
    """An object: its id in hex digits, its kind (commit, tree, blob or tag) and its content."""

    id: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """An entry of a git tree object: mode (such as 100644, 120000, 40000), id and name."""

    mode: str
    id: str
    name: str


class GitObjects:
    """The objects of one repository. The process starts with the first request, and again in a forked child."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Popen[bytes] | None = None
        self._owner = 0

    def find(self, name: str) -> GitObject | None:
        """The object that a name (an id, or anything git-rev-parse(1) takes) stands for, or None. Raises TreeError."""
        if "\n" in name or "\0" in name:
            return None
        requests, answers = self._pipes()
        try:
            requests.write(os.fsencode(name) + b"\n")
            requests.flush()
            header = answers.readline()
        except BrokenPipeError:
            header = b""
        if not header:
            raise self._died(name)
        match = _HEADER.fullmatch(header)
        return self._object(name, match, answers) if match else None

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # git may have ended already
                    pipe.close()
        process.wait()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None or self._owner != os.getpid():
            self._process = self._git.start("cat-file", "--batch")
            self._owner = os.getpid()
        assert self._process.stdin is not None and self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _object(self, name: str, header: re.Match[bytes], answers: IO[bytes]) -> GitObject:
        size = int(header[3])
        if size > MAX_FILE:
            self.close()
            raise TreeError(
                f"object {shown(name)} has {size} bytes; at most {MAX_FILE} are read", self._git.place
            )
        content = answers.read(size + 1)
        if len(content) != size + 1:
            raise self._died(name)
        return GitObject(header[1].decode("ascii"), header[2].decode("ascii"), content[:size])

    def _died(self, name: str) -> TreeError:
        """Why the process ended: asked of a second one, so that no pipe of complaints can fill up."""
        self.close()
        try:
            self._git.run("cat-file", "-e", name)
        except TreeError as error:
            return error
        return TreeError(f"git ended while reading {shown(name)}", self._git.place)


def tree_entries(tree: GitObject) -> Iterator[TreeEntry]:
    """The entries of a git tree object, in its order. Raises TreeError if it is damaged."""
    content, width, position = tree.content, len(tree.id) // 2, 0
    while position < len(content):
        end = content.find(b"\0", position)
        mode, space, name = content[position:end].partition(b" ")
        position = end + 1 + width
        if end < 0 or not space or position > len(content):
            raise TreeError(f"the git tree {tree.id} is damaged (git fsck tells more)")
        yield TreeEntry(mode.decode("ascii", "replace"), content[end + 1 : position].hex(), os.fsdecode(name))
