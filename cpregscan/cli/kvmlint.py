"""cpregscan kvm lint: what patches to a kernel do to the list that KVM gives, on the lines that do it."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import Steering
from cpregscan.cli.kvmcompare import judging, kernel_steering
from cpregscan.cli.kvmlists import stored_lists
from cpregscan.cli.kvmrouting import check_is_not_for_qemu
from cpregscan.cli.lintoutput import deliver_linted, deliver_untouched, tell
from cpregscan.cli.seriesinput import open_input
from cpregscan.kvm.shape import KERNEL_PROJECT, check_kernel, reads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpregscan.kvm.findings import KvmAssessment
    from cpregscan.patches.steps import AppliedSeries

_ARCH = "aarch64"


def lint_kernel(arguments: Namespace) -> ExitCode:
    """Lints patches to a kernel."""
    with closing(open_input(arguments, KERNEL_PROJECT)) as series:
        check_kernel(series.after)
        check_is_not_for_qemu(series)
        wanted = kernel_steering(arguments, series.after)
        tell(series.notes, wanted)
        if not any(map(reads, series.touched)):
            return deliver_untouched(series, _ARCH, wanted, arguments)
        return _linted(series, wanted, arguments)


def _linted(series: AppliedSeries, wanted: Steering, arguments: Namespace) -> ExitCode:
    from cpregscan.cli.kvmserieslists import SeriesLists
    from cpregscan.kvm.changes import ListChanges
    from cpregscan.lint.linting import lint_changes
    from cpregscan.report.kvm_compare_text import assumptions

    lists = SeriesLists(series, stored_lists(no_cache=arguments.no_cache))
    changes = ListChanges(series, lists, judging(lists.all, arguments), wanted.settings)
    linted = lint_changes(series, changes)
    tell(_unseen(changes.judged) if linted.silent else assumptions(changes.judged), wanted)
    return deliver_linted(linted, wanted, arguments)


def _unseen(judged: KvmAssessment) -> Iterator[str]:
    """Tells if the patches do change the list, and it is the profile that hides it."""
    from cpregscan.kvm.comparing import compare_lists
    from cpregscan.kvm.profile import NOTHING_KNOWN
    from cpregscan.report.kvm_compare_text import profile_text

    comparison = judged.comparison
    if not comparison.changes and compare_lists(comparison.old, comparison.new, NOTHING_KNOWN).changes:
        yield f"the list changes, but for nobody under profile {profile_text(comparison.profile)}"
