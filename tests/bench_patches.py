"""Patches to a real tree for the benchmark of lint: made from its own text, as mails."""

from __future__ import annotations

import difflib
import itertools
import re

from cpregscan.trees.opening import open_tree

HELPER = "target/arm/helper.c"
TRANSLATOR = "target/arm/tcg/translate-a64.c"
SERIES = 30
"""Patches in a long series; every third one changes a table of cpregs, the others a file that is only searched."""
_NAME = re.compile(r'\{ \.name = "[A-Z0-9]+"')
_ACCESS = re.compile(r"^static CPAccessResult access_[^;{}=]*\)\n\{\n", re.MULTILINE)
_BODY = re.compile(r"^static [^;{}=]*\)\n\{\n", re.MULTILINE)


class Patches:
    """Mails with patches to one tree, all different from each other."""

    def __init__(self, spec: str, repo: str | None) -> None:
        tree = open_tree(spec, repo)
        self._texts = {path: (tree.read(path) or b"").decode() for path in (HELPER, TRANSLATOR)}
        self._number = itertools.count()
        tree.close()

    def outside(self) -> str:
        """A patch to a file that no analysis reads."""
        return _mail("docs/new.rst", "", f"Text {next(self._number)}.\n", "docs: add a page")

    def to_helper(self) -> str:
        """A patch that gives an entry of a table another name."""
        return self._changed(HELPER, _NAME, f'{{ .name = "Renamed{next(self._number)}"')

    def to_function(self) -> str:
        """A patch to a function of the same file that no analysis runs: whether a guest may access a register."""
        return self._changed(HELPER, _ACCESS, None)

    def to_translator(self) -> str:
        """A patch to the body of a function that never runs in an analysis."""
        return self._changed(TRANSLATOR, _BODY, None)

    def series(self) -> str:
        """A series in which each patch builds on the one before."""
        made = [
            self._changed(HELPER, _NAME, f'{{ .name = "Another{number}"', following=True)
            if number % 3 == 0
            else self._changed(TRANSLATOR, _BODY, None, following=True)
            for number in range(SERIES)
        ]
        return "\n".join(mail.replace("[PATCH]", f"[PATCH {n}/{SERIES}]") for n, mail in enumerate(made, 1))

    def _changed(
        self, path: str, place: re.Pattern[str], with_text: str | None, *, following: bool = False
    ) -> str:
        """A patch to one place of a file; ``following`` patches change one place after the other."""
        old = self._texts[path]
        match = place.search(old)
        assert match is not None, f"{path} of this tree has nothing to change"
        added = with_text or f"{match[0]}    (void){next(self._number)};\n"
        new = old[: match.start()] + added + old[match.end() :]
        if following:
            self._texts[path] = new
        return _mail(path, old, new, f"{path}: change something")


def _mail(path: str, old: str, new: str, subject: str) -> str:
    before = "/dev/null" if not old else f"a/{path}"
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), before, f"b/{path}"
    )
    mode = "" if old else "new file mode 100644\n"
    return (
        "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
        "From: A Developer <developer@example.org>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
        f"Subject: [PATCH] {subject}\n\nText.\n---\n\n"
        f"diff --git a/{path} b/{path}\n{mode}{''.join(lines)}-- \n2.40.0\n\n"
    )
