"""How much of a tree is read at most: analysed trees are often somebody else's, and may be hostile."""

from __future__ import annotations

MAX_FILE = 16 << 20
"""Bytes of one file. The largest source file of QEMU's that is read has under one megabyte."""

MAX_KEPT = 512 << 20
"""Bytes of all files that an archive tree keeps in memory."""

MAX_UNPACKED = 4 << 30
"""Bytes that an archive may unpack to. QEMU's own releases unpack to about one gigabyte."""

MAX_HEADERS = 16 << 20
"""Bytes of an archive between the contents of two of its files."""

MAX_XZ_MEMORY = 512 << 20
"""Bytes that unpacking .xz may take; the largest preset of xz takes 65 megabytes."""

MAX_HOPS = 16
"""Symbolic links that may follow one another."""
