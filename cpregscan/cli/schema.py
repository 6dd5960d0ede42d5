"""cpregscan schema: the JSON Schema of the findings."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.options import add_options
from cpregscan.cli.output import write_lines
from cpregscan.report.findings_schema import schema


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    add_options(parser, "output")


def run(arguments: Namespace) -> ExitCode:
    """Prints the schema."""
    write_lines(json.dumps(schema(), indent=2).splitlines(), arguments.output)
    return ExitCode.CLEAN
