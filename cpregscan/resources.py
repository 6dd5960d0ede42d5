"""Files that ship with the package: tree-sitter queries, and facts of released versions."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def grammar(name: str) -> str:
    """The text of the query ``name``.scm. Raises FileNotFoundError.

    Queries lie at the top of a checkout; an installed package has them within.
    """
    installed = _PACKAGE / "grammars"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "grammars"
    return (folder / f"{name}.scm").read_text(encoding="utf-8")


def released_facts() -> Path:
    """The folder of the facts of released versions; it may not exist."""
    return _PACKAGE / "facts" / "released"
