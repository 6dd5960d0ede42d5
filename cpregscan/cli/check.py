"""cpregscan check: whether a tree loads its own streams, and its latent faults."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import add_finding_options, deliver, steering, tree_of
from cpregscan.cli.machines import machines_of
from cpregscan.cli.options import TREE_HELP, add_options
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.snippets import with_snippets
from cpregscan.cli.sources import open_source


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("tree", metavar="TREE", help=TREE_HELP)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    add_finding_options(parser)
    add_options(parser, "no_cache")


def run(arguments: Namespace) -> ExitCode:
    """Checks the tree."""
    from cpregscan.findings.assess import check

    with closing(open_source(arguments.tree, arguments)) as source, TerminalProgress() as progress:
        tree = tree_of(source)
        wanted = steering(arguments, tree)
        arguments.machine = machines_of(source, arguments.machine)
        facts = source.facts(request_of(arguments, detailed=False), progress)
        return deliver(with_snippets(check(facts, wanted.settings), tree, tree), wanted, arguments)
