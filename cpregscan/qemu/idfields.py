"""The fields of the ID registers: as FIELD() declares them, with the FEAT_ names that the tree's comments give."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from cpregscan.facts.stream import IdField
from cpregscan.trees.tree import Tree

_FOLDER = "target/arm"
_DECLARED = re.compile(r"^FIELD\(\s*(\w+)\s*,\s*(\w+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)", re.MULTILINE)
_SET = re.compile(
    r"FIELD_S?DP(?:32|64)(?:_IDREG)?\s*\([^,;]+,\s*(\w+)\s*,\s*(\w+)\s*,\s*(\d+)\s*\)\s*;[ \t]*/\*([^*]*)\*/"
)
_FEATURE = re.compile(r"\bFEAT_\w+")
_ID_REGISTER = re.compile(r"ID_|MVFR|CTR|CLIDR|MIDR|DBGDIDR|PMCR|REVIDR|DCZID|GMID|SMIDR")


def id_fields(tree: Tree, sources: Collection[str]) -> tuple[IdField, ...]:
    """The fields that the tree declares of registers that identify the CPU, sorted by register and bit.

    Looked at are the headers of target/arm, and for FEAT_ names the ``sources`` that register CPU models.
    """
    declared: dict[tuple[str, str], tuple[int, int]] = {}
    named: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for path in sorted(tree.files(_FOLDER)):
        if not path.endswith(".h") and path not in sources:
            continue
        text = (tree.read(path) or b"").decode("latin-1")
        for register, name, shift, length in _DECLARED.findall(text):
            if _ID_REGISTER.match(register):
                declared[register, name] = int(shift), int(length)
        for register, name, value, comment in _SET.findall(text):
            features = _FEATURE.findall(comment)
            if features:
                named[register, name].setdefault(int(value), ",".join(features))
    found = [
        IdField(register, name, shift, length, tuple(sorted(named[register, name].items())))
        for (register, name), (shift, length) in declared.items()
        if shift + length <= 64
    ]
    return tuple(sorted(found, key=lambda one: (one.register, one.shift, one.name)))
