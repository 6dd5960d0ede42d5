"""Real kernels' lists against the lists that the kernels' own selftests bless, in every configuration."""

from __future__ import annotations

from functools import lru_cache

import pytest

from cpregscan.kvm.model import KernelList, Kind
from tests.realtree.kvm_oracle import Blessed, Oracle
from tests.realtree.kvm_trees import folder, kernel, kernels

pytestmark = pytest.mark.realtree

_OFF = ("mte", "system_supports_fpmr()", "ID_AA64PFR1_EL1.SME>=IMP", "ID_AA64PFR2_EL1.FPMR>=IMP")
"""What no configuration asks for, and no list blesses. All other features of hosts are taken as present."""

_STALE = {
    "linux-5.10": {"SMCCC_ARCH_WORKAROUND_3"},  # came by a stable update, which left the selftest as it was
    "linux-6.17": {"SCTLR2_EL2"},  # the selftest of 6.18 has it
}
"""Registers that a tree lists and its selftest forgets."""


@lru_cache
def oracle(name: str) -> Oracle:
    return Oracle(folder(name))


def predicted(listed: KernelList, configuration: Blessed, lacking: str = "") -> set[int]:
    """The list in a configuration on a host that has all features but one; without DEMUX, as the selftest's."""
    vm = {"pmu", "sve", "pauth", "el2", "KVM_ARM_VCPU_HAS_EL2_E2H0"}
    values = {
        leaf: leaf in configuration.leaves or (leaf not in vm and leaf not in _OFF and leaf != lacking)
        for leaf in listed.leaves
    }
    return {
        register.index
        for register in listed.registers
        if register.kind is not Kind.DEMUX and register.condition.holds(values)
    }


def blessed(listed: KernelList, source: Oracle, configuration: Blessed, lacking: str = "") -> set[int]:
    """What the selftest expects there: its list, but for what its own filter leaves out on such a host."""
    absent = {lacking} if lacking else set()
    if "sve" not in configuration.leaves:
        absent.add("ID_AA64PFR0_EL1.SVE>=IMP")
    if "KVM_ARM_VCPU_HAS_EL2_E2H0" in configuration.leaves:
        absent.add("ID_AA64MMFR1_EL1.VH>=IMP")
    demux = {register.index for register in listed.registers if register.kind is Kind.DEMUX}
    return set(configuration.indexes).difference(demux, *(source.filtered.get(leaf, ()) for leaf in absent))


@pytest.mark.parametrize("name", kernels())
def test_precision_and_recall_are_one(name: str) -> None:
    """No register too many, none too few; what the selftest forgets is named."""
    listed, source = kernel(name), oracle(name)
    names = {register.index: register.name for register in listed.registers}
    stale = _STALE.get(name, set())
    assert source.configurations
    for configuration in source.configurations:
        found, expected = predicted(listed, configuration), blessed(listed, source, configuration)
        extra = {names[index] for index in found - expected}
        assert extra <= stale, configuration.name
        assert expected - found == set(), configuration.name


@pytest.mark.parametrize("name", kernels())
def test_hosts_without_a_feature(name: str) -> None:
    """Without it, nothing that is not blessed is listed, and only what the selftest's filter excuses is missing."""
    listed, source = kernel(name), oracle(name)
    names = {register.index: register.name for register in listed.registers}
    for lacking in set(source.filtered) & set(listed.leaves):
        for configuration in source.configurations:
            found = predicted(listed, configuration, lacking)
            expected = blessed(listed, source, configuration, lacking)
            assert expected - found == set(), (lacking, configuration.name)
            extra = found - blessed(listed, source, configuration)
            assert {names[index] for index in extra} <= _STALE.get(name, set())


@pytest.mark.parametrize("name", kernels())
def test_every_register_is_understood(name: str) -> None:
    """A kind, a name that is no number, a place in the tree, a reason to be listed."""
    root = folder(name)
    for register in kernel(name).registers:
        assert not register.name.startswith("0x"), register
        assert register.export, register
        lines = (root / register.place.path).read_text(encoding="latin-1").splitlines()
        line = lines[register.place.line - 1]
        assert register.entry in line or register.entry.startswith(("copy_", "write_", "kvm_arm_")), register


@pytest.mark.parametrize("name", kernels())
def test_the_leaves_are_known_ones(name: str) -> None:
    """A leaf of another sort is a change in the kernel that somebody should look at."""
    known = ("pmu", "sve", "pauth", "mte", "el2", "KVM_ARM_VCPU_", "ID_AA64", "cache-", "system_supports_")
    assert [leaf for leaf in kernel(name).leaves if not leaf.startswith(known)] == []
