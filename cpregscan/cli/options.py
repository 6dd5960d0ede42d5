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

_FLAG: Mapping[str, Any] = {"action": "store_true"}

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
    "no_cache": Option(("--no-cache",), "neither read nor write the user's cache", _FLAG),
    "color": Option(
        ("--color",),
        "colour: auto (default: on a terminal, unless NO_COLOR is set), always or never",
        {"choices": ("auto", "always", "never"), "default": "auto"},
    ),
    "output": Option(("-o", "--output"), "write to a file", {"metavar": "FILE"}),
    "outputs": Option(
        ("-o", "--output"),
        "where output goes: FILE in the format of --format, FORMAT:FILE, or FORMAT for standard output; repeatable",
        {"action": "append", "metavar": "OUTPUT"},
    ),
    "promise": Option(
        ("--promise",),
        "a direction whose breaks are errors, those of the other are notes then; repeatable "
        "(default: forward breaks are errors, backward breaks are warnings)",
        {"action": "append", "choices": ("forward", "backward")},
    ),
    "strict": Option(
        ("--strict",), "report models that promise no compatibility, such as `max`, like all others", _FLAG
    ),
    "fail_on": Option(
        ("--fail-on",),
        "the least level of findings that makes the exit code 1; `never`: it is 0 whatever is found (default: error)",
        {"choices": ("error", "warning", "note", "never")},
    ),
    "config": Option(
        ("--config",), "configuration to use in place of the new tree's .cpregscan.toml", {"metavar": "FILE"}
    ),
    "no_ignores": Option(("--no-ignores",), "report accepted findings like all others", _FLAG),
    "baseline": Option(
        ("--baseline",), "count only findings that this baseline does not know", {"metavar": "FILE"}
    ),
    "write_baseline": Option(
        ("--write-baseline",), "write the findings to a baseline, and exit with 0", {"metavar": "FILE"}
    ),
    "verbose": Option(("-v", "--verbose"), "cut nothing short; accepted findings as well", _FLAG),
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
