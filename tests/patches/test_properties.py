"""What holds for every text: diffs and mails are read, applied and mapped rightly, or refused in one line."""

from __future__ import annotations

import email
import email.policy
import subprocess
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpregscan.errors import CpregscanError
from cpregscan.patches.applying import apply_patch
from cpregscan.patches.linemap import LineMap
from cpregscan.patches.mbox import write_mbox
from cpregscan.patches.model import Patch
from cpregscan.patches.reply import Comment, Envelope, reply_to_patch
from cpregscan.patches.series import read_series
from cpregscan.patches.steps import AppliedSeries, apply_series
from cpregscan.patches.worktree import file_diff
from tests.cases.trees import base_tree
from tests.patches.sample import MAILS, MemoryTree, patch

DEADLINE = 2000
"""Milliseconds that one input may take; most take one."""

LINES = st.lists(
    st.sampled_from((b"", b"a", b"b", b" c", b"-- ", b"+x", b"-y", b"@@ -1 +1 @@", b"\\ z", b"d\r")),
    max_size=30,
)


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """A file of few different lines, so that hunks have several places; with or without a last newline."""
    lines = draw(LINES)
    return b"\n".join(lines) + draw(st.sampled_from((b"", b"\n")))


def diff_of(old: bytes, new: bytes) -> Patch | None:
    """The difference of two contents as a patch."""
    text = file_diff("x.c", old, new)
    return patch(text) if text else None


@settings(deadline=DEADLINE)
@given(contents(), contents())
def test_a_diff_leads_from_the_old_to_the_new(old: bytes, new: bytes) -> None:
    made = diff_of(old, new)
    if made is not None:
        assert apply_patch(made, MemoryTree({"x.c": old})).changes.get("x.c") == new


@settings(deadline=DEADLINE)
@given(contents(), contents())
def test_line_maps_are_inverse_and_say_the_same_as_the_text(old: bytes, new: bytes) -> None:
    made = diff_of(old, new)
    if made is None:
        return
    (change,) = apply_patch(made, MemoryTree({"x.c": old})).files
    map_ = LineMap(change)
    old_lines, new_lines = old.split(b"\n"), new.split(b"\n")
    for number in range(1, len(new_lines) + (new_lines[-1] != b"")):
        before = map_.before(number)
        if before is None:
            assert map_.new_lines[number].kind == "+"
            assert map_.new_lines[number].text == new_lines[number - 1]
        else:
            assert map_.after(before) == number
            assert old_lines[before - 1] == new_lines[number - 1]


@settings(deadline=None, max_examples=25)
@given(contents(), contents(), st.binary(max_size=3).map(lambda junk: junk.hex().encode() + b"\n"))
def test_what_git_applies_is_applied_the_same(old: bytes, new: bytes, junk: bytes) -> None:
    made = file_diff("x.c", old, new)
    if not made:
        return
    moved = junk * 3 + old
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.c")
        path.write_bytes(moved)
        done = subprocess.run(
            ["git", "apply", "-p1", "-"],
            input=made,
            cwd=folder,
            capture_output=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "GIT_CEILING_DIRECTORIES": str(Path(folder).parent)},
        )
        if done.returncode == 0:
            mine = apply_patch(patch(made), MemoryTree({"x.c": moved})).changes.get("x.c", moved)
            assert mine == path.read_bytes()


SAMPLES = tuple(path.read_bytes() for path in sorted(MAILS.glob("*/*")))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A mail of the corpus with some of its bytes or lines changed, taken away, doubled or exchanged."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        lines = data.split(b"\n")
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(("drop", "double", "swap", "insert", "replace", "cut", "bytes")))
        other = draw(st.integers(0, len(lines) - 1))
        if kind == "drop":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "insert":
            lines.insert(at, draw(st.binary(max_size=40)))
        elif kind == "replace":
            lines[at] = draw(st.binary(max_size=40))
        elif kind == "cut":
            del lines[at:]
        else:
            start = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:start] + draw(st.binary(max_size=4)) + lines[at][start + 1 :]
        data = b"\n".join(lines)
    return data


def tried(data: bytes) -> tuple[AppliedSeries | None, str]:
    """The series over the small tree, or what its user is told."""
    try:
        return apply_series(read_series(data, "fuzz"), base_tree()), ""
    except CpregscanError as error:
        return None, str(error)


def read_and_apply(data: bytes) -> None:
    """Reads a series and lays it over the small tree; only errors meant for the user may come of it."""
    applied, refused = tried(data)
    if applied is None:
        assert "\n" not in refused
        return
    for step in applied.steps:
        answer(step.patch)
        for change in step.applied.files:
            # Nothing in part: each hunk read has a place, and what it adds stands there.
            assert len(change.placed) == len(change.file.hunks)
            lines = (step.after.read(change.file.path) or b"").split(b"\n")
            twice = sum(other.file.path == change.file.path for other in step.applied.files) > 1
            for one in change.placed:
                for line in one.hunk.lines:
                    number = one.new_line(line)
                    if line.kind == "+" and number is not None and not twice:
                        assert lines[number - 1] == line.text


def answer(to: Patch) -> None:
    """Replies to the first hunk line of a patch; what is read back must say what was written."""
    lines = [line for one in to.files for hunk in one.hunks for line in hunk.lines]
    envelope = Envelope("a@example.org", datetime(2025, 1, 1, tzinfo=UTC), "<1@example.org>")
    message = reply_to_patch(to, [Comment(line, "Indeed.") for line in lines[:1]], "Well.", envelope)
    again = email.message_from_bytes(write_mbox([message]), policy=email.policy.default)
    assert isinstance(again, EmailMessage)
    assert again["In-Reply-To"] == (to.mail.message_id or None)
    text = again.get_content().split("\n")
    assert text.count("Indeed.") >= len(lines[:1])
    assert "Well." in text


@settings(deadline=DEADLINE, max_examples=300)
@given(damaged())
def test_damaged_mails(data: bytes) -> None:
    read_and_apply(data)


@settings(deadline=DEADLINE)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    read_and_apply(data)


TELLING = b"""\
From: a
Subject: [PATCH 1/2] x
Subject: =?utf-8?b?//8=?=
Content-Type: multipart/mixed; boundary=x
Content-Type: text/plain; charset=\xff; format=flowed
Content-Type: message/rfc822
Content-Transfer-Encoding: base64
Content-Transfer-Encoding: x-uuencode
--x
--x--
begin 644 a
Content-Type: text/plain; charset*=''%ff
Content-Disposition: attachment; filename*0*=%
Message-ID: <<>>
References: <a
To: a,,<b@>,:;
Date: Tue, 99 Foo 99999999 99:99:99 +9999
diff --git a/x b/x
--- a/x
+++ b/x
@@ -1 +1 @@
-a
+b
 c
From x Thu Jan  1 00:00:00 1970
GIT binary patch
literal 3
delta 9
KcmZQz
index 11111111..22222222 100644
rename from x
rename to y
new file mode 100644
deleted file mode 100644
copy from x
copy to y
--\x20
"""
"""Lines that readers of mail and diffs look for."""


@settings(deadline=DEADLINE, max_examples=300)
@given(st.lists(st.sampled_from(TELLING.split(b"\n")), max_size=25))
def test_any_order_of_telling_lines(lines: list[bytes]) -> None:
    read_and_apply(b"\n".join(lines))
