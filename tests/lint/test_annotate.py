"""`cpregscan annotate`: replies that a mail program threads, under the right lines, 72 columns wide."""

from __future__ import annotations

import email.parser
import email.policy
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.golden import Golden
from tests.lint.conftest import MACHINES, Repository

SENDER = ("--from", "Rée Viewer <viewer@example.org>")


def messages(path: str) -> list[EmailMessage]:
    """The messages of an mbox."""
    parser = email.parser.BytesParser(EmailMessage, policy=email.policy.default)
    return [parser.parsebytes(one.as_bytes()) for one in mailbox.mbox(path)]


@pytest.fixture
def mbox(repository: Repository) -> str:
    """A series in an mbox: a cover letter, a break that is mended, and one that is not."""
    repository.commit("Remove a register", "register-removed")
    repository.commit("Put it back")
    repository.commit("Change a constant", "const-changed")
    mails = repository.mails(3, "--cover-letter", "--thread=shallow")
    repository.git("checkout", "-q", "master")
    Path("series.mbox").write_bytes(mails)
    return "series.mbox"


def test_as_a_reviewer_writes_it(run: Run, golden: Golden, mbox: str) -> None:
    outcome = run("annotate", mbox, *MACHINES, *SENDER, "--format", "text")
    assert (outcome.code, outcome.err) == (0, "")
    golden.check("annotate.text", outcome.out)


def test_thread(run: Run, mbox: str) -> None:
    assert run("annotate", mbox, *MACHINES, *SENDER, "-o", "replies.mbox").out == ""
    originals = {one["Message-ID"].strip(): one["Subject"] for one in messages(mbox)}
    replies = messages("replies.mbox")
    assert len(replies) == 3
    for reply in replies:
        assert reply["Subject"] == f"Re: {originals[reply['In-Reply-To'].strip()]}"
        assert reply["References"].split()[-1] == reply["In-Reply-To"].strip()
        assert reply["From"] == "Rée Viewer <viewer@example.org>"
        assert reply["To"] == "A Sender <sender@example.org>"
    assert len({reply["Message-ID"] for reply in replies}) == 3


def test_width_and_quotation(run: Run, mbox: str) -> None:
    run("annotate", mbox, *MACHINES, *SENDER, "-o", "replies.mbox")
    quoted = {f"> {line}".rstrip() for one in messages(mbox) for line in one.get_content().split("\n")}
    for reply in messages("replies.mbox"):
        for line in reply.get_content().split("\n"):
            assert len(line) <= 72 or line.startswith(">")
            assert not line.startswith(">") or line.rstrip() in {*quoted, "> [...]"}


def test_comment_stands_below_its_line(run: Run, mbox: str) -> None:
    text = run("annotate", mbox, *MACHINES, *SENDER, "--format", "text").out
    above, _, _ = text.rpartition("Constant ")
    assert above.rstrip().split("\n")[-1].endswith(".type = ARM_CP_CONST, .resetvalue = 0x11 },")


def test_silence(run: Run, repository: Repository) -> None:
    repository.commit("Rename a register", "renamed")
    Path("one.mbox").write_bytes(repository.mails(1, "--thread"))
    repository.git("checkout", "-q", "master")
    silent = run("annotate", "one.mbox", *MACHINES, *SENDER)
    assert (silent.code, silent.out, silent.err) == (0, "", "")
    said = run("annotate", "one.mbox", *MACHINES, *SENDER, "--always", "--format", "text").out
    assert "This changes nothing that fails a migration." in said


def test_sender_is_as_git_knows_him(run: Run, mbox: str) -> None:
    run("annotate", mbox, *MACHINES, "-o", "replies.mbox")
    assert {reply["From"] for reply in messages("replies.mbox")} == {"A Sender <sender@example.org>"}
