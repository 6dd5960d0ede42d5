"""Which machines a tree has, and which CPU each of them has if `-cpu` names none."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from cpregscan.cmachine.natives.objects import class_of
from cpregscan.cmachine.natives.qom import made_class
from cpregscan.cmachine.natives.static_properties import member_of_parent
from cpregscan.cmachine.pointers import text_of
from cpregscan.cmachine.pool import FunctionPointer
from cpregscan.errors import UsageError
from cpregscan.qemu.guest import BOARD_FILE
from cpregscan.qemu.program import Board, TreeProgram

MACHINE_FILE = "hw/core/machine.c"
NONE = "none"
_MACHINE_FILES = (MACHINE_FILE, BOARD_FILE)
_DEFAULT_OF_CLASS = "machine_class_default_cpu_type"
_SUFFIX = "-machine"


def boards(tree: TreeProgram) -> dict[str, Board]:
    """The machines of the family `virt` that the tree has, by name and alias; found once."""
    if not tree.boards:
        earlier = dict(tree.guest.undecided_places)
        for path in _MACHINE_FILES:
            tree.register(path)
        tree.boards.update(_boards(tree))
        tree.shared_undecided.update(tree.guest.undecided_places.items() - earlier.items())
    return tree.boards


def _boards(tree: TreeProgram) -> dict[str, Board]:
    """Those of all machine types that are registered now."""
    guest = tree.guest
    found: dict[str, Board] = {}
    for type_ in list(guest.types.by_name.values()):
        if type_.abstract or not guest.types.is_a(type_.name, "machine"):
            continue
        class_ = class_of(guest.types, type_)
        alias = member_of_parent(class_, "MachineClass", "alias")
        board = Board(type_.name.removesuffix(_SUFFIX), text_of(alias) if alias else None, type_.name)
        found[board.name] = board
        if board.alias:
            found[board.alias] = board
    return found


def board_named(tree: TreeProgram, name: str) -> Board:
    """The machine of this name or alias. Raises UsageError if the tree has none."""
    known = boards(tree)
    found = known.get(name) or _other(tree, name)
    if found is None:
        raise UsageError(f"there is no machine '{name}' in {tree.tree.name}{near(name, [NONE, *known])}")
    return found


def _other(tree: TreeProgram, name: str) -> Board | None:
    """A machine outside of the family `virt`, from the files of hw/arm that name it."""
    types = tree.guest.types
    for path in tree.build.files:
        if path.startswith("hw/arm/") and f'"{name}"' in tree.build.text(path):
            tree.register(path)
    type_ = types.by_name.get(f"{name}{_SUFFIX}")
    if type_ is not None and not type_.abstract:
        return Board(name, None, type_.name)
    for machine in [one for one in types.by_name if one.endswith(_SUFFIX)]:
        types.find(machine)  # its base may stand in another file
    return next((board for board in _boards(tree).values() if board.alias == name), None)


def default_type(tree: TreeProgram, board: Board) -> str:
    """The CPU type that a machine has if `-cpu` names none, empty if its class names none: its devices bring them."""
    class_ = made_class(tree.guest, tree.guest.types.find(board.type))
    scope = tree.program.scope(MACHINE_FILE)
    if tree.program.function_named(scope, _DEFAULT_OF_CLASS) is not None:
        named = FunctionPointer(tree.program, scope.unit.path, _DEFAULT_OF_CLASS).enter(class_)
    else:
        named = member_of_parent(class_, "MachineClass", "default_cpu_type")
    return text_of(named) if named else ""


def near(name: str, known: Iterable[str]) -> str:
    """What to add to a message that there is no such name: the nearest of those that are known, or the first ones."""
    found = difflib.get_close_matches(name, list(known), n=4, cutoff=0.5)
    return f" (near names: {', '.join(found)})" if found else f" (it has: {', '.join(sorted(known)[:8])} …)"
