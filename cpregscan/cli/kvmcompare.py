"""cpregscan kvm compare: what migration between hosts with two kernels loses or refuses."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from cpregscan.cli.destinations import destinations, write_all
from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import Steering, deliver, steering
from cpregscan.cli.kvmlists import listed_all, stored_lists
from cpregscan.cli.kvmprofile import asked_profile
from cpregscan.cli.lintoutput import tell
from cpregscan.errors import UsageError
from cpregscan.facts.stream import Tolerance
from cpregscan.kvm.changes import Judging
from cpregscan.kvm.comparing import compare_lists
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.findings import KvmAssessment, assess
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.shape import open_kernel
from cpregscan.report.kvm_formats import CHANGELOG_FORMATS
from cpregscan.trees.opening import open_tree
from cpregscan.trees.tree import Tree

FINDINGS, CHANGELOG = "findings", "changelog"


def compare_kernels(arguments: Namespace) -> ExitCode:
    """Compares two kernels, as findings or as a changelog."""
    with (
        closing(open_kernel(arguments.old, arguments.repo)) as old,
        closing(open_kernel(arguments.new, arguments.repo)) as new,
    ):
        return (_changelog if arguments.view == CHANGELOG else _findings)(old, new, arguments)


def _findings(old: Tree, new: Tree, arguments: Namespace) -> ExitCode:
    from cpregscan.cli.snippets import with_snippets
    from cpregscan.kvm.assessing import assessment_of
    from cpregscan.report.kvm_compare_text import assumptions

    wanted = kernel_steering(arguments, new)
    found = _compared(old, new, arguments)
    tell(assumptions(found), wanted)
    return deliver(with_snippets(assessment_of(found, wanted.settings), old, new), wanted, arguments)


def _changelog(old: Tree, new: Tree, arguments: Namespace) -> ExitCode:
    if arguments.format not in CHANGELOG_FORMATS:
        raise UsageError(
            f"a changelog has the formats {', '.join(CHANGELOG_FORMATS)}, not {arguments.format}"
        )
    wanted = destinations(arguments.outputs, CHANGELOG_FORMATS, arguments.format)
    found = _compared(old, new, arguments)
    write_all(wanted, found, arguments)
    return ExitCode.FINDINGS if found.findings else ExitCode.CLEAN


def kernel_steering(arguments: Namespace, new: Tree) -> Steering:
    """What the command line and the new kernel's configuration ask for. A profile shows only some of the guests."""
    arguments.cpu = arguments.machine = None
    return replace(steering(arguments, new), narrowed=True)


def _compared(old: Tree, new: Tree, arguments: Namespace) -> KvmAssessment:
    lists = old_list, new_list = listed_all((old, new), stored_lists(no_cache=arguments.no_cache))
    return judging(lists, arguments)(old_list, new_list)


def judging(lists: Sequence[KernelList], arguments: Namespace) -> Judging:
    """What tells the difference between two of the lists, under the profile and for the QEMU that are asked for.

    Raises UsageError for settings of the profile on which nothing hangs in any of the lists.
    """
    profile = asked_profile(arguments, *lists)
    destination = None if arguments.qemu is None else _destination(arguments)
    return lambda old, new: assess(compare_lists(old, new, profile), destination)


def _destination(arguments: Namespace) -> Destination:
    """The QEMU at the destination. Its loading code is that of every guest: any model with a list shows it."""
    from cpregscan.cli.request import Request
    from cpregscan.cli.sources import open_source

    of_qemu = Namespace(arch="aarch64", repo=arguments.qemu_repo, no_cache=arguments.no_cache)
    with closing(open_source(arguments.qemu, of_qemu)) as source:
        for model in source.models():
            facts = source.facts(Request((model,), ("none",), 1, detailed=False), None)
            loading = facts.cpus[0].stream.loading
            if loading is not None:
                tolerances = _tolerances(arguments) if loading.tolerates else ()
                return Destination(facts.tree, facts.version, loading, tolerances)
    raise UsageError("no CPU model has a list of cpregs to load", arguments.qemu)


def _tolerances(arguments: Namespace) -> tuple[Tolerance, ...]:
    """The tolerances for host CPUs. Facts do not have them: they are made with TCG."""
    from cpregscan.kvm.tolerances import host_tolerances

    with closing(open_tree(arguments.qemu, arguments.qemu_repo)) as tree:
        return host_tolerances(tree)
