"""What can be wrong with a patch."""

from __future__ import annotations

from cpregscan.errors import CpregscanError


class PatchError(CpregscanError):
    """A mail or a diff cannot be read, or a patch does not apply. The place is a line of the input."""
