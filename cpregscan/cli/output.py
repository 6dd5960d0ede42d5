"""Where output goes and how it looks there."""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Iterable

from cpregscan.errors import UsageError
from cpregscan.facts.escape import printable
from cpregscan.facts.model import Facts
from cpregscan.report.coverage import coverage_line, remarks
from cpregscan.report.formats import Format
from cpregscan.report.style import Style

PLAIN_WIDTH = 100


def style_for(arguments: Namespace) -> Style:
    """The style of a verb with one output; see `style_of`."""
    return style_of(arguments.color, arguments.output)


def style_of(color: str, path: str | None, *, verbose: bool = False) -> Style:
    """Colour as --color, NO_COLOR and the terminal say; the terminal's width where there is one.

    ``path`` is the file that is written to, None for standard output.
    """
    terminal = path is None and sys.stdout.isatty()
    allowed = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    colour = color == "always" or (color == "auto" and terminal and allowed)
    return Style(colour, _columns() if terminal else PLAIN_WIDTH, verbose)


def write_lines(lines: Iterable[str], path: str | None) -> None:
    """Writes lines to a file, or to standard output if there is none. Raises UsageError."""
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        write_file("".join(f"{line}\n" for line in lines).encode(), path)


def write_file(content: bytes, path: str) -> None:
    """Writes a file that the user named. Raises UsageError if that cannot be done."""
    try:
        with open(path, "wb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path) from error


def note(text: str) -> None:
    """A line on standard error for something the user should know."""
    print(f"cpregscan: note: {printable(text)}", file=sys.stderr)


def tell_remarks(format_: Format, *all_facts: Facts) -> None:
    """Tells on standard error what a format has no room for: undecided places, refusals and the coverage."""
    if format_.complete:
        return
    for facts in all_facts:
        for line in (*remarks(facts, Style()), coverage_line(facts)):
            print(f"cpregscan: {line}", file=sys.stderr)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return PLAIN_WIDTH
