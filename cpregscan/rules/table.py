"""The table of rules: one module a rule, in the order in which the docs list them."""

from __future__ import annotations

import importlib
from typing import Any

from cpregscan.errors import UsageError
from cpregscan.rules.rule import Rule

MODULES = ("unknown_cpreg",)
"""Modules of this package; each has ``RULE``, and a rule's id is its module's name with hyphens."""


def module_of(rule_id: str) -> Any:
    """The module of a rule. Raises UsageError if there is no such rule."""
    name = rule_id.replace("-", "_")
    if name not in MODULES:
        raise UsageError(f"there is no rule '{rule_id}' (cpregscan rules lists them)")
    return importlib.import_module(f"cpregscan.rules.{name}")


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the table."""
    return tuple(importlib.import_module(f"cpregscan.rules.{name}").RULE for name in MODULES)
