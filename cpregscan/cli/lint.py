"""cpregscan lint: what patches do to the migration stream, on the lines that do it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import Steering, add_finding_options, steering
from cpregscan.cli.kvmrouting import (
    check_archive_is_no_kernel,
    check_is_not_for_kernel,
    is_for_kernel,
    lint_as_kernel,
)
from cpregscan.cli.lintoutput import add_filter_mode, deliver_linted, deliver_untouched, tell
from cpregscan.cli.options import add_options
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.seriesinput import add_series_arguments, open_input
from cpregscan.errors import TreeError

if TYPE_CHECKING:
    from cpregscan.patches.steps import AppliedSeries


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    add_series_arguments(parser)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    add_filter_mode(parser)
    add_finding_options(parser)
    add_options(parser, "no_cache")


def run(arguments: Namespace) -> ExitCode:
    """Lints the patches."""
    if is_for_kernel(arguments):
        return lint_as_kernel(arguments)
    with closing(_opened(arguments)) as series:
        check_is_not_for_kernel(series)
        wanted = replace(steering(arguments, series.after), narrowed=True)
        tell(series.notes, wanted)
        if not series.touched or _touches_nothing_read(series, arguments):
            return deliver_untouched(series, arguments.arch, wanted, arguments)
        return _linted(series, wanted, arguments)


def _opened(arguments: Namespace) -> AppliedSeries:
    try:
        return open_input(arguments)
    except TreeError:
        check_archive_is_no_kernel(arguments)
        raise


def _touches_nothing_read(series: AppliedSeries, arguments: Namespace) -> bool:
    from cpregscan.cli.unread import touches_nothing_read

    return touches_nothing_read(series, arguments)


def _linted(series: AppliedSeries, wanted: Steering, arguments: Namespace) -> ExitCode:
    from cpregscan.cli.seriesfacts import TreeFacts
    from cpregscan.lint.linting import lint

    with TerminalProgress() as progress:
        linted = lint(series, TreeFacts(series, arguments, progress), wanted.settings)
    return deliver_linted(linted, wanted, arguments)
