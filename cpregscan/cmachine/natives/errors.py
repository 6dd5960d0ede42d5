"""QEMU's Error objects and error reports."""

from __future__ import annotations

from typing import Any

from cpregscan.cmachine.natives.native import Registry
from cpregscan.cmachine.natives.strings import formatted
from cpregscan.cmachine.pointers import text_of
from cpregscan.errors import Refusal

NATIVES = Registry()


class ErrorObject:
    """An Error of QEMU's: its message, and the hints appended to it."""

    __slots__ = ("hint", "message")

    def __init__(self, message: str) -> None:
        self.message = message
        self.hint = ""

    def __repr__(self) -> str:
        return f"<Error {self.message}>"


def set_error(machine: Any, place: Any, message: str) -> None:
    """Put an error where the caller wants it. Raises Refusal for &error_abort and &error_fatal."""
    if place is machine.error_abort or place is machine.error_fatal:
        raise Refusal(message, machine.here())
    if place is not None:
        place.set(ErrorObject(message))


@NATIVES.model()
def error_setg_internal(
    machine: Any, place: Any, _file: Any, _line: Any, _function: Any, pattern: Any, *rest: Any
) -> None:
    """error_setg()."""
    set_error(machine, place, formatted(text_of(pattern), rest))


@NATIVES.model()
def error_setg_errno_internal(
    machine: Any, place: Any, _file: Any, _line: Any, _function: Any, _errno: Any, pattern: Any, *rest: Any
) -> None:
    """error_setg_errno()."""
    set_error(machine, place, formatted(text_of(pattern), rest))


@NATIVES.model()
def error_propagate(machine: Any, place: Any, error: Any) -> None:
    """Hands an error on to the caller."""
    if isinstance(error, ErrorObject):
        set_error(machine, place, error.message)


@NATIVES.model()
def error_append_hint(machine: Any, place: Any, pattern: Any, *rest: Any) -> None:
    """Adds a hint to an error that is set."""
    if place is not None and isinstance(place.get(), ErrorObject):
        place.get().hint += formatted(text_of(pattern), rest)


@NATIVES.model()
def error_report(machine: Any, pattern: Any, *rest: Any) -> None:
    """Prints an error; an exit() usually follows."""
    machine.reported = formatted(text_of(pattern), rest)
    machine.printed.append(machine.reported)


@NATIVES.model()
def warn_report(machine: Any, pattern: Any, *rest: Any) -> None:
    """Prints a warning."""
    machine.printed.append(f"warning: {formatted(text_of(pattern), rest)}")


@NATIVES.model()
def error_report_err(machine: Any, error: Any) -> None:
    """Prints an Error."""
    machine.reported = error.message if isinstance(error, ErrorObject) else machine.reported


@NATIVES.model()
def error_get_pretty(machine: Any, error: Any) -> Any:
    """The message of an Error."""
    from cpregscan.cmachine.pointers import string

    return string(error.message)


@NATIVES.model("int fprintf(FILE *stream, const char *format, ...)")
def print_to_stream(machine: Any, stream: Any, pattern: Any, *rest: Any) -> int:
    """What goes to standard error before an assertion is the best message there is."""
    machine.reported = formatted(text_of(pattern), rest).strip()
    return 0
