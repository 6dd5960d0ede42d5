"""cpregscan facts: writes the facts of a tree to a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_options
from cpregscan.cli.output import note, write_file, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import is_facts_file_name, open_source
from cpregscan.errors import UsageError
from cpregscan.facts.packing import PACKINGS, pack
from cpregscan.facts.writer import write_parts
from cpregscan.report.coverage import coverage_line


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("tree", metavar="TREE", help=TREE_HELP)
    add_options(parser, "repo", "arch", "cpu", "machine", "smp", "no_cache")
    suffixes = " or ".join(packing.suffix for packing in PACKINGS)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=f"file to write, named *.facts, packed if {suffixes} follows (default: standard output)",
    )


def run(arguments: Namespace) -> ExitCode:
    """Writes the facts."""
    path: str | None = arguments.output
    if path is not None and not is_facts_file_name(path):
        raise UsageError("a facts file has `.facts` in its name, so that it is known as one", path)
    with closing(open_source(arguments.tree, arguments)) as source, TerminalProgress() as progress:
        facts = source.facts(request_of(arguments, detailed=True), progress)
    parts = write_parts(facts)
    if path is None:
        write_lines("".join(parts).split("\n")[:-1], None)
        return ExitCode.CLEAN
    packing = next((packing for packing in PACKINGS if path.endswith(packing.suffix)), None)
    write_file(pack(parts, packing), path)
    note(f"{path}: {coverage_line(facts)}")
    return ExitCode.CLEAN
