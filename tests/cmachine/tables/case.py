"""What one entry of the tables is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """A C text, and the values that expressions have in its scope, evaluated in this order in one run.

    A value is compared after conversion to uint64_t, so that width and signedness of the expression show.
    """

    name: str
    text: str
    values: Mapping[str, int]
    files: Mapping[str, str] = field(default_factory=dict)
    """Headers that the text includes, by path."""

    @property
    def path(self) -> str:
        """The C file that holds the case."""
        return f"{self.name}.c"

    def entry(self, number: int) -> str:
        """The name of the function that evaluates an expression."""
        return f"case_{self.name}_{number}"

    def source(self, header: str) -> str:
        """The whole C file."""
        entries = (
            f"uint64_t {self.entry(number)}(void) {{ return (uint64_t)({expression}); }}"
            for number, expression in enumerate(self.values)
        )
        return "\n".join((header, self.text, *entries, ""))
