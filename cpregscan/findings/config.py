"""The configuration, `.cpregscan.toml`: what is promised, how grave what is, and which findings are accepted.

It comes with the analysed tree, which may be somebody else's: it is read as text, and can choose
among what the command line offers, nothing more.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from cpregscan.errors import ConfigError, UsageError
from cpregscan.findings.model import Direction, Level, Suppression
from cpregscan.findings.tomllines import error_line, line_of
from cpregscan.findings.versions import is_version
from cpregscan.rules.table import module_of
from cpregscan.trees.tree import Tree

FILE = ".cpregscan.toml"
LIMIT = 1 << 20
"""Bytes that a configuration may have."""

NEVER = "never"
FAIL_ON = (*(level.word for level in reversed(Level)), NEVER)
"""The words of --fail-on."""

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
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
        words = self._checked(document, "", 0, _SETTINGS)
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
                module_of(rule)
            except UsageError as error:
                self._fail(error.message, rule, "levels")
        return self._checked(table, "levels", 0, dict.fromkeys(table, _level))

    def _ignores(self, entries: object) -> tuple[Ignore, ...]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._fail("`ignore` is a list of tables, each headed [[ignore]]", "ignore")
        return tuple(self._ignore(entry, number) for number, entry in enumerate(entries))

    def _ignore(self, entry: Mapping[str, Any], number: int) -> Ignore:
        for key in entry:
            if key not in _IGNORE:
                self._fail(f"an ignore has no {key!r}: it has {', '.join(_IGNORE)}", key, "ignore", number)
        for key in ("fingerprint", "reason"):
            if key not in entry:
                self._fail(f"an ignore needs a {key}", "", "ignore", number)
        words = self._checked(entry, "ignore", number, _IGNORE)
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


def _promises(value: object) -> tuple[Direction, ...]:
    words = [direction.value for direction in Direction]
    if not isinstance(value, list) or not value or not all(word in words for word in value):
        raise ValueError(f"a list of {' and '.join(words)}")
    return tuple(direction for direction in Direction if direction.value in value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _fail_on(value: object) -> str:
    if not isinstance(value, str) or value not in FAIL_ON:
        raise ValueError(f"one of {', '.join(FAIL_ON)}")
    return value


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError("a list of names")
    return tuple(dict.fromkeys(value))


def _level(value: object) -> Level:
    levels = {level.word: level for level in reversed(Level)}
    if not isinstance(value, str) or value not in levels:
        raise ValueError(f"one of {', '.join(levels)}")
    return levels[value]


def _fingerprint(value: object) -> str:
    if not isinstance(value, str) or not _FINGERPRINT.fullmatch(value):
        raise ValueError("the 16 hex digits that a report names")
    return value


def _reason(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a sentence that says why the finding is accepted")
    return " ".join(value.split())


def _version(value: object) -> str:
    if not isinstance(value, str) or not is_version(value):
        raise ValueError('a version as text, such as "11.2"')
    return value


_SETTINGS: Mapping[str, Callable[[object], Any]] = {
    "promise": _promises,
    "strict": _flag,
    "fail-on": _fail_on,
    "machines": _names,
    "cpus": _names,
}
_IGNORE: Mapping[str, Callable[[object], str]] = {
    "fingerprint": _fingerprint,
    "reason": _reason,
    "expires": _version,
}
KEYS = (*_SETTINGS, "levels", "ignore")
"""What a configuration may set."""
