"""Versions of QEMU as its file VERSION writes them, compared by their numbers."""

from __future__ import annotations

import re

_VERSION = re.compile(r"v?(\d{1,4})((?:\.\d{1,4})*)", re.ASCII)


def is_version(text: str) -> bool:
    """Whether a text is a version, such as ``11.2`` or ``v11.2.0``."""
    return _VERSION.fullmatch(text) is not None


def reaches(version: str, bound: str) -> bool:
    """Whether a version is the bound or a later one; what follows its numbers counts for nothing.

    ``11.1.50`` is development after 11.1 and does not reach 11.2; nor do its release candidates, 11.1.9x.
    """
    return _numbers(version) >= _numbers(bound)


def _numbers(text: str) -> tuple[int, ...]:
    match = _VERSION.match(text)
    numbers = [int(part) for part in match[0].lstrip("v").split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
