"""corpora/fetch, as far as it goes without network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.realtrees import CHECKOUT, debian_trees, releases
from tests.trees.sample import git, make_archive, make_repository

MANIFEST = """
[debian]
mirror = "http://deb.debian.org/debian"
security_mirror = "http://deb.debian.org/debian-security"
keyring = "{keyring}"
[[debian.trees]]
name = "qemu-1.2.3"
release = "1.2.3"
package = "qemu"
version = "1:1.2.3-1"
suite = "sid"
[upstream]
url = "https://example.org/qemu.git"
folder = "qemu.git"
[[upstream.releases]]
name = "v1.2.3"
commit = "{commit}"
date = 2020-01-01
"""


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """The script with a manifest of its own, and a repository "clone" that has the manifest's commit."""
    clone = make_repository(tmp_path / "clone", tag=None)
    folder = tmp_path / "corpora"
    folder.mkdir()
    shutil.copy(CHECKOUT / "corpora" / "fetch", folder)
    commit = git(clone, "rev-parse", "HEAD")
    (folder / "manifest.toml").write_text(MANIFEST.format(commit=commit, keyring=tmp_path / "none.gpg"))
    return folder


def fetch(corpora: Path, *arguments: str, path: str | None = None) -> tuple[int, str]:
    """Runs the script; its exit code and all that it says."""
    done = subprocess.run(
        [sys.executable, str(corpora / "fetch"), *arguments],
        env=None if path is None else {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_lists_what_is_there(corpora: Path) -> None:
    (corpora / "trees" / "qemu-1.2.3").mkdir(parents=True)
    code, said = fetch(corpora, "--list")
    assert code == 0
    assert said.splitlines() == [
        "qemu-1.2.3\tthere\tDebian sid, qemu 1:1.2.3-1",
        "qemu.git\tmissing\t1 commits of https://example.org/qemu.git",
    ]


def test_what_is_there_is_not_fetched_again(corpora: Path) -> None:
    (corpora / "trees" / "qemu-1.2.3").mkdir(parents=True)
    assert fetch(corpora, path="/nowhere") == (0, "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["qemu-9"], "error: no tree 'qemu-9' in the manifest; it has qemu-1.2.3"),
        ([], "error: dpkg-source is not installed; apt-get install dpkg-dev"),
        (["--clone", "."], "error: git is not installed; apt-get install git"),
    ],
)
def test_what_cannot_be_done_is_one_line(corpora: Path, arguments: list[str], complaint: str) -> None:
    assert fetch(corpora, *arguments, path="/nowhere") == (1, f"corpora/fetch: {complaint}\n")


def test_a_clone_is_registered_under_the_tags_of_the_manifest(corpora: Path) -> None:
    clone = corpora.parent / "clone"
    for _ in range(2):  # the second run takes the place of the first
        code, said = fetch(corpora, "--clone", str(clone))
        assert (code, said) == (0, f"corpora/fetch: qemu.git: borrows from {clone}\n")
    assert git(corpora / "trees" / "qemu.git", "rev-parse", "v1.2.3") == git(clone, "rev-parse", "HEAD")
    assert sorted(path.name for path in (corpora / "trees").iterdir()) == [".lock", "qemu.git"]


def test_another_project_is_no_clone(corpora: Path) -> None:
    other = make_repository(corpora.parent / "other", {"README": b"other"}, tag=None)
    code, said = fetch(corpora, "--clone", str(other))
    assert code == 1
    assert "it is no clone of https://example.org/qemu.git" in said


def test_the_manifest_is_well_formed() -> None:
    manifest = tomllib.loads((CHECKOUT / "corpora" / "manifest.toml").read_text(encoding="utf-8"))
    names = [tree.name for tree in debian_trees()] + [release.name for release in releases()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[0-9a-f]{40}", release.commit) for release in releases())
    dates = [entry["date"] for entry in manifest["upstream"]["releases"]]
    assert dates == sorted(dates)


_LINUX = """
[linux]
paths = ["Makefile", "arch/arm64/kvm/*"]
[[linux.trees]]
name = "linux-9.1"
series = "9.1"
suite = "sid"
[[linux.trees]]
name = "linux-9.2"
series = "9.2"
suite = "sid"
wanted = true
"""
_APT_GET = """#!{python}
import shutil, sys
wanted = sys.argv[-1]
if wanted == "linux=9.1.4-1":
    sys.exit("E: Failed to fetch")
if wanted.startswith("linux="):
    shutil.copy("{tarball}", "linux_9.1.3.orig.tar.xz")
"""
_APT_CACHE = """#!/bin/sh
printf 'Package: linux\\nVersion: 9.1.3-1\\n\\nVersion: 9.1.4-1\\n\\nVersion: 9.10.1-1\\n'
"""


def test_of_a_kernel_the_newest_release_to_be_had_is_unpacked_in_part(corpora: Path) -> None:
    """A mirror's index may still name what its pool has dropped."""
    tarball = make_archive(
        corpora.parent / "linux.tar.xz",
        {
            "Makefile": b"m",
            "lib/Makefile": b"no",
            "arch/arm64/kvm/vgic/a.c": b"a",
            "arch/arm64/mm/b.c": b"no",
        },
        "linux-9.1.3/",
    )
    (corpora.parent / "none.gpg").touch()
    manifest = corpora / "manifest.toml"
    manifest.write_text(manifest.read_text() + _LINUX)
    tools = corpora.parent / "bin"
    tools.mkdir()
    for name, text in (("apt-get", _APT_GET), ("apt-cache", _APT_CACHE)):
        (tools / name).write_text(text.format(python=sys.executable, tarball=tarball))
        (tools / name).chmod(0o755)
    code, said = fetch(corpora, "linux-9.1", path=f"{tools}:/usr/bin:/bin")
    assert code == 0, said
    found = corpora / "trees" / "linux-9.1"
    files = sorted(str(path.relative_to(found)) for path in found.rglob("*") if path.is_file())
    assert files == ["Makefile", "arch/arm64/kvm/vgic/a.c"]
    assert "linux-9.2\tmissing\tDebian sid, linux 9.2\n" in fetch(corpora, "--list")[1]
