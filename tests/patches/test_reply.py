"""Replies: what they say, and that they are part of the thread when they are read back."""

from __future__ import annotations

import email
import email.policy
import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

import pytest

from cpregscan.patches.errors import PatchError
from cpregscan.patches.mbox import write_mbox
from cpregscan.patches.model import Mail, Patch
from cpregscan.patches.quoting import wrapped
from cpregscan.patches.reply import Comment, Envelope, reply_to_cover, reply_to_patch
from cpregscan.patches.series import read_series
from tests.golden import Golden
from tests.patches.sample import mails, series

ENVELOPE = Envelope(
    "Rée Viewer <viewer@example.org>", datetime(2025, 7, 9, 8, 0, tzinfo=UTC), "<reply-1@example.org>"
)
BREAKS = (
    "This adds an entry to the list of each CPU with ARM_FEATURE_V8, so that migration to an older QEMU fails: "
    "the destination says\n\n"
    "    Invalid value 8 expecting positive value <= 7\n\n"
    "Marking it ARM_CP_NO_RAW keeps it out of the stream."
)


def first_patch(name: str = "applies/series.mbox") -> Patch:
    """The first patch of a file of corpora/mail."""
    return series(name).patches[0]


def comment(patch: Patch, text: str, start: bytes) -> Comment:
    """A comment on the first hunk line that begins so."""
    lines = (line for file in patch.files for hunk in file.hunks for line in hunk.lines)
    return Comment(next(line for line in lines if line.text.startswith(start)), text)


def reply(overall: str = "The rest of the series looks fine.") -> EmailMessage:
    """A reply with one comment."""
    patch = first_patch()
    return reply_to_patch(patch, [comment(patch, BREAKS, b'    { .name = "SCRATCH2')], overall, ENVELOPE)


def body(message: EmailMessage) -> list[str]:
    """The lines of a message's text."""
    content: str = message.get_content()
    return content.split("\n")


def test_as_a_reviewer_writes_it(golden: Golden) -> None:
    golden.check("reply.mbox", write_mbox([reply()]).decode())


def test_the_same_each_time() -> None:
    assert write_mbox([reply()]) == write_mbox([reply()])


def test_fields() -> None:
    message = reply()
    assert message["Subject"] == "Re: [PATCH 1/2] target/arm: Add a second scratch register"
    assert message["In-Reply-To"] == "<p1-1@example.org>"
    assert message["References"].split() == ["<cover-1@example.org>", "<p1-1@example.org>"]
    assert message["To"] == "Ada Author <ada@example.org>"
    assert getaddresses([message["Cc"]]) == [
        ("", "qemu-devel@example.org"),
        ("", "qemu-arm@example.org"),
        ("Rob Reader", "rob@example.org"),
    ]


def test_own_text_is_narrow_and_the_patch_is_not_wrapped() -> None:
    long = "x" * 300
    data = mails("applies/git-show.txt").replace(b"SYS(scratch[2])", b"SYS(" + long.encode() + b")")
    patch = read_series(data, "a").patches[0]
    message = reply_to_patch(patch, [comment(patch, BREAKS, b"      .fieldoffset = SYS(xxx")], "", ENVELOPE)
    lines = body(message)
    assert f"> +      .fieldoffset = SYS({long}) }}," in lines
    assert all(len(line) <= 72 for line in lines if not line.startswith(">"))


def test_very_long_lines_are_encoded_and_come_back() -> None:
    data = mails("applies/git-show.txt").replace(b"SYS(scratch[2])", b"SYS(" + b"x" * 2000 + b")")
    patch = read_series(data, "a").patches[0]
    message = reply_to_patch(patch, [comment(patch, "Long.", b"      .fieldoffset = SYS(xxx")], "", ENVELOPE)
    assert max(map(len, message.as_bytes().split(b"\n"))) <= 998
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert body(read) == body(message)


def test_comments_stand_below_their_lines() -> None:
    patch = first_patch()
    lines = body(
        reply_to_patch(
            patch,
            [
                comment(patch, "Second.", b"      .fieldoffset = SYS(scratch[2])"),
                comment(patch, "First.", b"    /* Na"),
            ],
            "",
            ENVELOPE,
        )
    )
    first, second = lines.index("First."), lines.index("Second.")
    assert lines[first - 2].startswith("> +    /* Na")
    assert lines[second - 2].startswith("> +      .fieldoffset = SYS(scratch[2])")


def test_files_and_hunks_without_comment_are_left_out() -> None:
    patch = series("applies/git-diff.diff").patches[0]
    lines = body(reply_to_patch(patch, [comment(patch, "Why?", b"    ARMCPU *cpu")], "", ENVELOPE))
    assert lines[:3] == [
        "somebody wrote:",
        "[...]",
        "> diff --git a/target/arm/timer_regs.c b/target/arm/timer_regs.c",
    ]
    assert not any("v8_regs" in line for line in lines)


def test_long_hunks_are_trimmed_around_the_comment() -> None:
    rows = "".join(f"+line {number}\n" for number in range(200))
    data = (
        f"diff --git a/x.c b/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1,200 @@\n{rows}"
    )
    patch = read_series(data.encode(), "a").patches[0]
    lines = body(reply_to_patch(patch, [comment(patch, "Here.", b"line 100")], "", ENVELOPE))
    quoted = [line for line in lines if line.startswith("> +line")]
    assert quoted == [f"> +line {number}" for number in range(88, 104)]
    assert lines.count("[...]") == 2


def test_cover_letter() -> None:
    cover = series("applies/series.mbox").cover
    assert cover is not None
    message = reply_to_cover(cover, "Nothing here changes what travels.", ENVELOPE)
    assert body(message) == [
        "On Tue, 8 Jul 2025 at 14:10, Ada Author wrote:",
        "> [...]",
        "",
        "Nothing here changes what travels.",
        "",
    ]


def mail(**fields: str) -> Mail:
    """A mail of which only some fields are known."""
    return Mail("a", 1, 1, (), **fields)  # type: ignore[arg-type]


def test_reply_goes_where_it_is_asked_for() -> None:
    message = reply_to_cover(
        mail(
            sender="Ada via list <list@example.org>", reply_to="Ada <ada@example.org>", to="list@example.org"
        ),
        "Yes.",
        ENVELOPE,
    )
    assert (message["To"], message["Cc"]) == ("Ada <ada@example.org>", "list@example.org")


def test_nobody_twice_and_not_oneself() -> None:
    message = reply_to_cover(
        mail(
            sender="a@example.org",
            to="VIEWER@example.org, A <A@example.org>",
            cc="b@example.org, b@example.org",
        ),
        "Yes.",
        ENVELOPE,
    )
    assert (message["To"], message["Cc"]) == ("a@example.org", "b@example.org")


def test_names_with_commas_and_encoded_words() -> None:
    message = reply_to_cover(
        mail(sender='"Author, Ada" <ada@example.org>', to="=?utf-8?q?Ze=C3=A9=2C_Jo?= <jo@example.org>"),
        "Yes.",
        ENVELOPE,
    )
    again = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert [address.display_name for address in again["To"].addresses] == ["Author, Ada"]
    assert [address.display_name for address in again["Cc"].addresses] == ["Zeé, Jo"]


@pytest.mark.parametrize("sender", ["", "nobody", "<>", "\n", "a@b@c, <", "undisclosed:;", "a\u00e9@b"])
def test_a_bad_sender_does_no_harm(sender: str) -> None:
    message = reply_to_cover(mail(sender=sender, date="yesterday"), "Yes.", ENVELOPE)
    assert "\n\n" in message.as_string()


def test_own_sender_must_be_an_address() -> None:
    with pytest.raises(PatchError, match="not a mail address"):
        reply_to_cover(mail(), "Yes.", Envelope("nobody", ENVELOPE.date, "<1@x>"))


def test_long_threads_and_long_ids() -> None:
    ids = tuple(f"<{number}-{'x' * 120}@example.org>" for number in range(60))
    long = Mail("a", 1, 1, (), message_id=ids[-1], in_reply_to=ids[-2], references=ids[:-1])
    message = reply_to_cover(long, "Yes.", ENVELOPE)
    again = email.message_from_bytes(message.as_bytes())
    assert again["In-Reply-To"] == ids[-1]
    assert again["References"].split() == [ids[0], *ids[-10:]]


def test_control_characters_of_a_patch_do_not_reach_the_terminal() -> None:
    data = mails("applies/git-show.txt").replace(b"scratch[2]", b"\x1b[2J")
    patch = read_series(data, "a").patches[0]
    message = reply_to_patch(patch, [comment(patch, "\x1b[1mBold.", b"    /* Na")], "", ENVELOPE)
    assert b"\x1b" not in message.as_bytes()


def test_threads_when_read_back(tmp_path: Path) -> None:
    patch, cover = first_patch(), series("applies/series.mbox").cover
    assert cover is not None
    overall = Envelope(ENVELOPE.sender, ENVELOPE.date, "<reply-0@example.org>")
    path = tmp_path / "all.mbox"
    path.write_bytes(
        mails("applies/series.mbox") + write_mbox([reply_to_cover(cover, "Yes.", overall), reply()])
    )
    box = mailbox.mbox(path, create=False)
    parents = {message["Message-ID"]: message["In-Reply-To"] for message in box}
    assert parents == {
        "<cover-1@example.org>": None,
        "<p1-1@example.org>": "<cover-1@example.org>",
        "<p2-1@example.org>": "<cover-1@example.org>",
        "<reply-0@example.org>": "<cover-1@example.org>",
        "<reply-1@example.org>": patch.mail.message_id,
    }
    read = read_series(path.read_bytes(), "all.mbox")
    assert [one.number for one in read.patches] == [1, 2]
    assert read.notes == ("2 replies set aside",)


def test_from_at_the_start_of_a_line_is_escaped(tmp_path: Path) -> None:
    message = reply(overall="From here\n\n  From\n\nFrom there")
    path = tmp_path / "a.mbox"
    path.write_bytes(write_mbox([message, message]))
    assert len(mailbox.mbox(path, create=False)) == 2
    assert path.read_bytes().count(b"\n>From ") == 4


def test_paragraphs_are_filled_and_indented_ones_kept() -> None:
    text = "one " * 30 + "\nend\n\n  kept   as it is\n\n" + "y" * 100
    lines = wrapped(text)
    assert max(map(len, lines[:3])) <= 72
    assert lines[3:] == ["  kept   as it is", "", "y" * 100]
