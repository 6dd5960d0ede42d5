"""Patches that `lint` is given and that are for a kernel: `kvm lint` looks at them."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from cpregscan.cli.exitcode import ExitCode
from cpregscan.errors import TreeError, UsageError
from cpregscan.kvm.files import KVM, TABLE_FILE
from cpregscan.patches.opening import range_in
from cpregscan.patches.steps import AppliedSeries
from cpregscan.trees.opening import open_unchecked
from cpregscan.trees.paths import shown
from cpregscan.trees.scope import Scope

_QEMU_FOLDER = "target/arm"
_TELLING = Scope((KVM, _QEMU_FOLDER))
"""What tells the two projects apart."""
_ARM64 = "arch/arm64"
"""Where kernels keep what is Arm's; QEMU has no such folder."""
_OF_QEMU = {"arch": "aarch64", "cpu": None, "machine": None, "smp": 1}
"""Options that kernels have no use for, with what they are if they are not given."""


def is_for_kernel(arguments: Namespace) -> bool:
    """Whether the tree that the patches are for is a kernel with KVM for arm64, and no QEMU.

    An archive is taken for QEMU's: to unpack it once more would take longer than all the rest.
    """
    spec = _tree_of(arguments)
    return not os.path.isfile(spec) and _is_kernel(spec, arguments.repo)


def check_archive_is_no_kernel(arguments: Namespace) -> None:
    """Raises UsageError if what was taken for an archive of QEMU has a kernel in it."""
    spec = _tree_of(arguments)
    if os.path.isfile(spec) and _is_kernel(spec, arguments.repo):
        raise UsageError("is a Linux kernel: run cpregscan kvm lint", shown(spec))


def _is_kernel(spec: str, repo: str | None) -> bool:
    try:
        tree = open_unchecked(spec, repo, _TELLING)
    except TreeError:
        return False  # opening it in earnest tells what is wrong
    try:
        return tree.blob(TABLE_FILE) is not None and not tree.files(_QEMU_FOLDER)
    finally:
        tree.close()


def lint_as_kernel(arguments: Namespace) -> ExitCode:
    """Does what `kvm lint` does without its own options. Raises UsageError for options that are for QEMU alone."""
    from cpregscan.cli.kvm import add_judging
    from cpregscan.cli.kvmlint import lint_kernel

    for name, unasked in _OF_QEMU.items():
        if getattr(arguments, name) != unasked:
            raise UsageError(f"--{name} is for QEMU, and this is a kernel: see cpregscan kvm lint --help")
    options = ArgumentParser()
    add_judging(options)
    return lint_kernel(Namespace(**{**vars(options.parse_args([])), **vars(arguments)}))


def check_is_not_for_kernel(series: AppliedSeries) -> None:
    """Raises UsageError if nothing of a series is for QEMU, and something for a kernel's arm64 code."""
    if not series.touched and _changes_below(_ARM64, series):
        raise _wrong_tree(series, "a Linux kernel", "QEMU", "kvm lint --base KERNEL")


def check_is_not_for_qemu(series: AppliedSeries) -> None:
    """Likewise if nothing of a series is for a kernel, and something for QEMU's Arm code."""
    if not series.touched and _changes_below(_QEMU_FOLDER, series):
        raise _wrong_tree(series, "QEMU", "a Linux kernel", "lint --base QEMU")


def _changes_below(folder: str, series: AppliedSeries) -> bool:
    paths = (file.path for patch in series.series.patches for file in patch.files)
    return any(path.startswith(f"{folder}/") for path in paths)


def _wrong_tree(series: AppliedSeries, wanted: str, found: str, verb: str) -> UsageError:
    return UsageError(
        f"is for {wanted}, and {series.before.name} is {found}: run cpregscan {verb}", series.series.source
    )


def _tree_of(arguments: Namespace) -> str:
    """The tree that is looked at, as the user names it."""
    commits = range_in(arguments.patches)
    if commits is not None:
        return commits.rpartition("..")[2].lstrip(".") or "HEAD"
    base: str | None = arguments.base
    return base or "HEAD"
