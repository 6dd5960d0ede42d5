"""A range of commits as a series: each commit on its parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cpregscan.errors import UsageError
from cpregscan.patches.applying import apply_patch
from cpregscan.patches.gitdiff import commit_patch
from cpregscan.patches.model import Series
from cpregscan.patches.outside import outside_of
from cpregscan.patches.steps import AppliedSeries, Step, apply_series
from cpregscan.trees.git_objects import GitObjects
from cpregscan.trees.git_process import Git
from cpregscan.trees.git_refs import find_commit
from cpregscan.trees.git_tree import open_git_tree
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.tree import Tree


def apply_range(spec: str, repo: str | None, *, scope: Scope = QEMU) -> AppliedSeries:
    """The commits of ``A..B`` that are no merges, oldest first. ``A...B`` is the same: what B has and A has not.

    Of their trees what is in ``scope`` is looked at. An empty range gives a series without patches.
    Raises UsageError and TreeError.
    """
    git = Git(repo)
    first, last = _ends(spec, git)
    commits = _commits(git, first, last)
    if not commits:
        base = open_git_tree(first, repo, scope)
        return AppliedSeries(Series(spec, (), notes=(f"no commits in {shown(spec)}",)), (), base, base)
    merges = [commit for commit, parents in commits if len(parents) > 1]
    single = [(commit, parents) for commit, parents in commits if len(parents) == 1]
    if len(single) + len(merges) < len(commits):
        raise UsageError("reaches back to a commit without a parent: nothing to compare it with", spec)
    patches = tuple(
        commit_patch(git, commit, number, len(single)) for number, (commit, _) in enumerate(single, 1)
    )
    series = Series(spec, patches)
    if not merges and _is_chain(single):
        base = open_git_tree(single[0][1][0], repo, scope)
        return apply_series(series, base, outside_of(base.commit, git), scope=scope)
    ends = open_git_tree(_merge_base(git, first, last), repo, scope), open_git_tree(last, repo, scope)
    return _each_on_its_own(series, single, ends, git, scope)


def _ends(spec: str, git: Git) -> tuple[str, str]:
    """The commits at both ends."""
    first, _, last = spec.replace("...", "..", 1).partition("..")
    objects = GitObjects(git)
    try:
        return find_commit(first or "HEAD", git, objects), find_commit(last or "HEAD", git, objects)
    finally:
        objects.close()


def _commits(git: Git, first: str, last: str) -> list[tuple[str, list[str]]]:
    """Each commit of the range with its parents, parents first."""
    listing = git.run("rev-list", "--reverse", "--topo-order", "--parents", f"{first}..{last}")
    lines = (line.split() for line in listing.decode("ascii").splitlines())
    return [(commit, parents) for commit, *parents in lines]


def _is_chain(commits: Sequence[tuple[str, list[str]]]) -> bool:
    return all(parents == [older] for (older, _), (_, parents) in pairwise(commits))


def _merge_base(git: Git, first: str, last: str) -> str:
    return git.run("merge-base", first, last).decode("ascii").split()[0]


def _each_on_its_own(
    series: Series,
    commits: Sequence[tuple[str, list[str]]],
    ends: tuple[Tree, Tree],
    git: Git,
    scope: Scope,
) -> AppliedSeries:
    steps = []
    for patch, (_, parents) in zip(series.patches, commits, strict=True):
        before = open_git_tree(parents[0], git.repo, scope)
        applied = apply_patch(patch, before, outside_of(before.commit, git), scope=scope)
        steps.append(Step(applied, before, OverlayTree(before, applied.changes, patch.mail.source)))
    series = replace(series, notes=("has merges: each commit is looked at on its own parent",))
    return AppliedSeries(series, tuple(steps), *ends, chained=False)
