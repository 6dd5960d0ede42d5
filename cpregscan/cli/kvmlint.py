"""cpregscan kvm lint: what patches to a kernel do to the list that KVM gives, on the lines that do it."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import closing
from pathlib import Path

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import deliver
from cpregscan.cli.kvmcompare import compared, kernel_steering, tell_assumptions
from cpregscan.cli.output import note
from cpregscan.errors import UsageError
from cpregscan.kvm.shape import KERNEL, check_kernel, open_kernel
from cpregscan.patches.limits import MAX_INPUT
from cpregscan.patches.series import read_series_of


def lint_kernel(arguments: Namespace) -> ExitCode:
    """Lints mails or diffs over a kernel."""
    from cpregscan.cli.snippets import with_snippets
    from cpregscan.kvm.assessing import assessment_of
    from cpregscan.kvm.placing import on_patch_lines
    from cpregscan.lint.combined import with_patch_lines
    from cpregscan.patches.steps import apply_series

    read = read_series_of([(spec, _content(spec)) for spec in arguments.patches or ["-"]])
    base = arguments.base or read.base_commit or "HEAD"
    with closing(open_kernel(base, arguments.repo)) as tree:
        series = apply_series(read, tree, scope=KERNEL)
        check_kernel(series.after)
        wanted = kernel_steering(arguments, series.after)
        found = compared(series.before, series.after, base, arguments)
        if tell_assumptions(found, wanted):
            for line in series.notes:
                note(line)
        assessment = on_patch_lines(assessment_of(found, wanted.settings), series)
        snippets = with_patch_lines(with_snippets(assessment, series.before, series.after))
        return deliver(snippets, wanted, arguments)


def _content(spec: str) -> bytes:
    if spec == "-":
        return sys.stdin.buffer.read(MAX_INPUT + 1)
    try:
        with Path(spec).open("rb") as file:
            return file.read(MAX_INPUT + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", spec) from error
