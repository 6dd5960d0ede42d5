"""cpregscan explain: all about one rule."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import add_format, add_options
from cpregscan.cli.output import style_for, write_lines
from cpregscan.report.formats import EXPLAIN_FORMATS
from cpregscan.rules.table import module_of


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("rule", metavar="RULE", help="the id of a rule, as findings name it")
    add_format(parser, EXPLAIN_FORMATS)
    add_options(parser, "output", "color")


def run(arguments: Namespace) -> ExitCode:
    """Explains the rule."""
    format_ = EXPLAIN_FORMATS[arguments.format]
    rule = module_of(arguments.rule).RULE
    write_lines(format_.render((rule,), style_for(arguments)), arguments.output)
    return ExitCode.CLEAN
