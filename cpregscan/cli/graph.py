"""cpregscan graph: which guards and tables lead to registers, and which CPUs a line reaches."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_format, add_options
from cpregscan.cli.output import note, style_for, tell_remarks, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import open_source
from cpregscan.facts.select import by_place, by_register
from cpregscan.report.formats import GRAPH_FORMATS


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("tree", metavar="TREE", help=TREE_HELP)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    parser.add_argument("--register", metavar="REGISTER", help="only this register (name, index or encoding)")
    parser.add_argument(
        "--place",
        metavar="FILE:LINE",
        help="only registers that this line leads to, as table entry, call or guard",
    )
    add_format(parser, GRAPH_FORMATS)
    add_options(parser, "output", "no_cache", "color")


def run(arguments: Namespace) -> ExitCode:
    """Prints the graph."""
    format_ = GRAPH_FORMATS[arguments.format]
    with closing(open_source(arguments.tree, arguments)) as source, TerminalProgress() as progress:
        facts = source.facts(request_of(arguments, detailed=True), progress)
    if not facts.detailed:
        note(f"{facts.tree}: these facts hold no call chains and guards")
    if arguments.register:
        facts = by_register(facts, arguments.register)
    if arguments.place:
        facts = by_place(facts, arguments.place)
        if not any(cpu.registers for cpu in facts.cpus):
            note(f"{arguments.place}: no register of these CPUs comes by this line")
    write_lines(format_.render(facts, style_for(arguments)), arguments.output)
    tell_remarks(format_, facts)
    return ExitCode.CLEAN
