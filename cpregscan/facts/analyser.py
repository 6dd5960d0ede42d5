"""Which analyser made a result: its version, and a hash of its own source text."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import cpregscan

LIBRARIES = ("tree_sitter", "tree_sitter_c", "pycparser")


@functools.cache
def analyser_version() -> str:
    """The version with a hash of the analyser's source files, such as ``0.1.0+4be1d09c52aa``.

    An edited checkout thereby never takes a result of its former self for its own.
    """
    package = Path(cpregscan.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(_sources(package)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package.parent)} {len(content)}\n".encode())
        digest.update(content)
    return f"{cpregscan.__version__}+{digest.hexdigest()[:12]}"


def surroundings() -> str:
    """What else a result may hang on: the versions of Python and of the parsers that are installed."""
    python = ".".join(map(str, sys.version_info[:3]))
    return " ".join((python, *sorted(_installed())))


def _sources(package: Path) -> Iterator[Path]:
    for suffix in ("py", "scm", "h"):
        yield from package.rglob(f"*.{suffix}")
    yield from (package.parent / "grammars").glob("*.scm")


def _installed() -> Iterator[str]:
    """The names of the libraries' metadata folders: they hold the version, and need no import."""
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library)
        if spec and spec.origin:
            for folder in Path(spec.origin).parent.parent.glob(f"{library}-*.dist-info"):
                yield folder.name
