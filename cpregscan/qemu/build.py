"""Which .c files the build takes, and in which of them a function or variable is defined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from cpregscan.csource.directives import check_is_text
from cpregscan.qemu.buildlist import read_build_list
from cpregscan.trees.tree import Tree

_FOLDERS = ("target/arm", "hw/arm", "hw/core", "util", "fpu", "accel/stubs", "stubs")
_FILES = ("migration/vmstate-types.c",)
"""Single files of other folders."""
_DESCRIBED = ("target/arm", "target/arm/tcg")
"""The folders whose own build description is followed: their stubs and per-target files matter."""
_WIRING = frozenset(
    f"hw/core/{name}.c"
    for name in (
        "bus", "clock", "clock-vmstate", "generic-loader", "gpio", "guest-loader", "hotplug", "irq", "loader",
        "loader-fit", "or-irq", "platform-bus", "ptimer", "qdev-clock", "register", "split-irq", "stream",
        "sysbus", "sysbus-fdt",
    )
)  # fmt: skip
"""How devices are wired, clocked, mapped and loaded: none of it reaches a cpreg."""
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_OTHER_ACCELERATORS = re.compile(r"(^|/)(kvm|hvf|whpx|nvmm|xen)[^/]*(/|\.c$)|linux-user|bsd-user|/tests?/")


class Build:
    """The .c files that a name may come from, those of target/arm first, stubs last."""

    def __init__(self, tree: Tree, configuration: Mapping[str, str]) -> None:
        self.tree = tree
        self._lists = [read_build_list(tree, folder, configuration) for folder in _DESCRIBED]
        self.texts: dict[str, str] = {}
        """The files that were searched."""
        self._first_lines: dict[str, str] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All .c files of the folders that matter, in the order in which they are searched."""
        found = [path for folder in _FOLDERS for path in self.tree.files(folder) if path.endswith(".c")]
        found += [path for path in _FILES if self.tree.read(path) is not None]
        kept = [path for path in found if "stub" in path or not _OTHER_ACCELERATORS.search(path)]
        kept = [path for path in kept if all(listed.takes(path) for listed in self._lists)]
        kept = [path for path in kept if path not in _WIRING]
        return tuple(sorted(kept, key=lambda path: "stub" in path))

    def locate(self, name: str) -> list[str]:
        """The files that define a function or variable of this name, best first."""
        names = [name]
        if name.startswith("helper_"):
            names.append(
                f"HELPER({name.removeprefix('helper_')})"
            )  # what the HELPER() macro makes this name of
        return [path for path in self.files if any(self._defines(path, one) for one in names)]

    def _defines(self, path: str, name: str) -> bool:
        return name in self._heads(path) and _defines(self.text(path), name)

    def _heads(self, path: str) -> str:
        """The lines of a file on which a definition may begin: it is searched for many names."""
        if path not in self._first_lines:
            self._first_lines[path] = "\n".join(lines_beginning(self.text(path), "_"))
        return self._first_lines[path]

    def registering(self, folder: str) -> list[str]:
        """The .c files below a folder that register QOM types."""
        return [
            path for path in self.files if path.startswith(folder + "/") and "type_init(" in self.text(path)
        ]

    def text(self, path: str) -> str:
        """The raw text of a file."""
        if path not in self.texts:
            content = self.tree.read(path) or b""
            check_is_text(path, content)
            self.texts[path] = content.decode("latin-1")
        return self.texts[path]


def lines_beginning(text: str, characters: str) -> list[str]:
    """The lines of a text that begin with a letter or with one of these characters."""
    return [line for line in text.split("\n") if line and (line[0].isalpha() or line[0] in characters)]


def _defines(text: str, name: str) -> bool:
    """Whether raw C text has a definition of a name at the begin of a line: a body or an initialiser."""
    position = text.find(name)
    while position >= 0:
        end = position + len(name)
        line = text.rfind("\n", 0, position) + 1
        first, before, behind = text[line], text[position - 1], text[end : end + 1]
        alone = not (before.isalnum() or before == "_") and not (behind.isalnum() or behind == "_")
        if alone and (first.isalpha() or first == "_") and not text.startswith("extern", line):
            rest = text[end : end + 2000].lstrip()
            if rest[:1] == "(" and _has_body(rest):
                return True
            if rest[:1] in ("=", "[") and "=" in rest.partition(";")[0]:
                return True
        position = text.find(name, end)
    return False


def _has_body(text: str) -> bool:
    """Whether a parenthesis group is followed by a brace."""
    depth = 0
    text = _COMMENT.sub(" ", text)
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return text[position + 1 : position + 40].lstrip().startswith("{")
    return False
