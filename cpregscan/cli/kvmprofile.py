"""The options of `kvm` that tell what is known of guest, host and kernel."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cpregscan.cli.options import add_options
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import PRESETS, Profile, check_leaves, profile_of

DEFAULT = "default"


def add_profile_options(parser: ArgumentParser, default: str | None) -> None:
    """Gives a parser the options; ``default`` is the profile without any."""
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


def is_asked(arguments: Namespace) -> bool:
    """Whether the command line tells anything."""
    return arguments.profile is not None or any(_settings(arguments).values())


def asked_profile(arguments: Namespace, *lists: KernelList) -> Profile:
    """The profile for the leaves of some lists. Raises UsageError for a name on which nothing hangs."""
    settings = _settings(arguments)
    profile = profile_of(arguments.profile or DEFAULT, **settings)
    return check_leaves(profile, {leaf for listed in lists for leaf in listed.leaves}, settings)


def _settings(arguments: Namespace) -> dict[str, str | None]:
    return {part: getattr(arguments, part) for part in ("vm", "host", "kernel")}
