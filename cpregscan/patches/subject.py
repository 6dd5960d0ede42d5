"""What the subject of a patch mail says in its brackets: ``[PATCH v2 3/10]`` and its many relatives."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|fwd?)(?:\[\d+\])?\s*:", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_PART = re.compile(r"(\d{1,4})/(\d{1,4})")
_VERSION = re.compile(r"(?:PATCH|RFC)?v(\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """``number`` of ``total`` (None where the subject has none), the version, and the title without brackets."""

    title: str
    number: int | None = None
    total: int | None = None
    version: int = 1
    reply: bool = False


def read_subject(text: str) -> Subject:
    """The parts of a subject, whatever brackets lists and people put in front of it."""
    title, reply = without_reply(text)
    number = total = None
    version = 1
    while match := _BRACKETS.match(title):
        for word in re.split(r"[\s,:]+", match[1]):
            if part := _PART.fullmatch(word):
                number, total = int(part[1]), int(part[2])
            elif found := _VERSION.fullmatch(word):
                version = int(found[1])
        title = title[match.end() :]
    return Subject(title.strip(), number, total, version, reply)


def without_reply(text: str) -> tuple[str, bool]:
    """A subject without any ``Re:`` in front of it, and whether it had one."""
    reply = False
    while match := _REPLY.match(text):
        text, reply = text[match.end() :], True
    return text.strip(), reply
