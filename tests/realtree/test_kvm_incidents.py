"""What has broken migration between hosts with real kernels, told from their source."""

from __future__ import annotations

from contextlib import closing

import pytest

from cpregscan.analysis import analyse
from cpregscan.facts.model import Guest
from cpregscan.findings.model import Direction
from cpregscan.kvm.comparing import ChangeKind, compare_lists
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.listing import kernel_list
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import profile_of
from cpregscan.kvm.shape import open_kernel
from cpregscan.kvm.tolerances import host_tolerances
from cpregscan.kvm.verdicts import Effect, judge
from cpregscan.trees.opening import open_tree
from cpregscan.trees.overlay_tree import OverlayTree
from tests.realtree.kvm_trees import folder, kernel, kernels
from tests.realtrees import upstream

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


_OUTCOMES = {
    ("6.1", "6.12"): ("loads", "loads", "loads"),
    ("6.12", "6.18"): ("fails-at-reset", "fails-at-reset", "loads"),
    ("6.18", "6.12"): ("loses-state", "fails-at-reset", "loads"),
    ("6.12", "6.1"): ("fails-at-reset", "fails-at-reset", "fails-at-reset"),
    ("6.18", "6.1"): ("fails-at-reset", "fails-at-reset", "loses-state"),
    ("7.3", "7.1"): ("fails-at-reset", "fails-at-reset", "fails-at-reset"),
    ("7.3", "6.12"): ("fails-at-reset", "fails-at-reset", "loses-state"),
}
"""What QEMU 10.0, 11.0 and 11.1 make of a guest on a host without new features, by source and destination kernel."""


@pytest.fixture(scope="module")
def destinations() -> list[Destination]:
    """Three QEMUs whose loading code differs."""
    found = []
    for ref in ("v10.0.0", "v11.0.0", "v11.1.0"):
        with closing(open_tree(ref, str(upstream()))) as tree:
            facts = analyse(tree, "aarch64", [Guest("cortex-a57", "none", 1)])
            loading = facts.cpus[0].stream.loading
            assert loading is not None
            found.append(Destination(ref, facts.version, loading, host_tolerances(tree)))
    return found


def test_three_generations_of_loading_code(destinations: list[Destination]) -> None:
    """From 11.1 on some registers are tolerated, and BMAP_2, the last of all, makes QEMU forget what it refused."""
    assert [len(one.tolerances) for one in destinations] == [0, 0, 4]
    for (source, own), expected in _OUTCOMES.items():
        comparison = compare_lists(kernel(f"linux-{source}"), kernel(f"linux-{own}"), profile_of("n1-like"))
        verdicts = [judge(comparison, one, Direction.FORWARD).verdicts for one in destinations]
        assert [[found.value for found, _ in verdict] for verdict in verdicts] == [
            [one] for one in expected
        ], source


def test_pmmir_is_lost_silently(destinations: list[Destination]) -> None:
    comparison = compare_lists(kernel("linux-7.3"), kernel("linux-6.12"), profile_of("n1-like"))
    effects = judge(comparison, destinations[-1], Direction.FORWARD).effects
    named = {register.index: register.name for register in comparison.old.registers}
    found = {named[index]: effect for index, ((effect, _),) in effects.items()}
    assert found == {"PMMIR_EL1": Effect.DROPPED, "VENDOR_HYP_BMAP_2": Effect.TOLERATED}
