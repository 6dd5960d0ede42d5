"""Proposed changes as text over a tree: tolerances or table entries for cpregs that are unknown to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cpregscan.facts.model import CpuFacts, Facts, Guest, Register
from cpregscan.findings.model import Direction, Finding
from cpregscan.rules.remedies import reginfo_line, tolerance_line
from cpregscan.trees.overlay_tree import OverlayTree
from cpregscan.trees.tree import Tree

MENDABLE = ("unknown-cpreg", "moved-cpreg")
"""Rules whose remedy can be written down in full."""

_FILE = "target/arm/helper.c"
_FUNCTION = re.compile(
    r"^void register_cp_regs_for_features\(ARMCPU \*cpu\)\n\{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Fix:
    """Lines of C for the end of register_cp_regs_for_features(), and a guest to show their effect on."""

    guest: Guest
    lines: tuple[str, ...]


def fix_of(finding: Finding, old: Facts, new: Facts) -> Fix | None:
    """The change of the new tree that lets streams of the old one load; None where it cannot be written down."""
    forward = [reach.guest for reach in finding.reaches if reach.direction is Direction.FORWARD]
    if finding.rule not in MENDABLE or not forward:
        return None
    guest = forward[0]
    sent, own = _facts(old, guest), _facts(new, guest)
    wanted = {subject.index for subject in finding.subjects}
    registers = [register for register in sent.registers if register.index in wanted]
    loading = own.stream.loading
    line = tolerance_line if loading and loading.tolerates else _definition
    return Fix(guest, tuple(map(line, registers)))


def laid_over(tree: Tree, fix: Fix) -> OverlayTree | None:
    """The tree with the change; None if it has no function of that name to put it into."""
    text = (tree.read(_FILE) or b"").decode("latin-1")
    found = _FUNCTION.search(text)
    if found is None:
        return None
    changed = text[: found.end("body")] + "".join(_indented(fix)) + text[found.end("body") :]
    return OverlayTree(tree, {_FILE: changed.encode("latin-1")})


def _facts(facts: Facts, guest: Guest) -> CpuFacts:
    return next(cpu for cpu in facts.cpus if cpu.guest == guest)


def _definition(register: Register) -> str:
    entry = reginfo_line(register).removesuffix(",")
    return f"{{ static const ARMCPRegInfo kept = {entry}; define_one_arm_cp_reg(cpu, &kept); }}"


def _indented(fix: Fix) -> Iterator[str]:
    return (f"    {line}\n" for line in fix.lines)
