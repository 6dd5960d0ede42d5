"""cpregscan rules: the rules by which findings are made."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import add_format, add_options
from cpregscan.cli.output import style_for, write_lines
from cpregscan.report.formats import RULES_FORMATS
from cpregscan.rules.table import rules


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    add_format(parser, RULES_FORMATS)
    add_options(parser, "output", "color")


def run(arguments: Namespace) -> ExitCode:
    """Lists the rules."""
    format_ = RULES_FORMATS[arguments.format]
    write_lines(format_.render(rules(), style_for(arguments)), arguments.output)
    return ExitCode.CLEAN
