"""Writing messages as an mbox of the kind that quotes ``From`` reversibly (mboxrd)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import default

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_POLICY = default.clone(max_line_length=998, linesep="\n", cte_type="8bit")

SEPARATOR = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
"""The line in front of each message. It tells no time: that is in the message."""


def write_mbox(messages: Iterable[EmailMessage]) -> bytes:
    """The messages one after the other, as mutt, git-am(1) and b4 read them."""
    return b"".join(
        SEPARATOR + _FROM.sub(rb">\1", message.as_bytes(policy=_POLICY)) + b"\n" for message in messages
    )
