"""How much of a series is read at most: mail comes from anybody."""

from __future__ import annotations

MAX_INPUT = 64 << 20
"""Bytes of one mbox, mail or diff. A series of a hundred large patches has some five megabytes."""

MAX_MAILS = 5000
"""Mails of one mbox."""

MAX_FIELD = 64 << 10
"""Characters of one header field: decoding takes time with the square of that."""

MAX_PARTS = 100
"""Parts of one mail."""

MAX_CANDIDATES = 1000
"""Places of a file at which a hunk is tried, the nearest first, out of those that have its rarest line."""

MAX_FUZZ = 2
"""Context lines at either end of a hunk that need not fit, as in patch(1)."""

MAX_QUOTED_HUNK = 24
"""Lines of a hunk that a reply quotes whole."""
