"""Translation units: a .c file with all that it includes, as the preprocessor sees them for one configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, normpath
from typing import Any

from cpregscan.csource.conditions import condition_holds
from cpregscan.csource.directives import Directive, SourceFile, blank, read_source
from cpregscan.csource.items import Item, find_items
from cpregscan.csource.macros import Expander, Lookup, Macro, parse_define
from cpregscan.errors import CpregscanError, SourceError
from cpregscan.trees.tree import Tree

_INCLUDE_DEPTH = 120
_ATTACHED = ("tree", "_generated", "_bracketed")


@dataclass(slots=True, eq=False)
class View:
    """A file as one configuration sees it: inactive branches blanked, its items found."""

    source: SourceFile
    text: str
    events: dict[str, list[tuple[int, Macro | None]]]
    """Every #define and #undef (None) of a name that the file defines more than once, by offset."""
    includes: tuple[tuple[int, str], ...]
    """Offset and resolved path of each #include that stands inside a declaration or not at all at file scope."""
    _items: tuple[Item, ...] | None = None
    _names: dict[str, list[Item]] | None = None
    _hidden: tuple[Item, ...] | None = None

    @property
    def path(self) -> str:
        """The file's path from the root of the tree."""
        return self.source.path

    @property
    def items(self) -> tuple[Item, ...]:
        """The declarations and definitions at file scope, in order."""
        if self._items is None:
            self._items = find_items(self.text)
        return self._items

    @property
    def names(self) -> dict[str, list[Item]]:
        """The items by the names that they spell out."""
        if self._names is None:
            self._names = {}
            for item in self.items:
                for name in item.names:
                    self._names.setdefault(name, []).append(item)
        return self._names

    @property
    def hidden(self) -> tuple[Item, ...]:
        """The items whose names only macro expansion shows."""
        if self._hidden is None:
            inside = [offset for offset, _ in self.includes]
            self._hidden = tuple(
                item
                for item in self.items
                if item.kind == "call"
                or item.partial
                or any(item.start < offset < item.end for offset in inside)
            )
        return self._hidden

    def changes_between(self, start: int, end: int) -> list[int]:
        """The offsets between two others at which a macro that has several definitions changes its meaning."""
        return [offset for entries in self.events.values() for offset, _ in entries if start < offset < end]


class Sources:
    """All files of a tree that units are made of, each read and split once.

    ``generated`` gives the text of headers that the build makes, ``bracketed`` the path of those that are
    included in angle brackets and yet belong to the tree.
    """

    def __init__(
        self,
        tree: Tree,
        folders: tuple[str, ...],
        predefined: str,
        generated: Callable[[str], str | None] = lambda name: None,
        bracketed: Callable[[str], str | None] = lambda name: None,
    ) -> None:
        self.attach(tree, generated, bracketed)
        self._folders = folders
        self._files: dict[str, SourceFile | None] = {}
        self._views: dict[tuple[str, tuple[int, ...]], View] = {}
        self._resolved: dict[tuple[str, str], str | None] = {}
        self.prelude = read_source("<prelude>", predefined.encode())

    def __getstate__(self) -> dict[str, Any]:
        """All but the tree and what it generates: see `attach`."""
        return {name: value for name, value in self.__dict__.items() if name not in _ATTACHED}

    def attach(
        self,
        tree: Tree,
        generated: Callable[[str], str | None] = lambda name: None,
        bracketed: Callable[[str], str | None] = lambda name: None,
    ) -> None:
        """From now on files come from this tree, which must be alike in all that was read so far."""
        self.tree = tree
        self._generated = generated
        self._bracketed = bracketed

    def forget(self, paths: Iterable[str]) -> None:
        """The next time these files are asked for, they are read from the tree again."""
        for path in paths:
            self._files.pop(path, None)
            for key in [key for key in self._views if key[0] == path]:
                del self._views[key]

    @property
    def included(self) -> Mapping[str, SourceFile | None]:
        """The files that units were made of, by path; None for those that the tree has not."""
        return self._files

    def directives(self) -> Iterator[Directive]:
        """The directives of all files read so far."""
        for source in self._files.values():
            yield from source.directives if source else ()

    def file(self, path: str) -> SourceFile | None:
        """A file by its path from the root, or None if the tree has none."""
        if path not in self._files:
            content = self.tree.read(path)
            self._files[path] = None if content is None else read_source(path, content)
        return self._files[path]

    def resolve(self, name: str, including: str) -> str | None:
        """The path of an included file: beside the including one, then in the include folders."""
        folder = dirname(including)
        key = (folder, name)
        if key not in self._resolved:
            candidates = (
                normpath(f"{place}/{name}" if place else name) for place in (folder, *self._folders)
            )
            self._resolved[key] = next((path for path in candidates if self.file(path)), None) or self._made(
                name
            )
        return self._resolved[key]

    def resolve_bracketed(self, name: str) -> str | None:
        """The path of a file included as ``<name>``: None for a system header, which the prelude stands for."""
        path = self._bracketed(name)
        return path if path is not None and self.file(path) else None

    def _made(self, name: str) -> str | None:
        """The name of a header that the build generates, now a file of its own, or None."""
        text = self._generated(name)
        if text is None:
            return None
        path = f"<{name}>"
        self._files[path] = read_source(path, text.encode("latin-1", "replace"))
        return path

    def view(self, source: SourceFile, inactive: list[tuple[int, int]], events: list[_Event]) -> View:
        """The view of a file with these spans inactive; the same object for the same spans."""
        key = (source.path, tuple(offset for span in inactive for offset in span))
        if key not in self._views:
            self._views[key] = _make_view(source, inactive, events, self)
        return self._views[key]


_Event = tuple[int, str, str]
"""Offset, kind ("define", "undef", "include") and text of an active directive."""


def _make_view(
    source: SourceFile, inactive: list[tuple[int, int]], events: list[_Event], sources: Sources
) -> View:
    text = source.text
    pieces: list[str] = []
    done = 0
    for start, end in inactive:
        pieces += (text[done:start], blank(text[start:end]))
        done = end
    history: dict[str, list[tuple[int, Macro | None]]] = {}
    includes: list[tuple[int, str]] = []
    for offset, kind, value in events:
        if kind == "include":
            includes.append((offset, value))
        else:
            macro = parse_define(value) if kind == "define" else None
            history.setdefault(macro.name if macro else value.split()[0], []).append((offset, macro))
    repeated = {name: entries for name, entries in history.items() if len(entries) > 1}
    return View(source, "".join((*pieces, text[done:])), repeated, tuple(includes))


@dataclass(slots=True)
class Unit:
    """A translation unit: the views of its files in order of inclusion, and the macros at its end."""

    path: str
    views: list[View] = field(default_factory=list)
    macros: dict[str, Macro] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    _expander: Expander | None = None
    _holders: dict[str, list[View]] | None = None

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        """All but the expander, which holds a cache."""
        slots = ("path", "views", "macros", "pinned", "_holders")
        return None, {"_expander": None} | {name: getattr(self, name) for name in slots}

    def expander(self, view: View, offset: int) -> Expander:
        """The expander for text at an offset of a view, with the macros as they are at that place."""
        if self._expander is None:
            self._expander = Expander(self.macros.get)
        if not view.events:
            return self._expander
        return Expander(self._lookup_at(view, offset))

    def _lookup_at(self, view: View, offset: int) -> Lookup:
        def lookup(name: str) -> Macro | None:
            entries = view.events.get(name)
            if entries is None or name in self.pinned:
                return self.macros.get(name)
            before = [macro for position, macro in entries if position < offset]
            return before[-1] if before else None

        return lookup

    def naming(self, name: str) -> list[tuple[View, Item]]:
        """The items that spell out a name, in order of inclusion."""
        found: list[tuple[View, Item]] = []
        for view in self._views_naming(name):
            found += ((view, item) for item in view.names[name])
        return found

    def _views_naming(self, name: str) -> list[View]:
        if self._holders is None:
            self._holders = {}
            for view in dict.fromkeys(self.views):
                for held in view.names:
                    self._holders.setdefault(held, []).append(view)
        return self._holders.get(name, [])

    def known_names(self) -> Iterator[str]:
        """All names that items of the unit spell out."""
        self._views_naming("")
        yield from self._holders or ()


def preprocess(sources: Sources, path: str, configuration: Mapping[str, str]) -> Unit:
    """The unit of a .c file. ``configuration`` are the macros that configure and the compiler define.

    Raises SourceError with the place of a directive that cannot be understood.
    """
    source = sources.file(path)
    if source is None:
        raise SourceError("no such file in the tree", path)
    unit = Unit(path)
    for name, value in configuration.items():
        unit.macros[name] = Macro(name, None, value, ())
    _Walk(sources, unit).enter(sources.prelude, 0)
    unit.pinned = frozenset(unit.macros)
    walk = _Walk(sources, unit)
    walk.enter(source, 0)
    return unit


class _Walk:
    """One pass over a file and its includes, as the preprocessor makes it."""

    def __init__(self, sources: Sources, unit: Unit) -> None:
        self.sources = sources
        self.unit = unit
        self.once: set[str] = set()

    def enter(self, source: SourceFile, depth: int) -> None:
        if depth > _INCLUDE_DEPTH:
            raise SourceError("#include nests without end", source.path)
        inactive: list[tuple[int, int]] = []
        events: list[_Event] = []
        stack: list[tuple[bool, bool]] = []
        """For each open #if: whether a branch was taken, and whether the enclosing text is active."""
        active = True
        dead_from = 0
        for directive in source.directives:
            kind = directive.kind
            if kind in ("if", "ifdef", "ifndef"):
                taken = active and self.holds(directive, source)
                stack.append((taken, active))
                now = active and taken
            elif kind in ("elif", "else", "endif"):
                if not stack:
                    raise SourceError(f"#{kind} without #if", source.place(directive.start))
                taken, enclosing = stack[-1]
                if kind == "endif":
                    stack.pop()
                    now = enclosing
                else:
                    wanted = enclosing and not taken and (kind == "else" or self.holds(directive, source))
                    stack[-1] = (taken or wanted, enclosing)
                    now = wanted
            else:
                if active:
                    self.obey(directive, source, events, depth)
                continue
            if active and not now:
                dead_from = directive.end
            elif now and not active:
                inactive.append((dead_from, directive.start))
            active = now
        if stack:
            raise SourceError("#if without #endif", source.path)
        if source is not self.sources.prelude or not self.unit.views:
            self.unit.views.append(self.sources.view(source, inactive, events))

    def holds(self, directive: Directive, source: SourceFile) -> bool:
        macros = self.unit.macros
        if directive.kind == "ifdef":
            return directive.text.split()[:1] != [] and directive.text.split()[0] in macros
        if directive.kind == "ifndef":
            return directive.text.split()[:1] != [] and directive.text.split()[0] not in macros
        try:
            return condition_holds(directive.text, macros.get)
        except CpregscanError as error:
            raise SourceError(error.message, source.place(directive.start)) from error

    def obey(self, directive: Directive, source: SourceFile, events: list[_Event], depth: int) -> None:
        kind, text = directive.kind, directive.text
        if kind == "define":
            macro = parse_define(text)
            if macro is None:
                raise SourceError(f"#define not understood: {text[:60]!r}", source.place(directive.start))
            events.append((directive.start, kind, text))
            if macro.name not in self.unit.pinned:
                self.unit.macros[macro.name] = macro
        elif kind == "undef":
            events.append((directive.start, kind, text))
            if text.split()[0] not in self.unit.pinned:
                self.unit.macros.pop(text.split()[0], None)
        elif kind == "include":
            self.include(directive, source, events, depth)
        elif kind == "pragma" and text == "once":
            self.once.add(source.path)

    def include(self, directive: Directive, source: SourceFile, events: list[_Event], depth: int) -> None:
        text = directive.text
        if text[:1] not in '"<':
            text = Expander(self.unit.macros.get).expand(text).strip()
        if text[:1] == '"':
            path = self.sources.resolve(text[1:].partition('"')[0], source.path)
        else:
            path = self.sources.resolve_bracketed(text[1:].partition(">")[0])
        if path is None or path in self.once:
            return  # a system header, or made by the build (trace.h…): its names are resolved elsewhere
        events.append((directive.start, "include", path))
        included = self.sources.file(path)
        assert included is not None
        self.enter(included, depth + 1)
