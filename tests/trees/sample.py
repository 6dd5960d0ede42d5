"""A small imitation of a QEMU source tree, and real repositories and archives made of it."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path

FILES = {
    "VERSION": b"10.0.0\n",
    "MAINTAINERS": b"nobody\n",
    "cpu-target.c": b"int page_bits;\n",
    "hw/arm/virt.c": b"static int virt;\n",
    "hw/net/card.c": b"int out_of_scope;\n",
    "include/hw/core/cpu.h": b"struct CPUState;\n",
    "include/hw/qdev-core.h": b"struct DeviceState;\n",
    "roms/bios.bin": b"\x00\xff" * 100,
    "target/arm/cpu.c": b"int cpu;\n",
    "target/arm/cpu.h": b"struct ARMCPU;\n",
    "target/arm/helper.c": b"int helper;\r\n",
    "target/arm/machine.c": b"int machine;\n",
    "target/arm/tcg/cpu32.c": b"int cpu32;\n",
    "target/i386/cpu.c": b"int out_of_scope;\n",
}

OUT_OF_SCOPE = ("hw/net/card.c", "roms/bios.bin", "target/i386/cpu.c")
IN_SCOPE = tuple(sorted(set(FILES) - set(OUT_OF_SCOPE)))


def write_folder(root: Path, files: dict[str, bytes] = FILES) -> Path:
    """Writes the files below a folder, which is made if need be."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def git(repo: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Runs git in a repository, apart from any configuration of the machine."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(repo),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=master", "-c", "protocol.file.allow=always", *arguments],
        cwd=repo,
        env=environment,
        input=stdin,
        capture_output=True,
        check=True,
    )
    return os.fsdecode(done.stdout.strip())


def commit_all(repo: Path, tag: str | None = None) -> str:
    """Commits all files of a work tree, tags that if wanted, and gives the commit."""
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", "change")
    if tag:
        git(repo, "tag", "-a", "-m", tag, tag)
    return git(repo, "rev-parse", "HEAD")


def make_repository(root: Path, files: dict[str, bytes] = FILES, tag: str | None = "v10.0.0") -> Path:
    """A repository with one commit that holds the files."""
    write_folder(root, files)
    git(root, "init", "-q")
    commit_all(root, tag)
    return root


def commit_entries(repo: Path, entries: list[tuple[str, str, bytes]]) -> str:
    """A commit of (mode, path, content) added to the last one's tree, however odd; a submodule's content is its id."""
    git(repo, "read-tree", "HEAD")
    for mode, path, content in entries:
        id_ = (
            content.decode() if mode == "160000" else git(repo, "hash-object", "-w", "--stdin", stdin=content)
        )
        line = f"{mode} {id_}\t".encode() + os.fsencode(path) + b"\0"
        git(repo, "update-index", "-z", "--index-info", stdin=line)
    commit = git(repo, "commit-tree", git(repo, "write-tree"), "-p", "HEAD", "-m", "odd")
    git(repo, "reset", "-q", "--soft", commit)
    return commit


def make_archive(path: Path, files: dict[str, bytes] = FILES, top: str = "qemu-10.0.0/") -> Path:
    """A tar archive, compressed as the end of its name says, with the files below the folder ``top``."""
    mode = {".xz": "w:xz", ".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".tar": "w:"}[path.suffix]
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            add_member(archive, tarfile.TarInfo(top + name), content)
    return path


def add_member(archive: tarfile.TarFile, member: tarfile.TarInfo, content: bytes = b"") -> None:
    """Adds a member with a content."""
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
