"""The facts of two sources at once: two trees that nobody has analysed yet are analysed side by side."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.cli.forking import beside, can_fork
from cpregscan.cli.request import Request
from cpregscan.cli.sources import Progress, Source
from cpregscan.facts.model import Facts


def facts_of_pair(
    old: Source, new: Source, request: Request, progress: Progress | None
) -> tuple[Facts, Facts]:
    """The facts of both sources. Where both have to be analysed, the old one goes to a process of its own."""
    known_old, known_new = old.known(request), new.known(request)
    if known_old is None and known_new is None and can_fork():
        whole = replace(request, divisible=False)
        return beside(lambda: old.facts(whole, None), lambda: new.facts(whole, progress))
    return known_old or old.facts(request, progress), known_new or new.facts(request, progress)
