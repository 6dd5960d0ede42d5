"""Two kernels under a profile: what is lost, gained, under which condition, and what can be done."""

from __future__ import annotations

import pytest

from cpregscan.findings.model import Direction
from cpregscan.kvm.advice import AdviceClass
from cpregscan.kvm.comparing import ChangeKind, Comparison, compare_lists, migrated_indexes
from cpregscan.kvm.findings import KvmFinding, assess
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import profile_of
from cpregscan.report.style import Style
from tests.golden import Golden
from tests.kvm.trees import TABLE, listed, register

_FOO = "{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, 5 },"
_PMU = "EVENT1_EL0, .visibility = pmu_visibility },"
_ADDED = "{ SYS_DESC(SYS_EVENTn_EL0(2)), access_any, reset_val, BAR_EL1, 7, .visibility = pmu_visibility },"
_KEYS = "\tKEY_PAIR(),\n"
EDITS = (
    (TABLE, _FOO, _FOO.replace(" 5 }", " 5, .visibility = wide_visibility }")),
    (TABLE, _PMU, f"{_PMU}\n\t{_ADDED}"),
    (TABLE, _KEYS, ""),
    (TABLE, "ID_FOO_EL1_WIDE_MASK)", "ID_FOO_EL1_NARROW_MASK)"),
)  # fmt: skip


@pytest.fixture(scope="module")
def old() -> KernelList:
    return listed(name="old")


@pytest.fixture(scope="module")
def new() -> KernelList:
    return listed(*EDITS, name="new")


def told(
    old: KernelList, new: KernelList, profile: str = "default", **settings: str
) -> dict[str, KvmFinding]:
    """The findings by name of the register, lost and gained ones before others."""
    found = assess(compare_lists(old, new, profile_of(profile, **settings))).findings
    return {finding.name: finding for finding in reversed(found)}


def test_equal_kernels_have_no_findings(old: KernelList) -> None:
    assert told(old, old) == {}


def test_shifted_lines_and_moved_entries_are_no_change(old: KernelList) -> None:
    moved = listed((TABLE, f"\t{_FOO}\n", ""), (TABLE, _KEYS, f"{_KEYS}\n\n\t{_FOO}\n"))
    assert register(moved, "FOO_EL1").place != register(old, "FOO_EL1").place
    assert told(old, moved) == {}


def test_rules_and_directions(old: KernelList, new: KernelList) -> None:
    found = told(old, new)
    assert {name: (one.rule, one.directions, one.when.text) for name, one in found.items()} == {
        "FOO_EL1": ("kvm-condition-changed", (Direction.FORWARD,), "not ID_FOO_EL1.WIDE>=IMP"),
        "S3_0_C2_C1_0": ("kvm-register-lost", (Direction.FORWARD,), "pauth"),
        "S3_0_C2_C1_1": ("kvm-register-lost", (Direction.FORWARD,), "pauth"),
        "EVENT2_EL0": ("kvm-register-gained", (Direction.BACKWARD,), "always"),
        "ID_FOO_EL1": ("kvm-write-rule-changed", tuple(Direction), "always"),
    }
    assert found["FOO_EL1"].message == "FOO_EL1 is lost going forward unless ID_FOO_EL1.WIDE>=IMP"


def test_the_other_way_round_directions_turn(old: KernelList, new: KernelList) -> None:
    found = told(new, old)
    assert found["EVENT2_EL0"].rule == "kvm-register-lost"
    assert found["FOO_EL1"].directions == (Direction.BACKWARD,)


@pytest.mark.parametrize(
    ("profile", "settings", "lost", "gained"),
    [
        ("default", {}, {"FOO_EL1", "S3_0_C2_C1_0", "S3_0_C2_C1_1"}, {"EVENT2_EL0"}),
        ("default", {"host": "ID_FOO_EL1.WIDE>=IMP=on"}, {"S3_0_C2_C1_0", "S3_0_C2_C1_1"}, {"EVENT2_EL0"}),
        ("default", {"vm": "pauth=off,pmu=off"}, {"FOO_EL1"}, set()),
        ("default", {"vm": "pmu=unknown"}, {"FOO_EL1", "S3_0_C2_C1_0", "S3_0_C2_C1_1"}, {"EVENT2_EL0"}),
        ("pmu-off", {}, {"FOO_EL1", "S3_0_C2_C1_0", "S3_0_C2_C1_1"}, set()),
        ("n1-like", {}, {"FOO_EL1"}, {"EVENT2_EL0"}),
        ("v1-like", {}, {"FOO_EL1", "S3_0_C2_C1_0", "S3_0_C2_C1_1"}, {"EVENT2_EL0"}),
    ],
)
def test_what_a_profile_tells_decides(
    old: KernelList, new: KernelList, profile: str, settings: dict[str, str], lost: set[str], gained: set[str]
) -> None:
    changes = compare_lists(old, new, profile_of(profile, **settings)).changes
    names = {
        kind: {change.register.name for change in changes if change.kind is kind}
        for kind in (ChangeKind.LOST, ChangeKind.GAINED)
    }
    assert names == {ChangeKind.LOST: lost, ChangeKind.GAINED: gained}


def test_advice_is_that_of_the_change(old: KernelList, new: KernelList) -> None:
    found = told(old, new)
    letters = {name: "".join(one.letter.value for one in found[name].advice) for name in found}
    assert letters == {
        "FOO_EL1": "CDE",
        "S3_0_C2_C1_0": "BDE",
        "S3_0_C2_C1_1": "BDE",
        "EVENT2_EL0": "BDE",
        "ID_FOO_EL1": "",
    }
    lines = {name: found[name].advice[-1].line for name in ("FOO_EL1", "EVENT2_EL0")}
    assert lines == {
        "FOO_EL1": (
            "arm_register_cpreg_mig_tolerance(cpu, ARM64_SYS_REG(3, 0, 2, 0, 3), 0, 0, ToleranceNotOnBothEnds);"
        ),
        "EVENT2_EL0": (
            "arm_register_cpreg_mig_tolerance(cpu, ARM64_SYS_REG(3, 3, 14, 8, 2), UINT64_MAX, 0x7, "
            "ToleranceOnlySrcTestValue);"
        ),
    }


def test_core_registers_are_not_qemus_to_tolerate(old: KernelList) -> None:
    """QEMU sends them by name; there is no list to find them in."""
    fewer = listed(("arch/arm64/kvm/guest.c", "\tcase KVM_REG_ARM_CORE_REG(sp_el1):\n", ""))
    found = told(old, fewer)["sp_el1"]
    assert found.rule == "kvm-register-lost"
    assert [one.letter for one in found.advice] == [AdviceClass.KERNEL]


def test_worlds_are_all_values_of_what_is_open(old: KernelList, new: KernelList) -> None:
    comparison: Comparison = compare_lists(old, new, profile_of("default"))
    assert comparison.open_leaves == ("ID_FOO_EL1.WIDE>=IMP", "pauth")
    assert len(list(comparison.worlds())) == 4


def test_what_qemu_sends_in_a_world(old: KernelList, new: KernelList) -> None:
    """Core and vector registers travel by other means; what nobody tells counts as false."""
    profile = profile_of("default")
    index = {name: register(old, name).index for name in ("FOO_EL1", "regs.pc", "EVENT0_EL0", "CCSIDR[0]")}
    without = migrated_indexes(new, profile, {})
    wide = migrated_indexes(new, profile, {"ID_FOO_EL1.WIDE>=IMP": True})
    assert set(wide) - set(without) == {index["FOO_EL1"]}
    assert index["EVENT0_EL0"] in without
    assert index["regs.pc"] not in without
    assert index["CCSIDR[0]"] not in without
    assert list(wide) == sorted(wide)


@pytest.mark.parametrize("format_", ["text", "json", "tsv"])
def test_changelog_formats(old: KernelList, new: KernelList, format_: str, golden: Golden) -> None:
    from cpregscan.report.kvm_formats import CHANGELOG_FORMATS

    comparison = compare_lists(old, new, profile_of("default"))
    lines = list(CHANGELOG_FORMATS[format_].render(assess(comparison), Style()))
    lines = [line.replace(old.analyser, "ANALYSER") for line in lines]
    golden.check(f"compare.{format_}", "\n".join(lines) + "\n")


@pytest.mark.parametrize("format_", ["text", "json"])
def test_list_formats(new: KernelList, format_: str, golden: Golden) -> None:
    from cpregscan.report.kvm_formats import LIST_FORMATS

    lines = list(LIST_FORMATS[format_].render(new, profile_of("n1-like"), Style()))
    lines = [line.replace(new.analyser, "ANALYSER") for line in lines]
    golden.check(f"list.{format_}", "\n".join(lines) + "\n")
