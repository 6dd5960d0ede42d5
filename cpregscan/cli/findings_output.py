"""What the verbs with findings share: their options, the configuration, and what becomes of an assessment.

A verb calls `add_finding_options` for its parser, `steering` with `tree_of` its source before it analyses
anything (bad input is told early), and `deliver` with what it found.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpregscan.cli.destinations import Destination, destinations, tell_rest, write_all
from cpregscan.cli.exitcode import ExitCode, code_of
from cpregscan.cli.options import add_format, add_options
from cpregscan.cli.output import write_lines
from cpregscan.cli.request import ALL
from cpregscan.errors import ConfigError
from cpregscan.findings.baseline import parse_baseline, write_baseline
from cpregscan.findings.config import Config, config_of_tree, parse_config
from cpregscan.findings.model import Assessment, Direction, Known
from cpregscan.findings.settings import Settings, settings, steered
from cpregscan.report.formats import FINDING_FORMATS
from cpregscan.trees.tree import Tree

if TYPE_CHECKING:
    from cpregscan.cli.sources import Source


@dataclass(frozen=True, slots=True)
class Steering:
    """What the user wants of a run with findings, all of it read and checked.

    ``narrowed`` says that the command line leaves guests out.
    """

    settings: Settings
    baseline: tuple[Known, ...] | None
    destinations: tuple[Destination, ...]
    narrowed: bool


def add_finding_options(parser: ArgumentParser) -> None:
    """Gives a verb's parser the options of levels, suppression and output."""
    add_options(parser, "promise", "strict", "fail_on", "config", "no_ignores", "baseline", "write_baseline")
    add_format(parser, FINDING_FORMATS)
    add_options(parser, "outputs", "verbose", "color")


def tree_of(source: Source) -> Tree | None:
    """The tree behind a source, None for a facts file. It is read without a record: the cache shall not hang on it."""
    from cpregscan.cli.sources import TreeSource

    return source.tree.tree if isinstance(source, TreeSource) else None


def steering(arguments: Namespace, tree: Tree | None) -> Steering:
    """What the command line and the configuration ask for; ``tree`` is the new tree, None for a facts file.

    Where the command line names no CPU or no machine, ``arguments`` get those of the configuration.
    Raises ConfigError and UsageError.
    """
    config = _config(arguments, tree)
    narrowed = bool(arguments.machine) or ALL not in (arguments.cpu or (ALL,))
    arguments.cpu = arguments.cpu or list(config.cpus) or None
    arguments.machine = arguments.machine or list(config.machines) or None
    promises = tuple(direction for direction in Direction if direction.value in (arguments.promise or ()))
    baseline = arguments.baseline
    return Steering(
        settings(config, promises or None, strict=arguments.strict, fail_on=arguments.fail_on),
        None if baseline is None else parse_baseline(_content(baseline), baseline),
        destinations(arguments.outputs, FINDING_FORMATS, arguments.format),
        narrowed,
    )


def deliver(assessment: Assessment, wanted: Steering, arguments: Namespace) -> ExitCode:
    """Steers the assessment, writes all outputs and the baseline, and tells what the run comes to."""
    found = steered(assessment, wanted.settings, wanted.baseline, narrowed=wanted.narrowed)
    write_all(wanted.destinations, found, arguments)
    trees = (found.new,) if found.old is found.new else (found.old, found.new)
    tell_rest(wanted.destinations, found.unused_ignores, *trees)
    if arguments.write_baseline is not None:
        write_lines(write_baseline(found), arguments.write_baseline)
        return ExitCode.CLEAN
    return code_of(found, wanted.settings.fail_on)


def _config(arguments: Namespace, tree: Tree | None) -> Config:
    if arguments.config is not None:
        config = parse_config(_content(arguments.config), arguments.config)
    else:
        config = (config_of_tree(tree) if tree else None) or Config()
    return config.without_ignores() if arguments.no_ignores else config


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path) from error
