"""The cache on disk: whose it is, how large it grows, and what a killed run leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cpregscan.facts.eviction import evict
from cpregscan.facts.store import cache_folder, open_store
from tests.facts.sample import MemoryTree


def test_the_folder_is_private(tmp_path: Path) -> None:
    open_store(tmp_path / "cache")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o770)
    with pytest.raises(PermissionError, match="others can write"):
        open_store(tmp_path / "cache")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(PermissionError, match="belongs to another user"):
        open_store(tmp_path / "cache")


def test_where_the_folder_is() -> None:
    assert cache_folder({"CPREGSCAN_CACHE": "/a", "XDG_CACHE_HOME": "/b"}) == Path("/a")
    assert cache_folder({"XDG_CACHE_HOME": "/b"}) == Path("/b/cpregscan")
    assert cache_folder({"XDG_CACHE_HOME": "relative"}) == Path("~/.cache/cpregscan").expanduser()


def test_the_oldest_go_when_it_grows_too_large(tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / str(number) / "file"
        path.parent.mkdir()
        path.write_bytes(bytes(10000))
        os.utime(path, (number, number))
    evict(tmp_path, 35000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["5", "6", "7"]


WRITER = """
import sys
from pathlib import Path
from cpregscan.facts.store import open_store
from tests.facts.sample import MemoryTree
from cpregscan.facts.recording import RecordingTree
store = open_store(Path(sys.argv[1]), 200_000)
tree = RecordingTree(MemoryTree({"a": b"a"}))
tree.read("a")
number = 0
while True:
    number += 1
    store.keep("recipe", tree.answers, str(number).encode() * 3000, "4" * 40)
    print(number, flush=True)
"""


def test_runs_that_write_and_are_killed_leave_nothing_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    command = [sys.executable, "-c", WRITER, str(folder)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        store = open_store(folder)
        found = 0
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            for payload in store.find("recipe", MemoryTree({"a": b"a"})):
                found += 1
                number = payload[: len(payload) // 3000]
                assert payload == number * 3000
        assert found
    finally:
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
    assert all(len(payload) % 3000 == 0 for payload in store.find("recipe", MemoryTree({"a": b"a"})))
