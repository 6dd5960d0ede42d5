"""cpregscan lint: what patches do to the migration stream, on the lines that do it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from cpregscan.cli.destinations import write_all
from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import Steering, add_finding_options, deliver, steering
from cpregscan.cli.options import add_options
from cpregscan.cli.output import note, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.seriesinput import add_series_arguments, open_input
from cpregscan.findings.baseline import write_baseline

if TYPE_CHECKING:
    from cpregscan.findings.model import Assessment
    from cpregscan.patches.steps import AppliedSeries

FILTER_MODES = ("added", "diff-context", "file", "nofilter")
_EMPTY_WHEN_SILENT = ("text", "tsv", "markdown")
"""Formats that would write a heading even if there is nothing to say."""
_FOR_B4 = ("checkpatch", "b4")


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    add_series_arguments(parser)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    parser.add_argument(
        "--filter-mode",
        choices=FILTER_MODES,
        default="nofilter",
        help="report findings on lines that a patch adds or removes; also on lines that its hunks show; "
        "also elsewhere in files that it changes; or all (default)",
    )
    add_finding_options(parser)
    add_options(parser, "no_cache")


def run(arguments: Namespace) -> ExitCode:
    """Lints the patches."""
    with closing(open_input(arguments)) as series:
        wanted = replace(steering(arguments, series.after), narrowed=True)
        _tell(series, wanted)
        if not series.touched or _touches_nothing_read(series, arguments):
            return _untouched(series, wanted, arguments)
        return _linted(series, wanted, arguments)


def _touches_nothing_read(series: AppliedSeries, arguments: Namespace) -> bool:
    from cpregscan.cli.unread import touches_nothing_read

    return touches_nothing_read(series, arguments)


def _tell(series: AppliedSeries, wanted: Steering) -> None:
    """The notes of the series, where nobody takes every line for an error, as b4 does."""
    if any(one.format.name not in _FOR_B4 for one in wanted.destinations):
        for line in series.notes:
            note(line)


def _linted(series: AppliedSeries, wanted: Steering, arguments: Namespace) -> ExitCode:
    from cpregscan.cli.seriesfacts import TreeFacts
    from cpregscan.cli.snippets import with_snippets
    from cpregscan.lint.combined import combined, with_patch_lines
    from cpregscan.lint.linting import lint
    from cpregscan.lint.model import Nearness

    with TerminalProgress() as progress:
        linted = lint(series, TreeFacts(series, arguments, progress), wanted.settings)
    found = combined(linted, Nearness[arguments.filter_mode.upper().replace("-", "_")])
    if linted.silent:
        return _deliver_silence(found, wanted, arguments)
    return deliver(with_patch_lines(with_snippets(found, series.before, series.after)), wanted, arguments)


def _untouched(series: AppliedSeries, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Nothing that cpregscan reads is touched."""
    from cpregscan import __version__
    from cpregscan.facts.model import Facts
    from cpregscan.findings.model import Assessment

    old, new = (
        Facts(tree.name, tree.commit, "", arguments.arch, __version__, ())
        for tree in (series.before, series.after)
    )
    return _deliver_silence(Assessment(old, new, (), ()), wanted, arguments)


def _deliver_silence(found: Assessment, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Writes the formats that are one document, and nothing else."""
    kept = [one for one in wanted.destinations if one.format.name not in _EMPTY_WHEN_SILENT]
    write_all(kept, found, arguments)
    if arguments.write_baseline is not None:
        write_lines(write_baseline(found), arguments.write_baseline)
    return ExitCode.CLEAN
