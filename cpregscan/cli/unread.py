"""Whether patches touch anything that an analysis reads: told from what earlier runs have asked of their base."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from cpregscan.cli.machines import machines_of
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import TreeSource, source_of
from cpregscan.facts.cached import MACHINES, MODELS
from cpregscan.facts.recording import Question
from cpregscan.patches.steps import AppliedSeries, Step


def touches_nothing_read(series: AppliedSeries, arguments: Namespace) -> bool:
    """Whether each tree of the series answers all that is asked for its facts as the base does, comments aside.

    Then their facts are the same. False also where the cache does not know the facts of the base.
    """
    if not series.chained:
        return False
    asked = _asked(source_of(series.before, arguments), arguments)
    if asked is None:
        return False
    read = {question.path for question in asked if question.kind == "blob"}
    if any(_says_something_else(step, path) for step in series.steps for path in step.touched & read):
        return False
    folders = tuple(
        f"{question.path}/" if question.path else "" for question in asked if question.kind == "files"
    )
    return not any(path.startswith(folders) for path in _come_and_gone(series))


def _says_something_else(step: Step, path: str) -> bool:
    from cpregscan.lint.sameness import says_the_same

    return not says_the_same(path, step.before.read(path), step.applied.changes[path])


def _asked(source: TreeSource, arguments: Namespace) -> frozenset[Question] | None:
    """All that the facts that are wanted hang on, None if the cache cannot tell."""
    cache = source.cache
    if cache is None:
        return None
    names = [cache.names_hang_on(what, source.tree) for what in (MODELS, MACHINES)]
    if any(found is None for found in names):
        return None
    wanted = request_of(
        Namespace(**{**vars(arguments), "machine": machines_of(source, arguments.machine)}), detailed=False
    )
    facts = cache.facts_hang_on(source.tree, wanted.guests(source.models() if wanted.cpus is None else ()))
    return None if facts is None else facts.union(*(found for found in names if found is not None))


def _come_and_gone(series: AppliedSeries) -> Iterator[str]:
    """The files that any patch makes or takes away."""
    for step in series.steps:
        for path, content in step.applied.changes.items():
            if content is None or step.before.blob(path) is None:
                yield path
