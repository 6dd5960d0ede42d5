"""Every release of upstream gives lists for all of its models, with nothing left undecided.

The 32-bit binary differs from the other in `max` alone, so few of its models are run.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cpregscan.errors import CpregscanError
from cpregscan.facts.model import CpuFacts, Guest
from cpregscan.qemu.analysis import TreeAnalysis
from cpregscan.trees.opening import open_tree
from tests.realtrees import Release, releases, upstream

pytestmark = pytest.mark.realtree

_ON_VIRT = {"aarch64": ("cortex-a15", "cortex-a57", "max"), "arm": ("cortex-a15", "max")}
_FEWEST_MODELS = {"aarch64": 30, "arm": 20}
_M_PROFILE = ("cortex-m",)
_SHOWN = 10


@pytest.mark.parametrize("arch", ["aarch64", "arm"])
@pytest.mark.parametrize("release", releases(), ids=lambda release: release.name)
def test_all_models_of_a_release(
    release: Release, arch: str, record_property: Callable[[str, object], None]
) -> None:
    tree = open_tree(release.commit, str(upstream()))
    analysis = TreeAnalysis(tree, arch)
    models = analysis.models()
    assert len(models) >= _FEWEST_MODELS[arch]
    troubles: list[str] = []
    registers = 0
    for guest in guests(models, arch):
        try:
            facts = analysis.facts_of(guest)
        except CpregscanError as error:
            troubles.append(f"{guest.cpu} on {guest.machine}: {error}")
            continue
        registers += len(facts.registers)
        troubles += troubles_of(facts)
    tree.close()
    record_property("registers", registers)
    told = "\n".join(troubles[:_SHOWN])
    assert not troubles, f"{len(troubles)} troubles, such as\n{told}"


def guests(models: tuple[str, ...], arch: str) -> list[Guest]:
    """All models on `none`, and on `virt` those that many use; of the 32-bit binary only the latter."""
    on_virt = _ON_VIRT[arch]
    assert set(on_virt) <= set(models)
    on_none = models if arch == "aarch64" else on_virt
    return [*(Guest(model, "none") for model in on_none), *(Guest(model, "virt") for model in on_virt)]


def troubles_of(facts: CpuFacts) -> list[str]:
    """What is wrong with the facts of one guest, in words."""
    name = f"{facts.cpu} on {facts.machine}"
    found = [f"{name}: undecided {one.place}: {one.reason}" for one in facts.undecided]
    if facts.refusal is not None:
        found.append(f"{name}: refused: {facts.refusal}")
    elif bool(facts.registers) == facts.cpu.startswith(_M_PROFILE):
        found.append(f"{name}: {len(facts.registers)} registers")
    found += [
        f"{name}: {one.name} resets to what is not known" for one in facts.registers if one.reset is None
    ]
    return found
