"""What the verbs that lint share, whatever project the patches are for: how near findings are, and silence."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from cpregscan.cli.destinations import write_all
from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import Steering, deliver
from cpregscan.cli.output import note, write_lines

if TYPE_CHECKING:
    from cpregscan.findings.model import Assessment
    from cpregscan.lint.model import Linted
    from cpregscan.patches.steps import AppliedSeries

FILTER_MODES = ("added", "diff-context", "file", "nofilter")
_EMPTY_WHEN_SILENT = ("text", "tsv", "markdown")
"""Formats that would write a heading even if there is nothing to say."""
_FOR_B4 = ("checkpatch", "b4")


def add_filter_mode(parser: ArgumentParser) -> None:
    """Gives a verb's parser --filter-mode."""
    parser.add_argument(
        "--filter-mode",
        choices=FILTER_MODES,
        default="nofilter",
        help="report findings on lines that a patch adds or removes; also on lines that its hunks show; "
        "also elsewhere in files that it changes; or all (default)",
    )


def tell(lines: Iterable[str], wanted: Steering) -> None:
    """Lines as notes, where nobody takes every line for an error, as b4 does."""
    if any(one.format.name not in _FOR_B4 for one in wanted.destinations):
        for line in lines:
            note(line)


def deliver_linted(linted: Linted, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Writes what was found, each finding with the line of the patch that it stands on."""
    from cpregscan.lint.combined import combined, with_patch_lines
    from cpregscan.lint.model import Nearness

    nearness = Nearness[arguments.filter_mode.upper().replace("-", "_")]
    if linted.silent:
        return _deliver_silence(combined(linted, nearness), wanted, arguments)
    return deliver(with_patch_lines(combined(_with_lines(linted), nearness)), wanted, arguments)


def deliver_untouched(series: AppliedSeries, arch: str, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Nothing that is read is touched: there are no facts of the trees, and nothing to say."""
    from cpregscan import __version__
    from cpregscan.facts.model import Facts
    from cpregscan.findings.model import Assessment

    old, new = (
        Facts(tree.name, tree.commit, "", arch, __version__, ()) for tree in (series.before, series.after)
    )
    return _deliver_silence(Assessment(old, new, (), ()), wanted, arguments)


def _with_lines(linted: Linted) -> Linted:
    """The series with the lines of each patch's own trees beside the places of its findings."""
    from cpregscan.cli.snippets import with_snippets

    series = linted.series
    patches = []
    for result in linted.patches:
        step = series.steps[result.step]
        patches.append(replace(result, assessment=with_snippets(result.assessment, step.before, step.after)))
    whole = with_snippets(linted.whole, series.before, series.after)
    return replace(linted, patches=tuple(patches), whole=whole)


def _deliver_silence(found: Assessment, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Writes the formats that are one document, and nothing else."""
    from cpregscan.findings.baseline import write_baseline

    kept = [one for one in wanted.destinations if one.format.name not in _EMPTY_WHEN_SILENT]
    write_all(kept, found, arguments)
    if arguments.write_baseline is not None:
        write_lines(write_baseline(found), arguments.write_baseline)
    return ExitCode.CLEAN
