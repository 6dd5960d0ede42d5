"""Files of a commit that trees do not show, for patches that move one in."""

from __future__ import annotations

from cpregscan.errors import TreeError
from cpregscan.patches.applying import Outside
from cpregscan.trees.git_process import Git


def outside_of(commit: str | None, git: Git) -> Outside | None:
    """Reads any file of a commit; None without a commit."""
    if commit is None:
        return None

    def read(path: str) -> bytes | None:
        try:
            return git.run("cat-file", "blob", f"{commit}:{path}")
        except TreeError:
            return None

    return read
