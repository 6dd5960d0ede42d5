"""What is known of guest and host."""

from __future__ import annotations

import pytest

from cpregscan.errors import UsageError
from cpregscan.kvm.profile import PRESETS, check_leaves, profile_of

LEAVES = (
    "pmu",
    "ID_A_EL1.ONE>=IMP",
    "ID_A_EL1.TWO>=IMP",
    "KVM_ARM_VCPU_HAS_EL2_E2H0",
    "system_supports_x()",
    "cache-1",
)


def test_the_default_knows_of_the_pmu_alone() -> None:
    profile = profile_of("default")
    assert profile.values(LEAVES) == {"pmu": True}
    assert profile.unknown(LEAVES) == tuple(sorted(set(LEAVES) - {"pmu"}))


def test_a_host_without_features_lacks_all_fields_and_nothing_else() -> None:
    """How many caches it has, and what the kernel was built with, is not told by its age."""
    assert profile_of("n1-like").unknown(LEAVES) == (
        "KVM_ARM_VCPU_HAS_EL2_E2H0", "cache-1", "system_supports_x()",
    )  # fmt: skip


def test_settings_go_over_the_preset() -> None:
    profile = profile_of(
        "n1-like", vm="sve=on,pmu=unknown", host="ID_A_EL1.ONE>=IMP=on", kernel="system_supports_x()=off"
    )
    assert profile.value("sve") is True
    assert profile.value("pmu") is None
    assert profile.value("ID_A_EL1.ONE>=IMP") is True
    assert profile.value("ID_A_EL1.TWO>=IMP") is False
    assert profile.value("system_supports_x()") is False


def test_the_host_of_another_preset() -> None:
    profile = profile_of("default", host="n1-like")
    assert profile.value("ID_A_EL1.ONE>=IMP") is False
    assert profile.value("sve") is None, "the VM's part is its own"


@pytest.mark.parametrize(
    ("host", "leaf"),
    [
        ("ONE=on", "ID_A_EL1.ONE>=IMP"),
        ("ONE>=IMP=on", "ID_A_EL1.ONE>=IMP"),
        ("ID_A_EL1.ONE>=IMP=on", "ID_A_EL1.ONE>=IMP"),
    ],
)
def test_short_names_of_fields(host: str, leaf: str) -> None:
    profile = check_leaves(profile_of("default", host=host), LEAVES, {"host": host})
    assert profile.value(leaf) is True


def test_short_names_of_vm_and_kernel() -> None:
    asked = {"vm": "e2h0=off", "kernel": "system_supports_x=on"}
    profile = check_leaves(profile_of("default", **asked), LEAVES, asked)
    assert profile.value("KVM_ARM_VCPU_HAS_EL2_E2H0") is False
    assert profile.value("system_supports_x()") is True


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_fit_kernels_without_their_leaves(preset: str) -> None:
    """A kernel that knows nothing of a feature is no reason to refuse the profile."""
    assert check_leaves(profile_of(preset), ("pmu",), {}).name == preset


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"vm": "pmu"}, "--vm takes NAME=on, NAME=off or NAME=unknown, not 'pmu'"),
        ({"vm": "pmu=yes"}, "--vm takes"),
        ({"host": "none-like"}, "there is no profile 'none-like'"),
        ({"host": "THREE=on"}, "--host: nothing hangs on 'THREE' in these trees"),
        ({"vm": "smp=on"}, "--vm: nothing hangs on 'smp'"),
    ],
)
def test_bad_settings(settings: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_leaves(profile_of("default", **settings), LEAVES, settings)
    assert message in str(caught.value)


def test_an_unknown_preset() -> None:
    with pytest.raises(UsageError, match="there is no profile 'old'"):
        profile_of("old")
