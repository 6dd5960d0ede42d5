"""Where the output of a verb goes that can write several formats at once: what `-o` says, once or more."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cpregscan.cli.output import note, style_of, tell_remarks, write_lines
from cpregscan.errors import UsageError
from cpregscan.facts.model import Facts
from cpregscan.report.formats import FINDING_FORMATS, Format

STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Destination:
    """A format and the file it goes to, None for standard output."""

    format: Format
    path: str | None


def destinations(
    specs: Sequence[str] | None, formats: Mapping[str, Format], name: str
) -> tuple[Destination, ...]:
    """What the values of `-o` ask for; without any, the format ``name`` on standard output.

    A value is ``FORMAT:FILE``, ``FORMAT`` for standard output, or ``FILE`` in the format ``name``; a file
    called like a format is written ``./text``. Raises UsageError for a format of another view, and if two
    outputs go to one place.
    """
    if name not in formats:
        raise _no_format(name, formats)
    found = tuple(_destination(spec, formats, formats[name]) for spec in specs or (STANDARD_OUTPUT,))
    paths = [destination.path for destination in found]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"-o: two outputs go to {'standard output' if path is None else path}")
    return found


def _destination(spec: str, formats: Mapping[str, Format], default: Format) -> Destination:
    name, colon, path = spec.partition(":")
    if name in formats:
        if colon and not path:
            raise UsageError(f"-o {spec}: the name of the file is missing")
        return Destination(formats[name], _path(path or STANDARD_OUTPUT))
    if name in FINDING_FORMATS:
        raise _no_format(name, formats)
    return Destination(default, _path(spec))


def _path(path: str) -> str | None:
    return None if path == STANDARD_OUTPUT else path


def _no_format(name: str, formats: Mapping[str, Format]) -> UsageError:
    return UsageError(f"this view has no format '{name}': it has {', '.join(formats)}")


def write_all(found: Iterable[Destination], subject: object, arguments: Namespace) -> None:
    """Writes what is reported to each destination; --color and --verbose tell how. Raises UsageError."""
    for destination in found:
        style = style_of(arguments.color, destination.path, verbose=arguments.verbose)
        write_lines(destination.format.render(subject, style), destination.path)


def tell_rest(found: Iterable[Destination], notes: Iterable[str], *all_facts: Facts) -> None:
    """Tells on standard error, once, what none of the outputs has room for: notes, remarks and coverage."""
    formats = [destination.format for destination in found]
    if not any(format_.complete for format_ in formats):
        for line in notes:
            note(line)
        tell_remarks(formats[0], *all_facts)
