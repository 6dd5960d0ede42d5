"""cpregscan compare: what differs between two trees."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.destinations import destinations, tell_rest, write_all
from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_format, add_options
from cpregscan.cli.pairs import facts_of_pair
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import open_source
from cpregscan.compare.pairing import compare
from cpregscan.report.formats import CHANGELOG_FORMATS


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("old", metavar="OLD", help=TREE_HELP)
    parser.add_argument("new", metavar="NEW", help="likewise")
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    add_format(parser, CHANGELOG_FORMATS)
    add_options(parser, "outputs", "verbose", "no_cache", "color")


def run(arguments: Namespace) -> ExitCode:
    """Compares the trees."""
    found = destinations(arguments.outputs, CHANGELOG_FORMATS, arguments.format)
    request = request_of(arguments, detailed=False)
    with (
        closing(open_source(arguments.old, arguments)) as old,
        closing(open_source(arguments.new, arguments)) as new,
        TerminalProgress() as progress,
    ):
        diff = compare(*facts_of_pair(old, new, request, progress))
    write_all(found, diff, arguments)
    tell_rest(found, (), diff.old, diff.new)
    return ExitCode.FINDINGS if diff.differs else ExitCode.CLEAN
