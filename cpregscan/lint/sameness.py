"""Whether two contents of a C file say the same: they differ in comments, blank lines and spaces alone."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.csource.directives import read_source
from cpregscan.errors import SourceError

_C_FILES = (".c", ".h", ".c.inc", ".h.inc")


def says_the_same(path: str, old: bytes | None, new: bytes | None) -> bool:
    """Whether an analysis finds the same in both, on whatever lines. False where that cannot be told."""
    if old == new:
        return True
    if old is None or new is None or not path.endswith(_C_FILES):
        return False
    try:
        return list(_substance(path, old)) == list(_substance(path, new))
    except SourceError:
        return False


def _substance(path: str, content: bytes) -> Iterator[object]:
    """Directives and lines of code in their order; spaces count in lines with literals only."""
    source = read_source(path, content)
    directives = iter(source.directives)
    following = next(directives, None)
    start = 0
    for line in source.text.split("\n"):
        start += len(line) + 1
        if line.strip():
            yield line.strip() if '"' in line or "'" in line else tuple(line.split())
        while following is not None and following.start < start:
            yield following.kind, following.text
            following = next(directives, None)
