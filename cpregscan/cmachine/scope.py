"""What a name means in a translation unit: types, enumerators, functions and variables at file scope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine.constants import evaluate, integer_literal
from cpregscan.cmachine.ctypes_of import TypeBuilder
from cpregscan.cmachine.types import INT, LONG, UINT, ULONG, CType, FunctionType, IntType, RecordType
from cpregscan.csource.declarations import identifiers, parse_declarations, parse_expression
from cpregscan.csource.items import Item, find_items
from cpregscan.csource.macros import Macro
from cpregscan.csource.units import Unit, View
from cpregscan.errors import CpregscanError, Place, SourceError

if TYPE_CHECKING:
    from cpregscan.cmachine.program import Program

_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_CALL_NAME = re.compile(r"\s*([A-Za-z_]\w*)")
_ENUM = re.compile(r"\benum\b\s*(\w*)\s*\{([^{}]*)\}")
_ENUMERATOR = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:=(.*))?$", re.DOTALL)
_TYPE_POSITION = re.compile(
    r"(?:^|[{(;,])\s*(?:(?:const|volatile|static|extern|inline|typedef)\s+)*([A-Za-z_]\w*)(?=\s+\**\s*[A-Za-z_]|\s*\*)"
)
_STATIC = re.compile(r"\b(?:static|extern|inline|__inline)\b")


@dataclass(frozen=True, slots=True)
class Definition:
    """An item with its macros expanded. ``line`` is that of the text's first character."""

    view: View
    item: Item
    text: str
    line: int

    @property
    def place(self) -> Place:
        """Where the item begins."""
        return Place(self.view.path, self.line)

    @property
    def static(self) -> bool:
        """Whether the name is known in its own unit only."""
        return "static" in self.text.split("(", 1)[0].split("=", 1)[0].split()


class Scope:
    """The names of one unit. Types and enumerators of headers are shared between the units of a program."""

    def __init__(self, program: Program, unit: Unit) -> None:
        self.program = program
        self.unit = unit
        self._candidates: dict[str, list[tuple[View, Item]]] = {}
        self._hidden: list[tuple[View, dict[str, list[Item]]]] | None = None
        self._typedefs: dict[str, CType | None] = {}
        self._types: dict[str, CType] = {}
        self._constants: dict[str, tuple[int, IntType] | None] = {}
        self.local_records: dict[str, RecordType] = {}
        """Structs that are defined inside functions, by tag."""
        self.types = TypeBuilder(self)

    def candidates(self, name: str) -> list[tuple[View, Item]]:
        """The items at file scope that declare or define a name, in order of inclusion."""
        found = self._candidates.get(name)
        if found is None:
            found = self.unit.naming(name)
            if not found:
                if self._hidden is None:
                    self._hidden = self._hidden_names()
                found = [
                    (view, item) for view, names in self._hidden if name in names for item in names[name]
                ]
            self._candidates[name] = found
        return found

    def names_beginning(self, prefix: str) -> list[str]:
        """The names at file scope that begin so, in order of their declaration."""
        if self._hidden is None:
            self._hidden = self._hidden_names()
        known = [*self.unit.known_names(), *(name for _, names in self._hidden for name in names)]
        return [name for name in dict.fromkeys(known) if name.startswith(prefix)]

    def definition(self, name: str, *, complete: bool = True) -> Definition | None:
        """The item that defines a name (a function with its body, a struct with its members), expanded.

        With ``complete`` False a mere declaration will do where there is no definition.
        """
        best: tuple[int, View, Item] | None = None
        for view, item in self.candidates(name):
            rank = _rank(view.text, item, name)
            if best is None or rank >= best[0]:
                best = (rank, view, item)
        if best is None or (complete and best[0] == 0):
            return None
        return self.expand(best[1], best[2], name)

    def expand(self, view: View, item: Item, name: str | None = None) -> Definition:
        """An item with its macros expanded; of a macro call, the part of the expansion that defines ``name``."""
        text = self._expanded_text(view, item)
        line = view.source.line(item.start)
        if item.kind == "call" and name is not None:
            text = " ".join(text.split("\n"))
            inner = [found for found in find_items(text) if name in found.names]
            chosen = max(inner, key=lambda found: _rank(text, found, name), default=None)
            if chosen is not None:
                body = text[chosen.start : chosen.end]
                moved = Item(
                    chosen.kind, 0, len(body), chosen.body - chosen.start, chosen.names, chosen.declares
                )
                return Definition(view, moved, body, line)
        return Definition(view, item, text, line)

    def _expanded_text(self, view: View, item: Item) -> str:
        """The item's text expanded, with the files that are included inside it put in their place."""
        included = {offset: path for offset, path in view.includes if item.start < offset < item.end}
        changes = sorted({*included, *view.changes_between(item.start, item.end)})
        try:
            pieces: list[str] = []
            for start, end in zip([item.start, *changes], [*changes, item.end], strict=True):
                expander = self.unit.expander(view, start + 1)
                if start in included:
                    inner = next(other for other in self.unit.views if other.path == included[start])
                    pieces.append(" ".join(expander.expand(inner.text).split("\n")))
                pieces.append(expander.expand(view.text[start:end]))
            return "".join(pieces)
        except CpregscanError as error:
            raise SourceError(error.message, error.place or view.source.place(item.start)) from error

    def _hidden_names(self) -> list[tuple[View, dict[str, list[Item]]]]:
        """The names that only macro expansion shows, such as those of FIELD(...), by view.

        Units that give a view's macros the same meaning share its names.
        """
        found: list[tuple[View, dict[str, list[Item]]]] = []
        for view in dict.fromkeys(self.unit.views):
            if not view.hidden:
                continue
            calls = {match[1] for item in view.hidden if (match := _CALL_NAME.match(view.text, item.start))}
            key = (view, frozenset((name, self.unit.macros.get(name)) for name in calls))
            names = self.program.hidden_names.get(key)
            if names is None:
                names = self.program.hidden_names[key] = self._names_hidden_in(view)
            if names:
                found.append((view, names))
        return found

    def _names_hidden_in(self, view: View) -> dict[str, list[Item]]:
        names: dict[str, list[Item]] = {}
        for item in view.hidden:
            if item.kind == "call":
                for name in self._names_of_call(view, item):
                    names.setdefault(name, []).append(item)
            else:
                for inner in find_items(self._declaring_text(view, item)):
                    for name in inner.names:
                        names.setdefault(name, []).append(item)
        return names

    def _names_of_call(self, view: View, item: Item) -> Iterator[str]:
        """The names that a macro call at file scope declares."""
        match = _CALL.match(view.text, item.start, item.end)
        macro = self.unit.macros.get(match[1]) if match else None
        if match is None or macro is None or macro.parameters is None:
            return
        arguments = [part.strip() for part in match[2].split(",")]
        for name in self._patterns(macro, len(arguments)):
            for number, argument in enumerate(arguments):
                name = name.replace(f"Zz{number}zZ", argument)
            if name.isidentifier() or name.startswith(("struct ", "union ", "enum ")):
                yield name

    def names_given(self, view: View, item: Item) -> tuple[str, ...]:
        """All names that an item gives a meaning to, also those that only macro expansion shows."""
        if item.kind == "call":
            return tuple(self._names_of_call(view, item))
        if item in view.hidden:
            inner = find_items(self._declaring_text(view, item))
            return (*item.names, *(name for found in inner for name in found.names))
        return item.names

    def _declaring_text(self, view: View, item: Item) -> str:
        """The expanded part of an item that says which names it declares: of a function, not the body."""
        if item.kind != "function":
            return self._expanded_text(view, item)
        head = self.unit.expander(view, item.start).expand(view.text[item.start : item.body])
        return f"{head} {{ }}"

    def _patterns(self, macro: Macro, count: int) -> tuple[str, ...]:
        """The names that a call of a macro declares, its arguments as placeholders."""
        known = self.program.call_patterns.get((macro, count))
        if known is None:
            placeholders = ", ".join(f"Zz{number}zZ" for number in range(count))
            try:
                text = self.unit.expander(self.unit.views[0], 0).expand(f"{macro.name}({placeholders})")
            except CpregscanError:
                text = ""
            known = tuple(name for item in find_items(text + " ") for name in item.names)
            self.program.call_patterns[macro, count] = known
        return known

    def typedef(self, name: str) -> CType | None:
        """The type that a typedef name stands for, or None if the name is no typedef."""
        if name not in self._typedefs:
            self._typedefs[name] = None
            for view, item in self.candidates(name):
                if _is_typedef(view, item, name) or item.kind == "call":
                    definition = self.expand(view, item, name)
                    if definition.text.lstrip().startswith("typedef") and name in definition.item.declares:
                        self._typedefs[name] = self._shared_typedef(name, definition)
                        break
        return self._typedefs[name]

    def _shared_typedef(self, name: str, definition: Definition) -> CType:
        key = (definition.view.path, definition.line, name)
        known = self.program.typedefs.get(key)
        if known is None:
            node = self._declared(definition, name)
            known = self.program.typedefs[key] = self.types.of(node.type)
        if isinstance(known, RecordType) and not known.complete:
            self.record(*known.tag.split(" ", 1))  # this unit may see the members that another one did not
        return known

    def _declared(self, definition: Definition, name: str) -> Any:
        for node in self.parse(definition.text, definition.place, definition.item.declares):
            if node.name == name:
                return node
        raise SourceError(f"declaration of '{name}' not understood", definition.place)

    def parse(self, text: str, place: Place, declares: tuple[str, ...] = ()) -> list[Any]:
        """The pycparser nodes of expanded declarations. Raises SourceError with the place.

        ``declares`` are the names that the text itself declares, so that they are no types yet.
        """
        try:
            return parse_declarations(
                text, tuple(name for name in self.typedef_names(text) if name not in declares)
            )
        except SourceError as error:
            raise SourceError(error.message, place) from error

    def typedef_names(self, text: str) -> tuple[str, ...]:
        """The words of the text that name types, also those whose type the tree's build generates."""
        foreign = {match[1] for match in _TYPE_POSITION.finditer(text)}
        return tuple(
            word
            for word in identifiers(text)
            if self.is_typedef(word) or (word in foreign and not self.candidates(word))
        )

    def is_typedef(self, word: str) -> bool:
        """Whether a word names a type, without working out which."""
        if word in self._typedefs:
            return self._typedefs[word] is not None
        for view, item in self.candidates(word):
            if _is_typedef(view, item, word):
                return True
            if item.kind == "call":
                definition = self.expand(view, item, word)
                if definition.text.lstrip().startswith("typedef") and word in definition.item.declares:
                    return True
        return False

    def record(self, kind: str, tag: str) -> RecordType:
        """The struct or union with a tag; its members are looked up when first needed."""
        name = f"{kind} {tag}"
        if name in self.local_records:
            return self.local_records[name]
        definition = self.definition(name)
        key = (definition.view.path, definition.item.start, name) if definition else ("", 0, name)
        known = self.program.records.get(key)
        if known is None:
            known = self.program.records.get(("", 0, name))
            if known is None or known.complete:
                known = RecordType(name, kind == "union")
            self.program.records[key] = known
            if definition is not None:
                known.members = partial(self.types.members_of, name, definition)
        return known

    def type_named(self, text: str, place: Place) -> CType:
        """The type that a type name such as ``const uint8_t *`` means. Raises SourceError."""
        known = self._types.get(text)
        if known is None:
            (node,) = self.parse(f"int x = sizeof({text});", place)[-1:]
            known = self._types[text] = self.type_of(node.init.expr)
        return known

    def constant(self, name: str) -> tuple[int, IntType]:
        """An enumerator's value and type. Raises SourceError if there is none of this name."""
        found = self.find_constant(name)
        if found is None:
            raise SourceError(f"'{name}' is not a constant")
        return found

    def find_constant(self, name: str) -> tuple[int, IntType] | None:
        """An enumerator's value and type, or None."""
        if name not in self._constants:
            self._constants[name] = None
            for view, item in self.candidates(name):
                if item.kind == "function" or (
                    "enum" not in view.text[item.start : item.end] and item.kind != "call"
                ):
                    continue
                definition = self.expand(view, item, name)
                self._read_enumerators(definition)
                if self._constants[name] is not None:
                    break
        return self._constants[name]

    def _read_enumerators(self, definition: Definition) -> None:
        for match in _ENUM.finditer(definition.text):
            self._constants.update(self.enumerators(match[2], definition.place))

    def enumerators(self, body: str, place: Place) -> dict[str, tuple[int, IntType]]:
        """The values of an enum's body, typed as GNU C does: int where it fits, else the enum's own type."""
        values: dict[str, int] = {}
        following = 0
        for part in split_arguments(body):
            match = _ENUMERATOR.match(part)
            if match is None:
                if part.strip():
                    raise SourceError(f"enumerator not understood: {part.strip()[:60]!r}", place)
                continue
            if match[2] is not None:
                following = self._enumerator_value(match[2].strip(), values, place)
            values[match[1]] = following
            self._constants[match[1]] = (following, INT if -(1 << 31) <= following < 1 << 31 else LONG)
            following += 1
        own = enum_type(values.values())
        return {
            name: (value, INT if -(1 << 31) <= value < 1 << 31 else own) for name, value in values.items()
        }

    def _enumerator_value(self, text: str, values: dict[str, int], place: Place) -> int:
        if text in values:
            return values[text]
        plain = text.strip("()") if text.count("(") == 1 and text.startswith("(") else text
        if plain.isdigit() and (plain == "0" or plain[0] != "0"):
            return int(plain)
        try:
            return integer_literal(plain)[0]
        except SourceError:
            pass
        try:
            return evaluate(parse_expression(text, self.typedef_names(text)), self)[0]
        except CpregscanError as error:
            raise SourceError(error.message, place) from error

    def type_of(self, node: Any) -> CType:
        """The type of a pycparser type name, or of a name in sizeof."""
        return self.types.of(node.type if type(node).__name__ == "Typename" else node)

    def function_type(self, definition: Definition) -> FunctionType:
        """The type of a function from its head or prototype."""
        head = (
            definition.text[: definition.text.index("{")]
            if definition.item.kind == "function"
            else definition.text
        )
        node = self.parse(_STATIC.sub(" ", head.rstrip().rstrip(";")) + ";", definition.place)[-1]
        built = self.types.of(node.type)
        if not isinstance(built, FunctionType):
            raise SourceError(f"'{definition.item.names}' is not a function", definition.place)
        return built


def enum_type(values: Any) -> IntType:
    """The integer type that an enum with these values is compatible with in GNU C."""
    low, high = min(values, default=0), max(values, default=0)
    if low >= 0:
        return UINT if high < 1 << 32 else ULONG
    return INT if low >= -(1 << 31) and high < 1 << 31 else LONG


def _is_typedef(view: View, item: Item, name: str) -> bool:
    return name in item.declares and view.text.startswith("typedef", item.start)


def _rank(text: str, item: Item, name: str) -> int:
    """2 for a definition, 1 for a typedef or macro call, 0 for a declaration."""
    if item.kind == "function":
        return 2
    if item.kind == "call":
        return 1
    if name.startswith(("struct ", "union ", "enum ")):
        return 2
    head = text[item.start : item.start + 8]
    return 0 if head.startswith("extern") or is_prototype(text[item.start : item.end], name) else 1


@lru_cache(maxsize=4096)
def is_prototype(text: str, name: str) -> bool:
    """Whether a declaration is that of a function of this name."""
    head = text.split("=", 1)[0]
    return "{" not in head and re.search(rf"\b{re.escape(name)}\s*\(", head) is not None


def split_arguments(text: str) -> list[str]:
    """Text cut at its commas outside of brackets."""
    if "(" not in text and "{" not in text and "[" not in text:
        return text.split(",")
    parts: list[str] = []
    depth = 0
    begin = 0
    for match in re.finditer(r'[(){}\[\],]|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', text):
        token = match[0]
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
        elif token == "," and depth == 0:
            parts.append(text[begin : match.start()])
            begin = match.end()
    parts.append(text[begin:])
    return parts
