"""Release archives as trees: in memory, bounded, and whole or not at all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from cpregscan.errors import TreeError
from cpregscan.trees import archive_tree, unpacking
from cpregscan.trees.archive_tree import ArchiveTree, open_archive_tree
from tests.trees.sample import FILES, IN_SCOPE, add_member, make_archive

SUFFIXES = ("tar.xz", "tar.gz", "tgz", "tar.bz2", "tar")


def opened(path: Path) -> ArchiveTree:
    """The tree in an archive, under the archive's name."""
    return open_archive_tree(path.name, str(path))


def make_odd(path: Path, *members: tuple[bytes, str, str]) -> Path:
    """An archive of the sample and of members (type, name, link target) after it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in FILES.items():
            add_member(archive, tarfile.TarInfo(f"qemu/{name}"), content)
        for kind, name, target in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            add_member(archive, member)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_archive_cut_short_anywhere_is_an_error(tmp_path: Path, suffix: str) -> None:
    whole = make_archive(tmp_path / f"whole.{suffix}").read_bytes()
    short = tmp_path / f"short.{suffix}"
    if suffix == "tar":  # from its last zero block on, nothing that matters is missing
        whole = whole[: len(whole.rstrip(b"\0")) + 512]
    for part in (0.999, 0.9, 0.75, 0.5, 0.25, 0.01):
        short.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(TreeError, match=rf"short\.{suffix}: "):
            opened(short)


@pytest.mark.parametrize("suffix", ["tar.xz", "tar.gz", "tar.bz2"])
def test_a_flipped_bit_is_an_error(tmp_path: Path, suffix: str) -> None:
    path = make_archive(tmp_path / f"a.{suffix}")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(TreeError, match=r"damaged|cannot be read|cut short"):
        opened(path)


def test_a_damaged_header_does_not_hide_what_follows(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "a.tar")
    content = bytearray(path.read_bytes())
    content[content.index(b"qemu-10.0.0/target/arm/cpu.h")] ^= 0x01
    path.write_bytes(content)
    with pytest.raises(TreeError, match="cut short or damaged"):
        opened(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"int main(void) { return 0; }\n" * 100,
        bytes(range(256)) * 64,
        gzip.compress(b"no tar" * 1000),
        lzma.compress(b"no tar" * 1000),
        bz2.compress(b"no tar" * 1000),
        b"\xfd7zXZ\0" + b"rubbish" * 100,
        b"BZh9" + b"rubbish" * 100,
        b"\x1f\x8b" + b"rubbish" * 100,
        b"\x28\xb5\x2f\xfd" + bytes(100),
    ],
)
def test_what_is_no_archive_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tar.xz"
    path.write_bytes(content)
    with pytest.raises(TreeError, match=r"^a\.tar\.xz: ") as caught:
        opened(path)
    assert "\n" not in str(caught.value)


def test_a_zip_file_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("qemu/VERSION", "10.0.0")
    with pytest.raises(TreeError, match="no tar archive"):
        opened(tmp_path / "a.zip")


def test_a_large_xz_archive_is_read_in_pieces(tmp_path: Path) -> None:
    files = FILES | {f"include/{number}.h": bytes([number]) * 1_000_000 for number in range(20)}
    tree = opened(make_archive(tmp_path / "a.tar.xz", files))
    assert tree.read("include/19.h") == files["include/19.h"]


def test_several_xz_streams_are_one_archive(tmp_path: Path) -> None:
    plain = make_archive(tmp_path / "a.tar").read_bytes()
    path = tmp_path / "a.tar.xz"
    path.write_bytes(lzma.compress(plain[:5000]) + lzma.compress(plain[5000:]) + bytes(8))
    assert opened(path).files("") == IN_SCOPE


def test_more_than_one_top_folder_is_no_release(tmp_path: Path) -> None:
    path = make_odd(tmp_path / "a.tar.gz", (tarfile.REGTYPE, "other/VERSION", ""))
    with pytest.raises(TreeError, match="'qemu' and 'other' at its top"):
        opened(path)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "qemu/../../evil"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TreeError, match="holds a path that leads out of it"):
        opened(make_odd(tmp_path / "a.tar.gz", (tarfile.REGTYPE, name, "")))


def test_links_are_followed_within(tmp_path: Path) -> None:
    path = make_odd(
        tmp_path / "a.tar.gz",
        (tarfile.SYMTYPE, "qemu/target/arm/soft.c", "../arm/cpu.c"),
        (tarfile.LNKTYPE, "qemu/target/arm/hard.c", "qemu/target/arm/cpu.c"),
        (tarfile.SYMTYPE, "qemu/target/arm/out.c", "../../../secret"),
        (tarfile.FIFOTYPE, "qemu/target/arm/pipe.c", ""),
        (tarfile.CHRTYPE, "qemu/target/arm/device.c", ""),
    )
    tree = opened(path)
    assert tree.read("target/arm/soft.c") == FILES["target/arm/cpu.c"]
    assert tree.read("target/arm/hard.c") == FILES["target/arm/cpu.c"]
    assert tree.read("target/arm/pipe.c") is None
    assert tree.read("target/arm/device.c") is None
    with pytest.raises(TreeError, match="leads out of the tree"):
        tree.read("target/arm/out.c")


def test_the_last_of_two_members_counts(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        for content in (b"first", b"last"):
            add_member(archive, tarfile.TarInfo("qemu/VERSION"), content)
    assert opened(tmp_path / "a.tar.gz").read("VERSION") == b"last"


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1 << 20)
    path = make_archive(tmp_path / "a.tar.xz", FILES | {"roms/zeros": bytes(2 << 20)})
    with pytest.raises(TreeError, match="unpacks to far more"):
        opened(path)


def test_too_much_in_the_folders_that_are_kept_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_tree, "MAX_KEPT", 4096)
    with pytest.raises(TreeError, match="too large"):
        opened(make_archive(tmp_path / "a.tar.xz"))


def test_an_endless_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_HEADERS", 1 << 20)
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT) as archive:
        add_member(archive, tarfile.TarInfo("qemu/include/" + "x" * (2 << 20)), b"")
    with pytest.raises(TreeError, match="unpacks to far more"):
        opened(path)


def test_a_large_dictionary_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_XZ_MEMORY", 1 << 20)
    with pytest.raises(TreeError, match=r"[Mm]emory"):
        opened(make_archive(tmp_path / "a.tar.xz"))


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_archive(tmp_path / "a.tar.xz")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    opened(path)
    assert list((tmp_path / "empty").iterdir()) == []
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["a.tar.xz"]


def test_unpacking_stops_at_the_bound_for_any_size_of_read() -> None:
    reader = unpacking.unpacked(io.BytesIO(gzip.compress(b"abc" * 1000)), "place")
    assert b"".join(iter(lambda: reader.read(7), b"")) == b"abc" * 1000
