"""The tree of a commit, read from the repository's objects: never a checkout, never a filter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from cpregscan.errors import TreeError
from cpregscan.trees.git_objects import GitObjects, TreeEntry, tree_entries
from cpregscan.trees.git_process import Git
from cpregscan.trees.git_refs import find_commit
from cpregscan.trees.listed_tree import ListedTree
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope

_LINK = "120000"


class GitTree(ListedTree[str]):
    """A commit of a repository; ``files`` maps paths to the ids of blobs."""

    def __init__(
        self, name: str, commit: str, files: Mapping[str, str], links: Mapping[str, str], objects: GitObjects
    ) -> None:
        super().__init__(name, commit, files, links)
        self._objects = objects

    def close(self) -> None:
        """Ends the git process."""
        self._objects.close()

    def _content(self, path: str) -> bytes:
        return _read(self._objects, self._files[path], path)

    def _blob(self, path: str) -> str:
        known = self._files[path]
        # A repository may name its objects by SHA-256; a blob id is always that of SHA-1.
        return known if len(known) == 40 else super()._blob(path)


def open_git_tree(spec: str, repo: str | None = None, scope: Scope = QEMU) -> GitTree:
    """The tree of a ref, a version or a commit. Raises TreeError.

    ``repo`` is the path of a repository, with or without a work tree; None is the one at hand.
    """
    if repo is not None and not os.path.isdir(repo):
        raise TreeError("no such folder; give the path of a git repository", shown(repo))
    git = Git(repo)
    objects = GitObjects(git)
    try:
        commit = find_commit(spec, git, objects)
        entries = list(_entries(commit, git, objects, scope))
        files = {entry.name: entry.id for entry in entries if entry.mode.startswith("100")}
        links = {
            entry.name: os.fsdecode(_read(objects, entry.id, entry.name))
            for entry in entries
            if entry.mode == _LINK
        }
    except BaseException:
        objects.close()
        raise
    return GitTree(spec, commit, files, links, objects)


def _entries(commit: str, git: Git, objects: GitObjects, scope: Scope) -> Iterator[TreeEntry]:
    """The files in scope: those at the root from its tree object, the others from one listing."""
    root = objects.find(commit + "^{tree}")
    if root is None:
        raise TreeError(f"the clone lacks the tree of commit {commit} (git fsck tells more)", git.place)
    yield from tree_entries(root)
    listing = git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *scope.folders)
    for line in listing.split(b"\0"):
        if line:
            mode_kind_id, _, path = line.partition(b"\t")
            mode, _, id_ = mode_kind_id.decode("ascii").split(" ")
            yield TreeEntry(mode, id_, os.fsdecode(path))


def _read(objects: GitObjects, id_: str, path: str) -> bytes:
    found = objects.find(id_)
    if found is None:
        raise TreeError(
            f"git cannot give blob {id_}: a partial clone lacks it, or it is damaged (see git fsck)",
            shown(path),
        )
    return found.content
