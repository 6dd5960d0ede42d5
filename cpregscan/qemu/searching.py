"""What a search of a .c file can see: a file that is only searched may change in all else without effect."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from cpregscan.qemu.build import Build
from cpregscan.qemu.devices import device_words

_BEGINS = "_{}"


def search_digest(path: str, content: bytes) -> str:
    """A hash of all that `Build` and `DeviceFiles` may look at in a file that no unit includes."""
    text = content.decode("latin-1")
    seen = "\n".join((*_first_lines(text), str("type_init(" in text), *device_words(path, text)))
    return hashlib.sha256(seen.encode()).hexdigest()[:40]


def _first_lines(text: str) -> Iterator[str]:
    """The lines on which definitions and bodies begin and end."""
    return (line for line in text.split("\n") if line[:1].isalpha() or (line[:1] in _BEGINS and line))


def searched(build: Build, included: Mapping[str, object]) -> dict[str, str]:
    """The digest of each file that was searched, and that no unit includes."""
    return {
        path: search_digest(path, text.encode("latin-1"))
        for path, text in build.texts.items()
        if not included.get(path)
    }
