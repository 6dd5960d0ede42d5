"""What becomes of one mail, and where its lines stand in the input."""

from __future__ import annotations

import time

import pytest

from cpregscan.patches.errors import PatchError
from cpregscan.patches.series import read_series
from tests.patches.sample import mails, series


def test_places_are_lines_of_the_input() -> None:
    name = "applies/series.mbox"
    lines = mails(name).split(b"\n")
    for patch in series(name).patches:
        for file in patch.files:
            assert lines[patch.mail.place(file.line).line - 1].startswith(b"diff --git")
            for hunk in file.hunks:
                for line in hunk.lines:
                    sign = line.kind.encode()
                    assert lines[patch.mail.place(line.line).line - 1] == sign + line.text


def test_places_of_a_diff_alone() -> None:
    (patch,) = series("applies/git-diff.diff").patches
    assert [str(patch.mail.place(file.line)) for file in patch.files] == [
        "applies/git-diff.diff:1",
        "applies/git-diff.diff:16",
    ]


def test_fields() -> None:
    read = series("applies/quoted-printable.mbox")
    mail = read.patches[0].mail
    assert mail.subject == "[PATCH 1/2] target/arm: Add a second scratch register"
    assert (mail.message_id, mail.in_reply_to) == ("<p1-1@example.org>", "<cover-1@example.org>")
    assert mail.sender == "Ada Author <ada@example.org>"
    assert mail.text(1) == "The guest has two of them."
    assert any("Naïve" in mail.text(line) for line in range(1, len(mail.body) + 1))


def test_escaped_from_is_restored() -> None:
    body = series("applies/series.mbox").patches[1].mail.body
    assert b"From here on: no change of behaviour." in body


def test_base_commit_and_cover() -> None:
    read = series("applies/series.mbox")
    assert read.base_commit is not None and len(read.base_commit) == 40
    assert read.cover is not None and read.cover.message_id == "<cover-1@example.org>"
    assert [patch.number for patch in read.patches] == [1, 2]


def test_newest_version() -> None:
    read = series("applies/v2-and-v3.mbox")
    assert read.version == 3
    assert read.cover is not None and read.cover.subject.startswith("[PATCH v3 0/2]")


def test_missing_parts() -> None:
    assert series("applies/missing-part.mbox").missing == (2, 3)


def test_commit_of_git_show_and_format_patch() -> None:
    assert len(series("applies/git-show.txt").patches[0].mail.commit or "") == 40
    data = b"From " + b"1" * 40 + b" Mon Sep 17 00:00:00 2001\n" + mails("applies/format-flowed.eml")
    assert read_series(data, "a.patch").patches[0].mail.commit == "1" * 40


def test_latin_1_mail_is_quoted_as_text() -> None:
    data = mails("applies/series.mbox").replace(b"\xc3\xaf", b"\xef").replace(b"UTF-8", b"ISO-8859-1")
    mail = read_series(data, "a.mbox").patches[0].mail
    assert any("Naïve" in mail.text(line) for line in range(1, len(mail.body) + 1))


def test_encoded_header_with_8_bit_text() -> None:
    data = mails("applies/format-flowed.eml").replace(b"Ada Author", b"Ad\xc3\xa9 =?utf-8?q?Auth=C3=B6r?=")
    assert read_series(data, "a.eml").patches[0].mail.sender.startswith("Adé")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"Subject: " + b"=?utf-8?q?x?= " * 100_000, "header field"),
        (b"Content-Type: text/plain; " + b"a=b; " * 100_000, "header field"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 20_000, "parts"),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
            "not a mail",
        ),
    ],
    ids=["words", "parameters", "parts", "nesting"],
)
def test_mails_that_take_too_long_are_refused(header: bytes, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(PatchError, match=message):
        read_series(
            b"From: a@example.org\n" + header + b"\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "a.eml"
        )
    assert time.monotonic() - start < 5
