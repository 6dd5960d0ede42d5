"""The state of one function's translation: scopes, emitted lines, and where each line comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpregscan.cmachine.translate.values import Boxed, Location, Variable
from cpregscan.cmachine.types import ArrayType, CType, RecordType
from cpregscan.errors import Place, SourceError

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.program import Program
    from cpregscan.cmachine.scope import Definition, Scope


@dataclass(frozen=True, slots=True)
class GuardPoint:
    """A condition in the source: the line of its ``if``, and whether it held on the way."""

    line: int
    held: bool
    case: str = ""
    """For a switch, the text of the case labels."""


@dataclass(slots=True)
class Loop:
    """What ``break`` and ``continue`` mean: code to run before continuing, or a flag to set inside a switch."""

    update: list[str] = field(default_factory=list)
    is_switch: bool = False
    flag: str = ""
    continued: bool = False


class Context:
    """Everything that the translation of one function body shares."""

    def __init__(
        self, program: Program, scope: Scope, place: Place, source: bytes, typeofs: list[str]
    ) -> None:
        self.program = program
        self.scope = scope
        self.place = place
        self.source = source
        self.typeofs = typeofs
        self.typeof_base = 0
        self.lines: list[str] = []
        self.line_numbers: list[int] = []
        self.line_guards: list[tuple[GuardPoint, ...]] = []
        self.indent = 1
        self.guards: tuple[GuardPoint, ...] = ()
        self.scopes: list[dict[str, Location]] = [{}]
        self.taken: set[str] = set()
        self.used: set[str] = set()
        self.loops: list[Loop] = []
        self.result: CType | None = None
        self.function = ""
        self.definition: Definition | None = None
        """The item that is being translated."""
        self.table = ""
        """The name of the variable whose initialiser is being translated."""
        self.current_line = place.line
        self.labels: dict[str, int] = {}
        self.typedefs: dict[str, CType] = {}
        """Types that the function itself names."""
        self.tags: dict[str, CType] = {}
        """Structs and unions that the function itself defines, as ``struct NAME``."""
        self.jumped = 0
        """Above 0 where a switch or goto may jump over declarations."""
        self.inside_expression = False
        """Whether the statements are those of a statement expression, a Python function of its own."""
        self.reserved: list[str] = []
        """Lines for the function's begin that give such variables their storage."""
        self._counter = 0

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("latin-1")

    def line_of(self, node: Node) -> int:
        """The line of a node in its file."""
        return int(self.place.line + node.start_point[0])

    def error(self, message: str, node: Node | None = None) -> SourceError:
        """An error with the place of a node."""
        line = self.line_of(node) if node is not None else self.current_line
        return SourceError(message, Place(self.place.path, line))

    def emit(self, code: str) -> None:
        """Add a line of Python at the current depth."""
        self.lines.append("    " * self.indent + code)
        self.line_numbers.append(self.current_line)
        self.line_guards.append(self.guards)

    @contextmanager
    def block(self) -> Iterator[None]:
        """An indented Python block with a C scope of its own."""
        self.indent += 1
        self.scopes.append({})
        before = len(self.lines)
        guards = self.guards
        yield
        if len(self.lines) == before:
            self.emit("pass")
        self.guards = guards
        self.scopes.pop()
        self.indent -= 1

    def insert(self, index: int, line: str) -> None:
        """Add a line of Python, its indentation included, in front of a line that was emitted."""
        number = min(index, len(self.lines) - 1)
        self.lines.insert(index, line)
        self.line_numbers.insert(index, self.line_numbers[number])
        self.line_guards.insert(index, self.line_guards[number])

    def temporary(self) -> str:
        """A Python name that nothing else uses."""
        self._counter += 1
        return f"t{self._counter}"

    def declare(self, name: str, type_: CType) -> Location:
        """A new local variable in the innermost scope. A struct or array lives in its name."""
        python = f"v_{name}"
        number = 2
        while python in self.used:
            python = f"v_{name}_{number}"
            number += 1
        self.used.add(python)
        boxed = name in self.taken and not isinstance(type_, (RecordType, ArrayType))
        location: Location = Boxed(python, type_) if boxed else Variable(python, type_)
        self.scopes[-1][name] = location
        return location

    def local(self, name: str) -> Location | None:
        """The local variable that a name means here, if it is one."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None
