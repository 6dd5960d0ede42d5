"""The tree that a series applies to: the one named, that of its trailer, or HEAD; and which one would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cpregscan.errors import TreeError
from cpregscan.patches.applying import DoesNotApply
from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import Series
from cpregscan.patches.outside import outside_of
from cpregscan.patches.series import read_series_of
from cpregscan.patches.steps import AppliedSeries, apply_series
from cpregscan.trees.git_process import Git
from cpregscan.trees.project import QEMU_PROJECT, Project
from cpregscan.trees.scope import QEMU, Scope
from cpregscan.trees.tree import Tree

_HISTORY = 500
"""Commits that changed one of the files, the newest first, among which a base is looked for."""


def apply_mails(
    inputs: Sequence[tuple[str, bytes]], base: str | None, repo: str | None, project: Project = QEMU_PROJECT
) -> AppliedSeries:
    """The series in mails or a diff (see `read_series_of`) over its base.

    ``base`` is what the user named; without one it is the commit of the trailer ``base-commit:`` if the
    repository has it, else HEAD. Raises PatchError, UsageError and TreeError; where the series does not
    apply, the error says which base would do, if the repository has one.
    """
    series, tree = open_base(read_series_of(inputs), base, repo, project)
    outside = outside_of(tree.commit, Git(repo))
    try:
        return apply_series(series, tree, outside, scope=project.scope)
    except DoesNotApply as error:
        tree.close()
        raise PatchError(
            error.message + _hint(series, tree.commit, repo, project.scope), error.place
        ) from None
    except BaseException:
        tree.close()
        raise


def open_base(
    series: Series, base: str | None, repo: str | None, project: Project = QEMU_PROJECT
) -> tuple[Series, Tree]:
    """The tree for a series, and the series with a note if it is not the one that it asks for."""
    if base is not None:
        return series, project.open(base, repo)
    if series.base_commit is not None:
        try:
            return series, project.open(series.base_commit, repo)
        except TreeError:
            note = f"the base commit {series.base_commit[:12]} is not in the repository: HEAD is taken"
            series = replace(series, notes=(*series.notes, note))
    try:
        return series, project.open("HEAD", repo)
    except TreeError as error:
        raise TreeError(f"{error.message} (--base names what patches apply to)", error.place) from None


def wanted_blobs(series: Series, scope: Scope = QEMU) -> Mapping[str, str]:
    """Which content the base must have in scope, by the ``index`` lines: path to (abbreviated) blob id."""
    wanted: dict[str, str] = {}
    made: set[str] = set()
    for patch in series.patches:
        for file in patch.files:
            old = file.old_path
            if old is not None and old not in made and file.old_id and scope.shows(old):
                wanted.setdefault(old, file.old_id)
        made |= {path for file in patch.files for path in (file.old_path, file.new_path) if path}
    return wanted


def find_base(
    series: Series, repo: str | None, tried: str | None = None, *, scope: Scope = QEMU
) -> str | None:
    """What --base could name: a commit that has the files the series was made for, a release if one has.

    None if there is none, or if the commit ``tried`` is one itself. Raises TreeError.
    """
    git = Git(repo)
    wanted = wanted_blobs(series, scope)
    if not wanted or (tried is not None and any(_having(git, [tried], wanted))):
        return None
    release = next(_having(git, _releases(git), wanted), None)
    return release or next((commit[:12] for commit in _having(git, _history(git, wanted), wanted)), None)


def _hint(series: Series, tried: str | None, repo: str | None, scope: Scope) -> str:
    hints = []
    if series.missing:
        hints.append("parts of the series are missing")
    try:
        found = find_base(series, repo, tried, scope=scope)
    except TreeError:
        found = None  # without a repository there is nothing to find
    if found is not None:
        hints.append(f"it was made for {found}: give --base {found}")
    return "".join(f"; {hint}" for hint in hints)


def _releases(git: Git) -> Sequence[str]:
    listing = git.run(
        "for-each-ref", "--sort=-creatordate", "--format=%(refname:lstrip=2)", "refs/tags/v[0-9]*"
    )
    return listing.decode("utf-8", "surrogateescape").splitlines()


def _history(git: Git, paths: Iterable[str]) -> Sequence[str]:
    listing = git.run("rev-list", "--all", f"--max-count={_HISTORY}", "--", *paths)
    return listing.decode("ascii").splitlines()


def _having(git: Git, commits: Sequence[str], wanted: Mapping[str, str]) -> Iterator[str]:
    """Those commits whose files are the wanted ones, asked of one git process."""
    questions = "".join(f"{commit}:{path}\n" for commit in commits for path in wanted if "\n" not in path)
    with git.start("cat-file", "--batch-check=%(objectname)") as process:
        output, _ = process.communicate(questions.encode("utf-8", "surrogateescape"))
    answers = iter(output.decode("utf-8", "surrogateescape").splitlines())
    for commit in commits:
        ids = [next(answers, "") for path in wanted if "\n" not in path]
        if all(id_.startswith(blob) for id_, blob in zip(ids, wanted.values(), strict=False)):
            yield commit
