"""Replies to patch mails, as a reviewer writes them: one message each, plain text, part of the thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime

from cpregscan.patches.addresses import attribution, read_addresses, recipients
from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import FilePatch, HunkLine, Mail, Patch
from cpregscan.patches.quoting import quoted_with_comments, wrapped
from cpregscan.patches.subject import without_reply

_POLICY = default.clone(max_line_length=998, linesep="\n")
"""Fields stay on one line, which every mail program reads: folding may cut long message ids."""

_MAX_LINE = 998
"""Bytes of a line that SMTP (RFC 5321) takes."""

_MAX_REFERENCES = 11
"""Message ids of a thread that are named: the first and the last ones, as RFC 5537 has it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What there is to say of a hunk line: paragraphs with empty lines between them, indented ones as they are."""

    line: HunkLine
    text: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who replies, when, and under which message id (with angle brackets): the caller's, so that all is repeatable."""

    sender: str
    date: datetime
    message_id: str


def reply_to_patch(
    patch: Patch, comments: Iterable[Comment], overall: str, envelope: Envelope
) -> EmailMessage:
    """The reply to a patch: the hunks concerned, each comment under its line, then ``overall`` (may be "").

    Raises PatchError if the sender is no address.
    """
    below: dict[int, list[str]] = {}
    for comment in comments:
        below.setdefault(comment.line.line, []).append(comment.text)
    return reply_to_mail(patch.mail, patch.files, below, overall, envelope)


def reply_to_cover(cover: Mail, overall: str, envelope: Envelope) -> EmailMessage:
    """The reply to a cover letter, of which nothing is quoted. Raises PatchError."""
    return reply_to_mail(cover, (), {}, overall, envelope)


def reply_to_mail(
    mail: Mail,
    files: Sequence[FilePatch],
    comments: dict[int, list[str]],
    overall: str,
    envelope: Envelope,
) -> EmailMessage:
    """A reply with comments below lines of the mail's body. Raises PatchError if the sender is no address."""
    senders = read_addresses(envelope.sender)
    if not senders:
        raise PatchError(f"is not a mail address to reply from: {envelope.sender!r}")
    message = EmailMessage(_POLICY)
    message["From"] = senders[0]
    _address_to(message, mail, senders[0])
    message["Subject"] = f"Re: {without_reply(mail.subject)[0]}"
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    if mail.message_id:
        message["In-Reply-To"] = mail.message_id
        message["References"] = " ".join(_references(mail))
    _set_text(message, _text(mail, files, comments, overall))
    return message


def _address_to(message: EmailMessage, mail: Mail, sender: Address) -> None:
    to, cc = recipients(mail, sender)
    if to:
        message["To"] = to
    if cc:
        message["Cc"] = cc


def _references(mail: Mail) -> list[str]:
    above = mail.references or ((mail.in_reply_to,) if mail.in_reply_to else ())
    ids = list(dict.fromkeys((*above, mail.message_id)))
    return ids if len(ids) <= _MAX_REFERENCES else [ids[0], *ids[1 - _MAX_REFERENCES :]]


def _text(mail: Mail, files: Sequence[FilePatch], comments: dict[int, list[str]], overall: str) -> list[str]:
    lines = quoted_with_comments(mail, files, comments)
    closing = wrapped(overall) if overall.strip() else []
    body = [*wrapped(attribution(mail)), *(lines or ["> [...]"])]
    return [*body, *([""] if body[-1] and closing else []), *closing]


def _set_text(message: EmailMessage, lines: Sequence[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).rstrip("\n") + "\n"
    longest = max(len(line.encode()) for line in lines)
    encoding = "quoted-printable" if longest > _MAX_LINE else "7bit" if text.isascii() else "8bit"
    message.set_content(text, charset="utf-8", cte=encoding)
