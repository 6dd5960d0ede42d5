"""cpregscan decode: all about one cpreg, from whatever form of it is at hand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import TREE_HELP, add_format, add_options
from cpregscan.cli.output import note, style_for, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.sources import open_source
from cpregscan.encoding.cpreg_id import CpregId, from_index
from cpregscan.encoding.sightings import decoded, indexes_of
from cpregscan.encoding.spelling import parse
from cpregscan.errors import FactsError, UsageError
from cpregscan.facts.model import Facts
from cpregscan.facts.reader import open_facts
from cpregscan.facts.released import released_file, released_versions
from cpregscan.facts.select import by_register
from cpregscan.report.formats import DECODE_FORMATS


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument(
        "register",
        metavar="REGISTER",
        nargs="+",
        help="64-bit index, 32-bit key, the two 32-bit words of an index in any order, a message of QEMU, "
        "an encoding such as S3_0_C4_C1_3, p14,3,c0,c5,0 or p15,0,c2, or a name",
    )
    parser.add_argument("--tree", metavar="TREE", help=f"look here too: {TREE_HELP}")
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    add_format(parser, DECODE_FORMATS)
    add_options(parser, "output", "no_cache", "color")


def run(arguments: Namespace) -> ExitCode:
    """Decodes the register."""
    text = " ".join(arguments.register)
    cpregs = parse(text)
    released, given = _released(arguments.arch), _given(arguments)
    found = cpregs or _named(text.strip(), [*given, *reversed(released)])
    series = (released, given)
    format_ = DECODE_FORMATS[arguments.format]
    lines = format_.render([decoded(cpreg, series) for cpreg in found], style_for(arguments))
    write_lines(lines, arguments.output)
    return ExitCode.CLEAN


def _released(arch: str) -> list[Facts]:
    """The facts that ship; what an encoding means can be told without them as well."""
    files = (released_file(version, arch) for version in released_versions(arch))
    try:
        return [open_facts(file).facts() for file in files if file]
    except FactsError as error:
        note(f"the releases are not looked through: {error}")
        return []


def _given(arguments: Namespace) -> list[Facts]:
    if arguments.tree is None:
        return []
    with closing(open_source(arguments.tree, arguments)) as source, TerminalProgress() as progress:
        return [source.facts(request_of(arguments, detailed=False), progress)]


def _named(name: str, trees: Sequence[Facts]) -> tuple[CpregId, ...]:
    """The registers that have or had a name. Raises UsageError with near names of the first tree."""
    if not trees:
        raise UsageError(f"{name!r} is no number and no encoding; --tree TREE says where to look for a name")
    indexes = indexes_of(name, trees)
    if not indexes:
        by_register(trees[0], name)
    return tuple(map(from_index, indexes))
