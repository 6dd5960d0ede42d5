"""Which generated functions may behave in another way because functions that they call were forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from types import CodeType

from cpregscan.cmachine.program import Program


def tainted(program: Program) -> frozenset[str]:
    """The C names of the functions that were forgotten, and of those that reach one by calls, pointers or tables."""
    users: dict[str, set[str]] = defaultdict(set)
    for python, code in program.codes.items():
        for name in _mentioned(code):
            users[name].add(python)
    for variable in program.variables.made:
        if variable.initialiser:
            users[variable.initialiser].add(variable.python)
    for name, pointer in program.pool.pointers():
        for python in (f"F_{name}", *(one for one, (_, linked) in program.links.items() if linked == name)):
            users[python].add(pointer)
    reached = set(program.forgotten)
    fresh = list(reached)
    while fresh:
        new = users[fresh.pop()] - reached
        reached |= new
        fresh += new
    forgotten = {program.links[python][1] for python in program.forgotten}
    return frozenset(
        forgotten | {one.name for one in program.functions.values() if one and one.python in reached}
    )


def _mentioned(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _mentioned(constant)
