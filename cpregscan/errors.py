"""Every error that cpregscan reports to its user, each with the place it speaks of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file of the analysed tree: path from the tree's root, line counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class CpregscanError(Exception):
    """What went wrong, where, and what to do: one line for the user. The base of all others."""

    exit_code = 3

    def __init__(self, message: str, place: Place | str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class UsageError(CpregscanError):
    """The command line asks for something that does not exist or does not fit (exit code 2)."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration or a baseline cannot be read, or asks for something that does not exist (exit code 2)."""


class TreeError(CpregscanError):
    """A source tree cannot be opened or read, or is not (all of) a QEMU tree."""


class SourceError(CpregscanError):
    """C source text that cannot be read: binary rubbish, broken directives, parse damage."""


class MachineError(CpregscanError):
    """The C machine cannot go on: an assert of QEMU's fired, a budget ran out, a construct is unknown."""


class Refusal(CpregscanError):
    """QEMU itself refuses to go on: exit(), error_abort, error_fatal. The message is QEMU's own."""


class FactsError(CpregscanError):
    """A facts file cannot be read, or was made by another format version."""
