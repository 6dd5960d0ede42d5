"""What has broken migration between hosts with real kernels, told from their source."""

from __future__ import annotations

import pytest

from cpregscan.kvm.comparing import ChangeKind, compare_lists
from cpregscan.kvm.listing import kernel_list
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import profile_of
from cpregscan.kvm.shape import open_kernel
from cpregscan.trees.overlay_tree import OverlayTree
from tests.realtree.kvm_trees import folder, kernel, kernels

pytestmark = pytest.mark.realtree

_TABLE = "arch/arm64/kvm/sys_regs.c"
_TCR2 = ("TCR2_EL1", "not ID_AA64MMFR3_EL1.TCRX>=IMP")
_S1PIE = "not ID_AA64MMFR3_EL1.S1PIE>=IMP"


def changes(
    old: KernelList, new: KernelList, kind: ChangeKind, profile: str, **settings: str
) -> set[tuple[str, str]]:
    """The changes of a kind: name of the register, and when."""
    comparison = compare_lists(old, new, profile_of(profile, **settings))
    return {(change.register.name, change.when.text) for change in comparison.changes if change.kind is kind}


@pytest.mark.parametrize(
    "new", [name for name in kernels() if name.startswith(("linux-6.17", "linux-6.18", "linux-7"))]
)
def test_registers_that_became_conditional(new: str) -> None:
    """TCR2_EL1, PIR_EL1 and PIRE0_EL1 were listed for all; the pseudo register BMAP_2 is new."""
    old = kernel("linux-6.12")
    lost = changes(old, kernel(new), ChangeKind.LOST, "default", vm="el2=off")
    assert {_TCR2, ("PIR_EL1", _S1PIE), ("PIRE0_EL1", _S1PIE)} <= lost
    assert {name for name, _ in lost} <= {"TCR2_EL1", "PIR_EL1", "PIRE0_EL1", "POR_EL1", "POR_EL0"}
    assert ("VENDOR_HYP_BMAP_2", "always") in changes(old, kernel(new), ChangeKind.GAINED, "default")
    on_new_hosts = changes(
        old, kernel(new), ChangeKind.LOST, "v9.4-like", vm="el2=off", kernel="system_supports_poe()=on"
    )
    assert on_new_hosts == set()


def test_the_pmu_registers_were_listed_without_a_pmu() -> None:
    old, new = kernel("linux-5.10"), kernel("linux-6.1")
    assert changes(old, new, ChangeKind.LOST, "default") == set()
    lost = changes(old, new, ChangeKind.LOST, "pmu-off")
    assert len(lost) == 74
    assert {when for _, when in lost} == {"always"}
    gained = changes(old, new, ChangeKind.GAINED, "default", vm="mte=off")
    assert {name for name, when in gained if when == "always"} == {
        "OSLSR_EL1", "STD_BMAP", "STD_HYP_BMAP", "VENDOR_HYP_BMAP",
    }  # fmt: skip


def test_what_came_with_6_12() -> None:
    gained = changes(kernel("linux-6.1"), kernel("linux-6.12"), ChangeKind.GAINED, "n1-like")
    assert {name for name, when in gained if when == "always"} == {
        "TCR2_EL1", "PIR_EL1", "PIRE0_EL1", "PTIMER_CTL", "PTIMER_CNT", "PTIMER_CVAL",
    }  # fmt: skip
    assert {name for name, when in gained if when != "always"} == {
        f"CCSIDR[{number}]" for number in range(14)
    }
    assert changes(kernel("linux-6.1"), kernel("linux-6.12"), ChangeKind.LOST, "n1-like") == set()


def test_timers_that_leave_under_historical_numbers() -> None:
    """CNTV_CVAL and CNTVCT are table entries from 6.17 on; their indexes stay those of the API."""
    old, new = kernel("linux-6.12"), kernel("linux-6.18")
    assert not {name for name, _ in changes(old, new, ChangeKind.LOST, "default") if "TIMER" in name}
    assert not {name for name, _ in changes(old, new, ChangeKind.GAINED, "default") if "TIMER" in name}


def test_pmmir_came_with_7_3() -> None:
    assert changes(kernel("linux-7.2"), kernel("linux-7.3"), ChangeKind.GAINED, "n1-like") == {
        ("PMMIR_EL1", "always")
    }
    assert (
        changes(
            kernel("linux-7.2"),
            kernel("linux-7.3"),
            ChangeKind.GAINED,
            "pmu-off",
            host="n1-like",
            vm="pmu=off,el2=off",
        )
        == set()
    )


@pytest.mark.parametrize("name", kernels())
def test_a_stable_series_is_itself(name: str) -> None:
    assert compare_lists(kernel(name), kernel(name), profile_of("default")).changes == ()


def test_zfr0_hidden_from_guests_without_sve() -> None:
    """As Linux 5.2 to 5.9 did: an edit of 5.10 back to that behaviour loses this register, and for no SVE guest."""
    tree = open_kernel(str(folder("linux-5.10")))
    content = tree.read(_TABLE)
    assert content is not None
    assert content.count(b"return REG_RAZ;") == 1
    hiding = OverlayTree(tree, {_TABLE: content.replace(b"return REG_RAZ;", b"return REG_HIDDEN;")})
    fixed, broken = kernel("linux-5.10"), kernel_list(hiding)
    assert changes(fixed, broken, ChangeKind.LOST, "default") == {("ID_AA64ZFR0_EL1", "not sve")}
    assert changes(fixed, broken, ChangeKind.LOST, "default", vm="sve=on") == set()
    assert changes(fixed, broken, ChangeKind.GAINED, "default") == set()
