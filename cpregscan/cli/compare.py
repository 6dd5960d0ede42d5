"""cpregscan compare: what becomes of a stream between two trees, and what differs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.destinations import destinations, tell_rest, write_all
from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import add_finding_options, deliver, steering, tree_of
from cpregscan.cli.machines import machines_of_pair
from cpregscan.cli.options import TREE_HELP, add_options
from cpregscan.cli.pairs import facts_of_pair
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.request import request_of
from cpregscan.cli.snippets import with_snippets
from cpregscan.cli.sources import Source, open_source
from cpregscan.errors import UsageError
from cpregscan.facts.model import Facts
from cpregscan.report.formats import CHANGELOG_FORMATS

FINDINGS, CHANGELOG = "findings", "changelog"


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("old", metavar="OLD", help=TREE_HELP)
    parser.add_argument("new", metavar="NEW", help="likewise")
    add_options(parser, "repo", "arch", "cpu", "machine", "smp")
    parser.add_argument(
        "--view",
        choices=(FINDINGS, CHANGELOG),
        default=FINDINGS,
        help="findings: what breaks, and the verdicts (default); changelog: all that differs, breaking or not",
    )
    parser.add_argument(
        "--verify-fix",
        action="store_true",
        help="lay the proposed changes over the new tree and tell how the verdict turns",
    )
    add_finding_options(parser)
    add_options(parser, "no_cache")


def run(arguments: Namespace) -> ExitCode:
    """Compares the trees."""
    with (
        closing(open_source(arguments.old, arguments)) as old,
        closing(open_source(arguments.new, arguments)) as new,
    ):
        return (_changelog if arguments.view == CHANGELOG else _findings)(old, new, arguments)


def _findings(old: Source, new: Source, arguments: Namespace) -> ExitCode:
    from cpregscan.findings.assess import assess

    wanted = steering(arguments, tree_of(new))
    assessment = assess(*_facts(old, new, arguments), wanted.settings)
    if arguments.verify_fix:
        from cpregscan.cli.verifying import verified

        assessment = verified(assessment, tree_of(new), wanted.settings)
    return deliver(with_snippets(assessment, tree_of(old), tree_of(new)), wanted, arguments)


def _changelog(old: Source, new: Source, arguments: Namespace) -> ExitCode:
    from cpregscan.compare.pairing import compare

    if arguments.format not in CHANGELOG_FORMATS:
        raise UsageError(
            f"a changelog has the formats {', '.join(CHANGELOG_FORMATS)}, not {arguments.format}"
        )
    found = destinations(arguments.outputs, CHANGELOG_FORMATS, arguments.format)
    diff = compare(*_facts(old, new, arguments))
    write_all(found, diff, arguments)
    tell_rest(found, (), diff.old, diff.new)
    return ExitCode.FINDINGS if diff.differs else ExitCode.CLEAN


def _facts(old: Source, new: Source, arguments: Namespace) -> tuple[Facts, Facts]:
    with TerminalProgress() as progress:
        arguments.machine = machines_of_pair(old, new, arguments.machine)
        return facts_of_pair(old, new, request_of(arguments, detailed=False), progress)
