"""cpregscan compare: what differs between two trees."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_format, add_options
from cpregscan.cli.output import style_for, tell_remarks, write_lines
from cpregscan.cli.pairs import facts_of_pair
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import open_source
from cpregscan.compare.pairing import compare
from cpregscan.report.formats import COMPARE_FORMATS


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("old", metavar="OLD", help=TREE_HELP)
    parser.add_argument("new", metavar="NEW", help="likewise")
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    add_format(parser, COMPARE_FORMATS)
    add_options(parser, "output", "no_cache", "color")


def run(arguments: Namespace) -> ExitCode:
    """Compares the trees."""
    format_ = COMPARE_FORMATS[arguments.format]
    request = request_of(arguments, detailed=format_.detailed)
    with (
        closing(open_source(arguments.old, arguments)) as old,
        closing(open_source(arguments.new, arguments)) as new,
        TerminalProgress() as progress,
    ):
        diff = compare(*facts_of_pair(old, new, request, progress))
    write_lines(format_.render(diff, style_for(arguments)), arguments.output)
    tell_remarks(format_, diff.old, diff.new)
    return ExitCode.DIFFERENT if diff.differs else ExitCode.SAME
