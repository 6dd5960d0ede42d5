"""What a value of the configuration may be: a check gives what is meant, or raises ValueError with what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cpregscan.findings.model import Direction, Level
from cpregscan.findings.versions import is_version

NEVER = "never"
FAIL_ON = (*(level.word for level in reversed(Level)), NEVER)
"""The words of --fail-on."""

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def promises(value: object) -> tuple[Direction, ...]:
    """Directions, each once, forward first."""
    words = [direction.value for direction in Direction]
    if not isinstance(value, list) or not value or not all(word in words for word in value):
        raise ValueError(f"a list of {' and '.join(words)}")
    return tuple(direction for direction in Direction if direction.value in value)


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def fail_on(value: object) -> str:
    """A word of FAIL_ON."""
    if not isinstance(value, str) or value not in FAIL_ON:
        raise ValueError(f"one of {', '.join(FAIL_ON)}")
    return value


def names(value: object) -> tuple[str, ...]:
    """Names, each once."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError("a list of names")
    return tuple(dict.fromkeys(value))


def level(value: object) -> Level:
    """A level by its word."""
    levels = {level.word: level for level in reversed(Level)}
    if not isinstance(value, str) or value not in levels:
        raise ValueError(f"one of {', '.join(levels)}")
    return levels[value]


def fingerprint(value: object) -> str:
    """A fingerprint."""
    if not isinstance(value, str) or not _FINGERPRINT.fullmatch(value):
        raise ValueError("the 16 hex digits that a report names")
    return value


def reason(value: object) -> str:
    """A sentence, on one line."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a sentence that says why the finding is accepted")
    return " ".join(value.split())


def version(value: object) -> str:
    """A version of QEMU."""
    if not isinstance(value, str) or not is_version(value):
        raise ValueError('a version as text, such as "11.2"')
    return value


SETTINGS: Mapping[str, Callable[[object], Any]] = {
    "promise": promises,
    "strict": flag,
    "fail-on": fail_on,
    "machines": names,
    "cpus": names,
}
IGNORE_VALUES: Mapping[str, Callable[[object], str]] = {
    "fingerprint": fingerprint,
    "reason": reason,
    "expires": version,
}
"""The checks by key: of settings at the top, and of an entry of `ignore`."""
