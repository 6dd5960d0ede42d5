"""How text for people looks on its medium: in colour or plain, how wide, how long."""

from __future__ import annotations

from dataclasses import dataclass

from cpregscan.findings.model import Level

_LEVEL_CODES = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;36"}


@dataclass(frozen=True, slots=True)
class Style:
    """``colour`` says whether escape sequences are wanted, ``width`` how many columns there are to wrap to.

    ``verbose`` asks for all where a report would else cut short.
    """

    colour: bool = False
    width: int = 100
    verbose: bool = False

    def heading(self, text: str) -> str:
        """Text that heads a section."""
        return self._painted(text, "1")

    def removed(self, text: str) -> str:
        """Text about what only the old tree has."""
        return self._painted(text, "31")

    def added(self, text: str) -> str:
        """Text about what only the new tree has."""
        return self._painted(text, "32")

    def changed(self, text: str) -> str:
        """Text about what is another on the two sides."""
        return self._painted(text, "33")

    def level(self, level: Level, text: str) -> str:
        """Text that tells how grave something is."""
        return self._painted(text, _LEVEL_CODES[level])

    def quiet(self, text: str) -> str:
        """Text that may be overlooked."""
        return self._painted(text, "2")

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
