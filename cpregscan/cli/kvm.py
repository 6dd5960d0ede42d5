"""cpregscan kvm: the registers that a host's kernel gives a guest under KVM."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import add_format, add_options
from cpregscan.cli.output import note, style_for, write_lines
from cpregscan.errors import UsageError
from cpregscan.facts.analyser import analyser_version, surroundings
from cpregscan.facts.recording import RecordingTree
from cpregscan.facts.store import cache_folder, open_store
from cpregscan.facts.stream import Tolerance
from cpregscan.kvm.comparing import compare_lists
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.findings import assess
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import PRESETS, Profile, check_leaves, profile_of
from cpregscan.kvm.shape import open_kernel
from cpregscan.kvm.stored import StoredLists
from cpregscan.report.kvm_formats import COMPARE_FORMATS, LIST_FORMATS
from cpregscan.trees.opening import open_tree

_TREE = "a Linux kernel tree: a git ref, a folder or a release archive"


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's own verbs and their arguments."""
    actions = parser.add_subparsers(title="verbs", metavar="VERB", dest="action", required=True)
    summary = "what KVM_GET_REG_LIST gives, with the condition of each register"
    listing = actions.add_parser("list", help=summary, description=summary, allow_abbrev=False)
    listing.add_argument("tree", metavar="TREE", help=_TREE)
    _add_profile(listing, None)
    add_format(listing, LIST_FORMATS)
    add_options(listing, "output", "no_cache", "color")
    summary = "what migration between hosts with two kernels loses or refuses"
    comparing = actions.add_parser("compare", help=summary, description=summary, allow_abbrev=False)
    comparing.add_argument("old", metavar="OLD", help=_TREE)
    comparing.add_argument("new", metavar="NEW", help="likewise")
    _add_profile(comparing, "default")
    comparing.add_argument(
        "--qemu",
        metavar="TREE",
        help="QEMU at the destination, whose loading code then decides: as TREE of `list`",
    )
    comparing.add_argument(
        "--qemu-repo", metavar="FOLDER", help="git repository to take --qemu from (default: the one at hand)"
    )
    add_format(comparing, COMPARE_FORMATS)
    add_options(comparing, "output", "no_cache", "color")


def _add_profile(parser: ArgumentParser, default: str | None) -> None:
    add_options(parser, "repo")
    parser.add_argument(
        "--profile",
        choices=tuple(PRESETS),
        default=default,
        help=f"what is known of guest and host (default: {default or 'nothing'})",
    )
    for part, example in (("vm", "sve=on,pauth=off"), ("host", "TCRX=on"), ("kernel", "NAME=off")):
        also = " or the name of a profile" if part == "host" else ""
        parser.add_argument(
            f"--{part}", metavar="SETTINGS", help=f"settings such as {example}{also}, laid over the profile's"
        )


def run(arguments: Namespace) -> ExitCode:
    """Lists or compares."""
    return _list(arguments) if arguments.action == "list" else _compare(arguments)


def _list(arguments: Namespace) -> ExitCode:
    listed = _listed(arguments.tree, arguments.repo, _lists(arguments))
    profile = _profile(arguments, listed)
    render = LIST_FORMATS[arguments.format].render
    write_lines(render(listed, profile, style_for(arguments)), arguments.output)
    return ExitCode.CLEAN


def _compare(arguments: Namespace) -> ExitCode:
    old, new = _pair(arguments)
    profile = _profile(arguments, old, new)
    assert profile is not None
    destination = None if arguments.qemu is None else _destination(arguments)
    assessment = assess(compare_lists(old, new, profile), destination)
    render = COMPARE_FORMATS[arguments.format].render
    write_lines(render(assessment, style_for(arguments)), arguments.output)
    return ExitCode.FINDINGS if assessment.breaks else ExitCode.CLEAN


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


def _listed(spec: str, repo: str | None, lists: StoredLists) -> KernelList:
    with closing(RecordingTree(open_kernel(spec, repo))) as tree:
        return lists.known(tree) or lists.made(tree)


def _pair(arguments: Namespace) -> tuple[KernelList, KernelList]:
    """Both lists. Where neither is known, the old kernel's is worked out in a process of its own."""
    lists, repo = _lists(arguments), arguments.repo
    with (
        closing(RecordingTree(open_kernel(arguments.old, repo))) as old,
        closing(RecordingTree(open_kernel(arguments.new, repo))) as new,
    ):
        known_old, known_new = lists.known(old), lists.known(new)
        if known_old is None and known_new is None and _can_fork():
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            with ProcessPoolExecutor(1, get_context("fork")) as pool:
                waiting = pool.submit(_listed, arguments.old, repo, lists)
                made = lists.made(new)
                return waiting.result(), made
        return known_old or lists.made(old), known_new or lists.made(new)


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux, and pays with a second CPU."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _profile(arguments: Namespace, *lists: KernelList) -> Profile | None:
    settings = {part: getattr(arguments, part) for part in ("vm", "host", "kernel")}
    if arguments.profile is None and not any(settings.values()):
        return None
    base = arguments.profile or "default"
    profile = profile_of(base, **settings)
    return check_leaves(profile, {leaf for listed in lists for leaf in listed.leaves}, settings)


def _lists(arguments: Namespace) -> StoredLists:
    """Lists by way of the user's cache; without one (told in a note) all is worked out afresh."""
    store = None
    if not arguments.no_cache:
        try:
            store = open_store(cache_folder(os.environ))
        except (OSError, RuntimeError) as error:
            note(f"goes on without a cache: {error}")
    return StoredLists(store, analyser_version(), surroundings())
