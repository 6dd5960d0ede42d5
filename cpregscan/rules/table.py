"""The table of rules: one module a rule, in the order in which the docs list them."""

from __future__ import annotations

import importlib
from typing import Any

from cpregscan.errors import UsageError
from cpregscan.rules.rule import Rule

COMPARING = (
    "unknown_cpreg",
    "list_too_long",
    "moved_cpreg",
    "other_cpreg",
    "missing_constant",
    "missing_zero_constant",
    "missing_masked",
    "missing_state",
    "ignored_cpreg",
    "forgiven_cpreg",
    "tolerated_cpreg",
    "stale_tolerance",
    "idle_tolerance",
    "constant_changed",
    "became_constant",
    "reset_refused",
    "bits_narrowed",
    "bits_forced",
    "bits_widened",
    "feature_enum",
    "vmstate_layout",
    "vmstate_version",
    "unknown_subsection",
    "refused_subsection",
    "guest_refused",
    "property_default",
)
"""Modules of this package whose ``find`` looks at a passage from one tree to another."""

LOOKING = ("two_encodings", "raw_side_effect", "state_decides")
"""Modules whose ``look`` finds latent faults in one CPU of one tree."""

KERNELS = (
    "kvm_register_lost",
    "kvm_register_gained",
    "kvm_condition_changed",
    "kvm_write_rule_changed",
)
"""Modules of `cpregscan.kvm.rules` that describe what differs between the lists of two kernels."""

MODULES = (*COMPARING, *LOOKING, *KERNELS)
"""All modules with a ``RULE``; a rule's id is its module's name with hyphens."""


def module_of(rule_id: str) -> Any:
    """The module of a rule. Raises UsageError if there is no such rule."""
    name = rule_id.replace("-", "_")
    if name not in MODULES:
        raise UsageError(f"there is no rule '{rule_id}' (cpregscan rules lists them)")
    return _module(name)


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the table."""
    return tuple(_module(name).RULE for name in MODULES)


def comparing() -> tuple[Any, ...]:
    """The modules of the rules that look at a passage."""
    return tuple(_module(name) for name in COMPARING)


def looking() -> tuple[Any, ...]:
    """The modules of the rules that look at one tree."""
    return tuple(_module(name) for name in LOOKING)


def _module(name: str) -> Any:
    package = "cpregscan.kvm.rules" if name in KERNELS else "cpregscan.rules"
    return importlib.import_module(f"{package}.{name}")
