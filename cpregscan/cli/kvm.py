"""cpregscan kvm: the registers that a host's kernel gives a guest under KVM."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import add_finding_options
from cpregscan.cli.kvmcompare import CHANGELOG, FINDINGS, compare_kernels
from cpregscan.cli.kvmlists import listed, stored_lists
from cpregscan.cli.kvmprofile import DEFAULT, add_profile_options, asked_profile, is_asked
from cpregscan.cli.lintoutput import add_filter_mode
from cpregscan.cli.options import add_format, add_options
from cpregscan.cli.output import style_for, write_lines
from cpregscan.cli.seriesinput import add_series_arguments
from cpregscan.kvm.shape import open_kernel
from cpregscan.report.kvm_formats import LIST_FORMATS

_TREE = "a Linux kernel tree: a git ref, a folder or a release archive"


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's own verbs and their arguments."""
    actions = parser.add_subparsers(title="verbs", metavar="VERB", dest="action", required=True)
    summary = "what KVM_GET_REG_LIST gives, with the condition of each register"
    _add_list(actions.add_parser("list", help=summary, description=summary, allow_abbrev=False))
    summary = "what migration between hosts with two kernels loses or refuses"
    _add_compare(actions.add_parser("compare", help=summary, description=summary, allow_abbrev=False))
    summary = "what patches to a kernel do to the list, on the lines that do it"
    _add_lint(actions.add_parser("lint", help=summary, description=summary, allow_abbrev=False))


def _add_list(parser: ArgumentParser) -> None:
    parser.add_argument("tree", metavar="TREE", help=_TREE)
    add_profile_options(parser, None)
    add_format(parser, LIST_FORMATS)
    add_options(parser, "output", "no_cache", "color")
    parser.set_defaults(act=_list)


def _add_compare(parser: ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help=_TREE)
    parser.add_argument("new", metavar="NEW", help="likewise")
    add_judging(parser)
    parser.add_argument(
        "--view",
        choices=(FINDINGS, CHANGELOG),
        default=FINDINGS,
        help="findings: what breaks, and the verdicts (default); changelog: each register that differs, by condition",
    )
    add_finding_options(parser)
    add_options(parser, "no_cache")
    parser.set_defaults(act=compare_kernels)


def _add_lint(parser: ArgumentParser) -> None:
    add_series_arguments(parser)
    add_judging(parser)
    add_filter_mode(parser)
    add_finding_options(parser)
    add_options(parser, "no_cache")
    parser.set_defaults(act=_lint)


def add_judging(parser: ArgumentParser) -> None:
    """Gives a parser the options that tell for whom, and for which QEMU, two kernels are judged."""
    add_profile_options(parser, DEFAULT)
    parser.add_argument(
        "--qemu",
        metavar="TREE",
        help="QEMU at the destination, whose loading code then decides: as TREE of `list`",
    )
    parser.add_argument(
        "--qemu-repo", metavar="FOLDER", help="git repository to take --qemu from (default: the one at hand)"
    )


def run(arguments: Namespace) -> ExitCode:
    """Runs the verb's verb."""
    code: ExitCode = arguments.act(arguments)
    return code


def _list(arguments: Namespace) -> ExitCode:
    with closing(open_kernel(arguments.tree, arguments.repo)) as tree:
        found = listed(tree, stored_lists(no_cache=arguments.no_cache))
    profile = asked_profile(arguments, found) if is_asked(arguments) else None
    render = LIST_FORMATS[arguments.format].render
    write_lines(render(found, profile, style_for(arguments)), arguments.output)
    return ExitCode.CLEAN


def _lint(arguments: Namespace) -> ExitCode:
    from cpregscan.cli.kvmlint import lint_kernel

    return lint_kernel(arguments)
