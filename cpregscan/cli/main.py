"""The command line: finds the verb, runs it, and tells what went wrong in one line."""

from __future__ import annotations

import importlib
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Any, NoReturn

from cpregscan import __version__
from cpregscan.cli.exitcode import BROKEN_PIPE, INTERRUPTED, MEANINGS, ExitCode
from cpregscan.errors import CpregscanError, UsageError
from cpregscan.facts.escape import printable

VERBS = {
    "list": "the cpregs that each CPU sends in the migration stream",
    "compare": "what becomes of streams between two trees, both ways, and why",
    "lint": "what patches do to the stream, on the lines that do it: mails, commits, the index",
    "annotate": "replies to patch mails, with comments under the lines that break migration",
    "check": "whether a tree loads its own streams, and its latent faults",
    "diffdriver": "an external diff for git: what happens to cpregs, in words, above the diff of a file",
    "models": "the CPU models of a tree, one a line",
    "graph": "which guards and tables lead to a register, which CPUs a line reaches",
    "facts": "write the facts of a tree to a file, to compare with later",
    "kvm": "what a host kernel gives KVM guests: list, compare, lint",
    "rules": "the rules by which findings are made",
    "explain": "all about one rule: what QEMU does, an example, how to mend it",
    "decode": "all about one cpreg, from whatever a debugger, a trace or a message shows of it",
    "schema": "the JSON Schema of the findings that --format json writes",
}
"""Each verb with its summary; the module of the same name has `add_arguments` and `run`."""


class _Parser(ArgumentParser):
    """A parser that tells of a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs cpregscan and returns its exit code."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except CpregscanError as error:
        _complain(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # What is still buffered must not fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get("CPREGSCAN_DEBUG") == "1":
            raise
        _complain(
            f"internal error, please report: {type(error).__name__}: {error} (CPREGSCAN_DEBUG=1 tells more)"
        )
        return ExitCode.NOT_ANALYSED


def _run(arguments: Sequence[str]) -> ExitCode:
    verb = next((word for word in arguments if not word.startswith("-")), None)
    parsed = _parser(verb).parse_args(arguments)
    code: ExitCode = parsed.run(parsed)
    return code


def _parser(verb: str | None) -> ArgumentParser:
    """The parser; only the module of the verb that is asked for is imported."""
    parser = _Parser(
        prog="cpregscan",
        description="Computes from QEMU's source which cpregs an Arm CPU sends when it migrates.",
        epilog="exit codes:\n" + "\n".join(f"  {code.value}  {text}" for code, text in MEANINGS.items()),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"cpregscan {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        verb_parser = verbs.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == verb:
            module: Any = importlib.import_module(f"cpregscan.cli.{name}")
            module.add_arguments(verb_parser)
            verb_parser.set_defaults(run=module.run)
    return parser


def _complain(text: str) -> None:
    """One line on standard error, whatever the text holds."""
    print(f"cpregscan: {printable(text)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
