"""cpregscan list: the cpregs of each guest."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_format, add_options
from cpregscan.cli.output import style_for, tell_remarks, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import open_source
from cpregscan.facts.select import by_register
from cpregscan.report.formats import LIST_FORMATS, REGISTER_FORMATS


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("tree", metavar="TREE", help=TREE_HELP)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    parser.add_argument(
        "--register",
        metavar="REGISTER",
        help="all about one register (name, index, or encoding as in the list): call chain and guards too",
    )
    add_format(parser, LIST_FORMATS)
    add_options(parser, "output", "no_cache", "color")


def run(arguments: Namespace) -> ExitCode:
    """Lists the registers."""
    formats = REGISTER_FORMATS if arguments.register else LIST_FORMATS
    format_ = formats[arguments.format]
    with closing(open_source(arguments.tree, arguments)) as source, TerminalProgress() as progress:
        facts = source.facts(request_of(arguments, detailed=format_.detailed), progress)
    if arguments.register:
        facts = by_register(facts, arguments.register)
    write_lines(format_.render(facts, style_for(arguments)), arguments.output)
    tell_remarks(format_, facts)
    return ExitCode.CLEAN
