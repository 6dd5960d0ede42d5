"""Reading one mail: header fields, transfer encodings, attachments, and what mail programs did to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.errors import HeaderParseError, InvalidBase64CharactersDefect, InvalidBase64LengthDefect
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from cpregscan.patches.diff import is_header, read_diff
from cpregscan.patches.errors import PatchError
from cpregscan.patches.flowed import unflowed
from cpregscan.patches.limits import MAX_FIELD, MAX_PARTS
from cpregscan.patches.model import Mail
from cpregscan.patches.split import RawMail, lines_of

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_PATCH_FILE = re.compile(r".*\.(patch|diff|txt|eml)", re.IGNORECASE)
_LIBRARY_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    HeaderParseError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the standard library's parser is known to raise for mails that are none."""


def read_mail(raw: RawMail, source: str) -> Mail:
    """The mail. One that cannot be read comes back without a body, and says so in ``damage``."""
    header_end = next((index for index, line in enumerate(raw.lines) if not line), len(raw.lines))
    body_at = raw.at + header_end + 1
    try:
        message = BytesParser(policy=compat32).parsebytes(b"".join(line + b"\n" for line in raw.lines))
        excess = _excess(message)
        if excess:
            return Mail(source, raw.at, body_at, (), damage=excess)
        body, charset, damage = _body(message)
        return _mail(message, raw, source, body_at, body, charset, damage)
    except _LIBRARY_ERRORS as error:
        return Mail(source, raw.at, body_at, (), damage=f"is not a mail ({type(error).__name__})")


def decoded(text: str) -> str:
    """A header field with its encoded words (RFC 2047) decoded, as one line."""
    with suppress(*_LIBRARY_ERRORS):  # what cannot be decoded stays as it is
        text = str(make_header(decode_header(text)))
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _mail(
    message: Message,
    raw: RawMail,
    source: str,
    body_at: int,
    body: Sequence[bytes],
    charset: str,
    damage: str,
) -> Mail:
    ids = {name: _MESSAGE_ID.findall(_raw_field(message, name)) for name in _ID_FIELDS}
    return Mail(
        source,
        raw.at,
        body_at,
        tuple(body),
        charset,
        message_id=next(iter(ids["message-id"]), ""),
        in_reply_to=next(iter(ids["in-reply-to"]), ""),
        references=tuple(ids["references"]),
        subject=decoded(_raw_field(message, "subject")),
        sender=_raw_field(message, "from"),
        reply_to=_raw_field(message, "mail-followup-to") or _raw_field(message, "reply-to"),
        to=_raw_field(message, "to"),
        cc=_raw_field(message, "cc"),
        date=_raw_field(message, "date"),
        commit=raw.commit,
        damage=damage,
    )


_ID_FIELDS = ("message-id", "in-reply-to", "references")


def _raw_field(message: Message, name: str) -> str:
    """All fields of a name as one line, 8-bit text taken for UTF-8, encoded words left as they are."""
    values = [
        str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for key, value in message.raw_items()
        if key.lower() == name
    ]
    return " ".join(", ".join(values).split())


def _excess(message: Message) -> str:
    """What a mail has too much of to be read in bounded time."""
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            return f"has more than {MAX_PARTS} parts"
        if any(len(value) > MAX_FIELD for _, value in part.raw_items()):
            return f"has a header field of more than {MAX_FIELD} characters"
    return ""


def _body(message: Message) -> tuple[list[bytes], str, str]:
    """The lines of all parts that are text, the charset of the first, and what is wrong with them."""
    texts: list[list[bytes]] = []
    charset, damage, hidden = "", "", False
    for part in message.walk():
        if part.is_multipart():
            continue
        if not _is_text(part):
            hidden = True
            continue
        lines = _lines(part)
        damage = damage or _damage(part)
        if lines not in texts:  # some programs put the patch into the text and attach it as well
            texts.append(lines)
            charset = charset or part.get_content_charset("")
    if not texts and hidden:
        damage = "has no plain text: send the patch as text, with git send-email"
    return [line for text in texts for line in text], _known(charset), damage


def _is_text(part: Message) -> bool:
    """Whether a part is text or looks like an attached patch; the same text as HTML is not read."""
    kind = part.get_content_type()
    if kind.startswith("text/"):
        return kind != "text/html"
    return _PATCH_FILE.fullmatch(part.get_filename() or "") is not None or "patch" in kind or "diff" in kind


def _lines(part: Message) -> list[bytes]:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return []
    lines = list(_without_returns(lines_of(payload)))
    if str(part.get_param("format", "")).lower() != "flowed":
        return lines
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    healed = list(unflowed(lines, delete_space=delete_space))
    # Some programs announce format=flowed and do not do it.
    return lines if _reads(lines) and not _reads(healed) else healed


def _damage(part: Message) -> str:
    broken = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect)
    if any(isinstance(defect, broken) for defect in part.defects):
        return "has damaged base64: get the mail again, from an archive such as lore.kernel.org"
    return ""


def _without_returns(lines: Sequence[bytes]) -> Iterator[bytes]:
    """The lines without carriage returns, if the headers of the diff (never part of a file) have them too."""
    headers = [line for line in lines if line.startswith((b"@@ -", b"diff --git "))]
    transported = bool(headers) and all(line.endswith(b"\r") for line in headers)
    return (line.removesuffix(b"\r") for line in lines) if transported else iter(lines)


def _reads(lines: Sequence[bytes]) -> bool:
    """Whether the text holds a diff that can be read."""
    if not any(is_header(lines, index) for index in range(len(lines))):
        return False
    try:
        read_diff(lines, Mail("", 1, 1, ()).place)
    except PatchError:
        return False
    return True


def _known(charset: str) -> str:
    """The charset if Python knows it as one of text, else UTF-8."""
    try:
        b"".decode(charset or "utf-8")
    except (LookupError, UnicodeError):
        return "utf-8"
    return charset or "utf-8"
