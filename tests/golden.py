"""Golden files: plain text that a result must equal, rewritten by ``pytest --update-golden``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Golden:
    """The golden files of one test module: those in the folder ``golden`` beside it."""

    folder: Path
    update: bool

    def check(self, name: str, text: str) -> None:
        """Fails the test if ``text`` is not what the file ``name`` holds; with --update-golden writes it."""
        path = self.folder / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        if not path.exists():
            pytest.fail(
                f"no golden file {path}: run pytest --update-golden, and read what it writes", pytrace=False
            )
        expected = path.read_text(encoding="utf-8")
        if text != expected:
            difference = unified_diff(
                expected.splitlines(), text.splitlines(), str(path), "result", lineterm="", n=2
            )
            pytest.fail(
                "\n".join([*difference, "run pytest --update-golden if that is meant"]), pytrace=False
            )
