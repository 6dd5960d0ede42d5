"""What a search of a .c file can see: a file that is only searched may change in all else without effect."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping

from cpregscan.qemu.build import Build, lines_beginning
from cpregscan.qemu.devices import device_words


def search_digest(path: str, content: bytes) -> str:
    """A hash of all that `Build` and `DeviceFiles` may look at in a file that no unit includes."""
    text = content.decode("latin-1")
    seen = "\n".join((*lines_beginning(text, "_{}"), str("type_init(" in text), *device_words(path, text)))
    return hashlib.sha256(seen.encode()).hexdigest()[:40]


def searched(build: Build, included: Container[str], known: Mapping[str, str]) -> dict[str, str]:
    """The digest of each file that was searched, and that no unit includes; some are known."""
    return {
        path: known.get(path) or search_digest(path, text.encode("latin-1"))
        for path, text in build.texts.items()
        if path not in included
    }
