"""The identity of a text, as git computes it."""

from __future__ import annotations

import hashlib


def blob_id(content: bytes) -> str:
    """The git blob id of a file's content, 40 hex digits (SHA-1 of a header and the content)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
