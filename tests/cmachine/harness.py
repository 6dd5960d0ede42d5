"""Runs C functions that are given as text, on the C machine and, where there is one, through a C compiler."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from cpregscan.cmachine.machine import Machine
from cpregscan.cmachine.program import Program
from cpregscan.csource.units import Sources
from cpregscan.trees.blobs import blob_id

COMPILER = shutil.which("cc")
_MASK = (1 << 64) - 1

HEADER = """\
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
"""
"""What every C text of the tests begins with; the machine has these declarations in its prelude."""


class MemoryTree:
    """A source tree that is a dictionary."""

    name = "memory"
    commit = None

    def __init__(self, contents: Mapping[str, str | bytes]) -> None:
        self._contents = {
            path: text.encode() if isinstance(text, str) else text for path, text in contents.items()
        }

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None."""
        return self._contents.get(path)

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths below a folder, sorted."""
        prefix = f"{folder}/" if folder else ""
        return tuple(sorted(path for path in self._contents if path.startswith(prefix)))

    def blob(self, path: str) -> str | None:
        """The git blob id of a file."""
        content = self.read(path)
        return None if content is None else blob_id(content)

    def close(self) -> None:
        """Nothing to close."""


def sources_of(contents: Mapping[str, str | bytes]) -> Sources:
    """The files as a tree whose include folder is its root."""
    prelude = files("cpregscan.cmachine").joinpath("prelude.h").read_text()
    return Sources(MemoryTree(contents), ("",), prelude)


def machine_for(
    contents: Mapping[str, str | bytes], configuration: Mapping[str, str] | None = None
) -> Machine:
    """A machine with a program made of these files; a function of another file is looked for in all of them."""
    tree = MemoryTree(contents)

    def locate(name: str) -> list[str]:
        return [
            path
            for path in tree.files("")
            if path.endswith(".c") and name.encode() in (tree.read(path) or b"")
        ]

    machine = Machine()
    machine.connect(Program(sources_of(contents), configuration or {}, locate, machine))
    return machine


def call(machine: Machine, path: str, name: str, *arguments: Any) -> Any:
    """Run a function of a file as one run of the machine."""
    with machine.guarded():
        machine.begin()
        return machine.program.call(path, name, *arguments)


def run(text: str, name: str = "test", *arguments: Any, **others: str | bytes) -> Any:
    """Run a function of one C text. ``others`` are further files: ``values_h="..."`` is the file values.h."""
    contents: dict[str, str | bytes] = {path.replace("_h", ".h"): other for path, other in others.items()}
    return call(machine_for({"test.c": HEADER + text, **contents}), "test.c", name, *arguments)


def unsigned(value: Any) -> int:
    """A result as the 64-bit pattern it is; what the machine does not know fails the test."""
    assert isinstance(value, int), value
    return int(value) & _MASK


def compiled_values(folder: Path, contents: Mapping[str, str], entries: Mapping[str, str]) -> dict[str, int]:
    """What a compiler makes of the same text: the value of each entry, compiled and run once.

    ``entries`` maps a label to a ``uint64_t NAME(void)`` that one of the files defines.
    """
    for path, text in contents.items():
        (folder / path).write_text(text)
    names = list(entries.values())
    lines = [f"uint64_t {name}(void);" for name in names]
    calls = [f'    printf("%lu\\n", (unsigned long){name}()); fflush(stdout);' for name in names]
    main = "\n".join((HEADER, *lines, "int main(void)", "{", *calls, "    return 0;", "}", ""))
    (folder / "main_of_all.c").write_text(main)
    sources = [path for path in contents if path.endswith(".c")]
    assert COMPILER is not None
    subprocess.run(
        [COMPILER, "-std=gnu11", "-w", "-O0", "-fwrapv", "-pipe", "-o", "all", "main_of_all.c", *sources],
        cwd=folder,
        check=True,
    )
    output = subprocess.run([folder / "all"], capture_output=True, check=True, text=True, timeout=20).stdout
    return dict(zip(entries, map(int, output.split()), strict=True))
