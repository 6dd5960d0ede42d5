"""The configuration, `.cpregscan.toml`: what is promised, how grave what is, and which findings are accepted.

It comes with the analysed tree, which may be somebody else's: it is read as text, and can choose
among what the command line offers, nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from cpregscan.errors import ConfigError, UsageError
from cpregscan.findings.configvalues import IGNORE_VALUES, SETTINGS, level
from cpregscan.findings.model import Direction, Level, Suppression
from cpregscan.findings.tomllines import error_line, line_of
from cpregscan.rules.table import module_of
from cpregscan.trees.tree import Tree

FILE = ".cpregscan.toml"
LIMIT = 1 << 20
"""Bytes that a configuration may have."""

KEYS = (*SETTINGS, "levels", "ignore")
"""What a configuration may set."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A finding that is accepted. ``place`` is the file and line that say so."""

    fingerprint: str
    suppression: Suppression
    place: str


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration says; None, or nothing, is what it leaves to the command line.

    ``fail_on`` is a word of FAIL_ON; ``levels`` are by the id of the rule.
    """

    promises: tuple[Direction, ...] | None = None
    strict: bool | None = None
    fail_on: str | None = None
    machines: tuple[str, ...] = ()
    cpus: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()

    def without_ignores(self) -> Config:
        """The same, but that no finding is accepted."""
        return replace(self, ignores=())


def config_of_tree(tree: Tree) -> Config | None:
    """What the file `.cpregscan.toml` at the root of a tree says, None without one. Raises ConfigError."""
    content = tree.read(FILE)
    return None if content is None else parse_config(content, FILE)


def parse_config(content: bytes, place: str) -> Config:
    """What a configuration says. ``place`` names the file in errors. Raises ConfigError with file and line."""
    import tomllib

    if len(content) > LIMIT:
        raise ConfigError(f"is larger than {LIMIT >> 10} KiB", place)
    try:
        text = content.decode()
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", f"{place}:{content[: error.start].count(10) + 1}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML: {error}", f"{place}:{error_line(str(error), text)}") from error
    except RecursionError as error:
        raise ConfigError("is nested too deeply", place) from error
    return _Reader(text, place).read(document)


class _Reader:
    """Checks a document; errors name the line of what is wrong."""

    def __init__(self, text: str, place: str) -> None:
        self._text = text
        self._place = place

    def read(self, document: Mapping[str, Any]) -> Config:
        for key in document:
            if key not in KEYS:
                self._fail(f"there is no setting {key!r}: there are {', '.join(KEYS)}", key)
        words = self._checked(document, "", 0, SETTINGS)
        return Config(
            promises=words.get("promise"),
            strict=words.get("strict"),
            fail_on=words.get("fail-on"),
            machines=words.get("machines", ()),
            cpus=words.get("cpus", ()),
            levels=self._levels(document.get("levels", {})),
            ignores=self._ignores(document.get("ignore", [])),
        )

    def _levels(self, table: object) -> dict[str, Level]:
        if not isinstance(table, dict):
            self._fail(
                '`levels` is a table: [levels], then a line such as unknown-cpreg = "warning"', "levels"
            )
        for rule in table:
            try:
                known = module_of(rule).RULE.id == rule
            except UsageError:
                known = False
            if not known:
                self._fail(f"there is no rule {rule!r} (cpregscan rules lists them)", rule, "levels")
        return self._checked(table, "levels", 0, dict.fromkeys(table, level))

    def _ignores(self, entries: object) -> tuple[Ignore, ...]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._fail("`ignore` is a list of tables, each headed [[ignore]]", "ignore")
        return tuple(self._ignore(entry, number) for number, entry in enumerate(entries))

    def _ignore(self, entry: Mapping[str, Any], number: int) -> Ignore:
        for key in entry:
            if key not in IGNORE_VALUES:
                self._fail(
                    f"an ignore has no {key!r}: it has {', '.join(IGNORE_VALUES)}", key, "ignore", number
                )
        for key in ("fingerprint", "reason"):
            if key not in entry:
                self._fail(f"an ignore needs a {key}", "", "ignore", number)
        words = self._checked(entry, "ignore", number, IGNORE_VALUES)
        place = f"{self._place}:{line_of(self._text, 'fingerprint', 'ignore', number)}"
        return Ignore(words["fingerprint"], Suppression(words["reason"], words.get("expires")), place)

    def _checked(
        self,
        table: Mapping[str, Any],
        name: str,
        number: int,
        checks: Mapping[str, Callable[[object], _Value]],
    ) -> dict[str, _Value]:
        """The values of those keys that have a check; it raises ValueError with what is expected."""
        found = {}
        for key, value in table.items():
            if key in checks:
                try:
                    found[key] = checks[key](value)
                except ValueError as error:
                    self._fail(f"`{key}` is {error}", key, name, number)
        return found

    def _fail(self, message: str, key: str, table: str = "", number: int = 0) -> NoReturn:
        raise ConfigError(message, f"{self._place}:{line_of(self._text, key, table, number)}")
