"""Which files of a folder the build compiles, from its meson.build or, before QEMU 5.2, its Makefile.objs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cpregscan.trees.tree import Tree

_ADD = re.compile(r"\b(\w+)\.add\(")
_WHEN = re.compile(r"\bwhen\s*:\s*(\[[^\]]*\]|'[^']*')")
_BRANCH = re.compile(r"\bif_(true|false)\s*:")
_WORD = re.compile(r"'([^']*)'")
_OBJECTS = re.compile(r"^(?:common-)?obj-(\S+|\$\(call [^)]*\)[^+]*?)\s*\+?=\s*(.*)$", re.MULTILINE)
_VARIABLE = re.compile(r"\$\((\w+)\)")


@dataclass(frozen=True, slots=True)
class BuildList:
    """The files that a folder's build description speaks of: those compiled for a configuration, and all."""

    compiled: frozenset[str]
    named: frozenset[str]

    def takes(self, path: str) -> bool:
        """Whether a file is compiled; one that nothing names is taken for compiled."""
        return path in self.compiled or path not in self.named


def read_build_list(tree: Tree, folder: str, configuration: Mapping[str, str]) -> BuildList:
    """The build list of one folder, empty if the folder describes no build."""
    for name, reader in (("meson.build", _from_meson), ("Makefile.objs", _from_make)):
        content = tree.read(f"{folder}/{name}")
        if content is not None:
            compiled, named = reader(content.decode("utf-8", "replace"), configuration)
            return BuildList(
                frozenset(f"{folder}/{file}" for file in compiled),
                frozenset(f"{folder}/{file}" for file in named),
            )
    return BuildList(frozenset(), frozenset())


def _from_meson(text: str, configuration: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """`X.add(when: C, if_true: files(…), if_false: files(…))` and `X.add(files(…))` of all but user-mode sets."""
    compiled: set[str] = set()
    named: set[str] = set()
    text = re.sub(r"#[^\n]*", "", text)
    for match in _ADD.finditer(text):
        arguments = text[match.end() : _closing(text, match.end() - 1)]
        condition = _WHEN.search(arguments)
        holds = condition is None or all(word in configuration for word in _WORD.findall(condition[1]))
        user_only = "user" in match[1] and "system" not in match[1]
        for wanted, files in _branches(arguments[condition.end() if condition else 0 :]):
            named |= files
            if wanted == holds and not user_only:
                compiled |= files
    return compiled, named


def _branches(arguments: str) -> list[tuple[bool, set[str]]]:
    """The C files of each branch: (True, …) for if_true or no branch at all, (False, …) for if_false."""
    pieces = _BRANCH.split(arguments)
    found = [(True, pieces[0])]
    found += [(word == "true", text) for word, text in zip(pieces[1::2], pieces[2::2], strict=True)]
    return [(wanted, {file for file in _WORD.findall(text) if file.endswith(".c")}) for wanted, text in found]


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position
    return len(text)


def _from_make(text: str, configuration: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """`obj-y += a.o`, `obj-$(C) += b.o` and `obj-$(call land,$(A),$(call lnot,$(B))) += c.o`."""
    compiled: set[str] = set()
    named: set[str] = set()
    for match in _OBJECTS.finditer(text.replace("\\\n", " ")):
        files = {word.removesuffix(".o") + ".c" for word in match[2].split() if word.endswith(".o")}
        named |= files
        if _make_condition(match[1], configuration):
            compiled |= files
    return compiled, named


def _make_condition(text: str, configuration: Mapping[str, str]) -> bool:
    negated = set(re.findall(r"\$\(call lnot,\s*\$\((\w+)\)\)", text))
    plain = [name for name in _VARIABLE.findall(text) if name not in negated]
    return all(name in configuration for name in plain) and not any(name in configuration for name in negated)
