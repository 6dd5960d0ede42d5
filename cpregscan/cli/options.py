"""The table of options that verbs share."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ARCHES = ("aarch64", "arm")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: how it is written, and what argparse has to know of it."""

    flags: tuple[str, ...]
    help: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_positive.__name__ = "number"

OPTIONS: Mapping[str, Option] = {
    "repo": Option(
        ("--repo",), "git repository to take refs from (default: the one at hand)", {"metavar": "FOLDER"}
    ),
    "arch": Option(
        ("--arch",),
        "which binary, qemu-system-aarch64 (default) or qemu-system-arm",
        {"choices": ARCHES, "default": "aarch64"},
    ),
    "cpu": Option(
        ("--cpu",),
        "CPU as for QEMU's -cpu, with properties; repeatable; `all` (default) for every model",
        {"action": "append", "metavar": "CPU"},
    ),
    "machine": Option(
        ("--machine",),
        "machine as for QEMU's -machine, with options; repeatable (default: none)",
        {"action": "append", "metavar": "MACHINE"},
    ),
    "smp": Option(
        ("--smp",), "number of CPUs (default: 1)", {"type": _positive, "default": 1, "metavar": "N"}
    ),
    "no_cache": Option(("--no-cache",), "neither read nor write the user's cache", {"action": "store_true"}),
    "color": Option(
        ("--color",),
        "colour: auto (default: on a terminal, unless NO_COLOR is set), always or never",
        {"choices": ("auto", "always", "never"), "default": "auto"},
    ),
    "output": Option(("-o", "--output"), "write to a file", {"metavar": "FILE"}),
}
"""Options by the name of the attribute that holds their value."""

TREE_HELP = (
    "a git ref, a version such as v10.0, a folder, a release archive or a facts file; "
    "without a repository at hand, a released version whose facts ship with cpregscan"
)


def add_options(parser: ArgumentParser, *names: str) -> None:
    """Gives a verb's parser the named options of the table."""
    for name in names:
        option = OPTIONS[name]
        parser.add_argument(*option.flags, dest=name, help=option.help, **option.settings)


def add_format(parser: ArgumentParser, formats: Mapping[str, Any], default: str = "text") -> None:
    """Gives a verb's parser the option --format with a table's formats."""
    summaries = "; ".join(f"{name}: {format_.summary}" for name, format_ in formats.items())
    parser.add_argument(
        "--format", choices=tuple(formats), default=default, help=f"{summaries} (default: {default})"
    )
