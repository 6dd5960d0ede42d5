"""What a user's name for a commit means: refs as git takes them, and QEMU's version numbers."""

from __future__ import annotations

import re

from cpregscan.errors import TreeError
from cpregscan.trees.git_objects import GitObjects
from cpregscan.trees.git_process import Git
from cpregscan.trees.paths import shown

_VERSION = re.compile(r"v?(\d+\.\d+)(\.\d+)?(-rc\d+)?")
_VERSION_LIKE = re.compile(r"v?(\d{1,9})(\.\d+)*(-rc\d+)?")

FORMS = "a ref (v10.0, 10.0.3, master, HEAD~3, a commit), a folder, or a .tar.xz, .tar.gz or .tar.bz2 release archive"
"""What may stand for a tree, for error messages."""


def spellings(spec: str) -> tuple[str, ...]:
    """The names to try for what the user wrote, best first: itself, then the tag of that version.

    QEMU tags the first release of a series v10.0.0 and calls it 10.0; the very old tag is v1.0.
    """
    match = _VERSION.fullmatch(spec)
    if not match:
        return (spec,)
    series, patch, candidate = match[1], match[2] or "", match[3] or ""
    names = [spec, f"refs/tags/v{series}{patch}{candidate}"]
    if not patch:
        names.append(f"refs/tags/v{series}.0{candidate}")
    return tuple(names)


def find_commit(spec: str, git: Git, objects: GitObjects) -> str:
    """The commit that the user's name stands for, as hex digits. Raises TreeError naming near refs."""
    if spec and not spec.startswith("-"):
        for name in spellings(spec):
            found = objects.find(name + "^{commit}")
            if found and found.kind == "commit":
                return found.id
    raise _not_found(spec, git)


def _not_found(spec: str, git: Git) -> TreeError:
    known = _known_refs(git)
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        hint = "the clone is shallow: git fetch --unshallow --tags gets the rest"
    elif _VERSION_LIKE.fullmatch(spec) and not any(_VERSION.fullmatch(ref) for ref in known):
        hint = "the repository has no release tags: git fetch --tags gets them"
    elif near := _near(spec, known):
        hint = f"near: {', '.join(shown(ref) for ref in near)}"
    else:
        hint = f"give {FORMS}"
    return TreeError(f"no such ref, folder or archive: {shown(spec)!r}; {hint}", git.place)


def _known_refs(git: Git) -> list[str]:
    listing = git.run(
        "for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags", "refs/heads", "refs/remotes"
    )
    return listing.decode("utf-8", "replace").splitlines()


def _near(spec: str, known: list[str]) -> list[str]:
    """Refs that the user may have meant: for a version those of its series, or the newest."""
    from difflib import get_close_matches

    version = _VERSION_LIKE.fullmatch(spec)
    releases = sorted((ref for ref in known if _VERSION.fullmatch(ref)), key=_numbers)
    if not version or not releases:
        return get_close_matches(spec, known, n=5)
    same_series = [ref for ref in releases if _numbers(ref)[0] == int(version[1])]
    return get_close_matches(spec, same_series, n=5, cutoff=0) or releases[-3:]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
