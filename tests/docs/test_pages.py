"""The pages show what the program prints now, and their links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cpregscan.facts.released import released_versions

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]

_LINK = re.compile(r"\]\(([^)#:]+)(?:#([^)]*))?\)")
_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
_SOURCE = re.compile(r"`((?:cpregscan|tests|corpora|grammars|docs)/[\w./-]+\.\w+)(?::\d+)?`")


@pytest.mark.skipif(
    not {"v10.0.0", "v11.0.0"} <= set(released_versions("aarch64")), reason="no facts of releases are shipped"
)
def test_examples_and_reference_are_what_is_printed() -> None:
    command = (sys.executable, str(CHECKOUT / "docs" / "regenerate"), "--check")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_named_files_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [page.parent / match[1] for match in _LINK.finditer(text)]
    targets += [CHECKOUT / match[1] for match in _SOURCE.finditer(text)]
    assert [str(target) for target in targets if not target.exists()] == []


def test_quoted_code_stands_in_the_source() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "cpregscan").rglob("*.py"))
    quoted = [match[1] for page in PAGES for match in _PYTHON.finditer(page.read_text(encoding="utf-8"))]
    assert quoted
    assert [code for code in quoted if code not in source] == []
