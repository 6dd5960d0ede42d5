"""cpregscan models: the CPU models of a tree."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_options
from cpregscan.cli.output import write_lines
from cpregscan.cli.sources import open_source
from cpregscan.facts.escape import printable


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("tree", metavar="TREE", help=TREE_HELP)
    add_options(parser, "repo", "arch", "output", "no_cache")


def run(arguments: Namespace) -> ExitCode:
    """Lists the models, one a line."""
    with closing(open_source(arguments.tree, arguments)) as source:
        models = source.models()
    write_lines(map(printable, models), arguments.output)
    return ExitCode.CLEAN
