"""The exit codes of cpregscan."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a run came to, for scripts."""

    SAME = 0
    DIFFERENT = 1
    USAGE = 2
    NOT_ANALYSED = 3


MEANINGS = {
    ExitCode.SAME: "done; for compare: nothing differs",
    ExitCode.DIFFERENT: "compare found differences",
    ExitCode.USAGE: "the command line asks for something that does not exist or does not fit",
    ExitCode.NOT_ANALYSED: "a tree or a facts file could not be read or analysed",
}
"""What each exit code means, for --help."""

INTERRUPTED = 130
"""As a shell tells of a program that the user stopped."""

BROKEN_PIPE = 141
"""As a shell tells of a program whose reader went away."""
