"""What the QEMU at the destination makes of another kernel's list."""

from __future__ import annotations

import pytest

from cpregscan.errors import Place
from cpregscan.facts.stream import Loading, Tolerance
from cpregscan.findings.model import Direction
from cpregscan.findings.settings import Settings
from cpregscan.kvm.advice import AdviceClass
from cpregscan.kvm.assessing import assessment_of
from cpregscan.kvm.comparing import Comparison, compare_lists
from cpregscan.kvm.destination import Destination
from cpregscan.kvm.findings import KvmAssessment, KvmFinding, assess
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import profile_of
from cpregscan.kvm.tolerances import host_tolerances
from cpregscan.kvm.verdicts import Effect, KvmVerdict, judge
from cpregscan.report.style import Style
from tests.cmachine.harness import MemoryTree
from tests.golden import Golden
from tests.kvm.trees import TABLE, listed, register

_FOO = "{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, 5 },"
_CALL = "\tKVM_REG_ARM_BOOT_SERVICES,\n"
FIRMWARE = "arch/arm64/kvm/hypercalls.c"

STRICT = Loading(False, True, True, False, True, False, False)
"""Refuses any unknown index."""
LENGTH = Loading(True, True, False, False, True, False, False, length_text="{incoming} > {own}")
"""Refuses a longer list, and unknown indexes below its own last one."""
FORGETFUL = Loading(False, True, True, True, True, False, True)
"""Tolerates registers, and forgets a failure when a tolerated one follows."""


@pytest.fixture(scope="module")
def old() -> KernelList:
    return listed(name="old")


def without(*names: str, name: str = "new") -> KernelList:
    """The base without the table's FOO_EL1 or the last pseudo register."""
    edits = {"FOO_EL1": (TABLE, f"\t{_FOO}\n", ""), "BOOT_SERVICES": (FIRMWARE, _CALL, "")}
    return listed(*(edits[one] for one in names), name=name)


def compared(old: KernelList, new: KernelList, **settings: str) -> Comparison:
    return compare_lists(old, new, profile_of("default", **settings))


def forward(comparison: Comparison, loading: Loading, *tolerated: int) -> KvmVerdict:
    """The verdict on the way to the new kernel."""
    return judge(comparison, destination(loading, *tolerated), Direction.FORWARD)


def destination(loading: Loading, *tolerated: int) -> Destination:
    tolerances = tuple(
        Tolerance(index, "ToleranceNotOnBothEnds", 0, 0, Place("cpu64.c", 7)) for index in tolerated
    )
    return Destination("qemu", "1.0", loading, tolerances)


def told(verdict: KvmVerdict) -> tuple[dict[str, str], dict[int, dict[str, str]]]:
    """The verdicts and effects as text."""
    return (
        {found.value: when.text for found, when in verdict.verdicts},
        {
            index: {effect.name: when.text for effect, when in effects}
            for index, effects in verdict.effects.items()
        },
    )


def test_equal_lists_load(old: KernelList) -> None:
    for loading in (STRICT, LENGTH, FORGETFUL):
        for direction in Direction:
            verdict = judge(compared(old, old), destination(loading), direction)
            assert told(verdict) == ({"loads": "always"}, {})


def test_what_the_destination_does_not_know(old: KernelList) -> None:
    """Refused in the middle; at the end some QEMUs do not look, but count."""
    middle, last = register(old, "FOO_EL1").index, register(old, "BOOT_SERVICES").index
    fails = {"fails-at-reset": "always"}
    assert told(forward(compared(old, without("FOO_EL1")), STRICT)) == (
        fails,
        {middle: {"REFUSED": "always"}},
    )
    too_long = forward(compared(old, without("BOOT_SERVICES")), LENGTH)
    assert told(too_long) == (fails, {last: {"REFUSED": "always"}})
    assert too_long.says == ("8 > 7",)
    # Another register makes up for the length: what lies beyond goes unnoticed.
    as_long = listed((FIRMWARE, _CALL, ""), (TABLE, "{ SYS_DESC(SYS_CTR_EL0), access_any, .get_user = NULL },",
        "{ SYS_DESC(SYS_EVENTn_EL0(2)), .get_user = get_any },"))  # fmt: skip
    assert told(forward(compared(old, as_long), LENGTH)) == (
        {"loses-state": "always"},
        {last: {"DROPPED": "always"}},
    )


def test_tolerances(old: KernelList) -> None:
    middle, last = register(old, "FOO_EL1").index, register(old, "BOOT_SERVICES").index
    comparison = compared(old, without("FOO_EL1", "BOOT_SERVICES"))
    both = forward(comparison, FORGETFUL, middle, last)
    assert told(both) == (
        {"loads": "always"},
        {middle: {"TOLERATED": "always"}, last: {"TOLERATED": "always"}},
    )
    forgotten = forward(comparison, FORGETFUL, last)
    assert told(forgotten) == (
        {"loses-state": "always"},
        {middle: {"DROPPED": "always"}, last: {"TOLERATED": "always"}},
    )
    remembered = forward(comparison, FORGETFUL, middle)
    assert told(remembered) == (
        {"fails-at-reset": "always"},
        {middle: {"TOLERATED": "always"}, last: {"REFUSED": "always"}},
    )


def test_what_is_open_makes_verdicts_conditional(old: KernelList) -> None:
    hiding = listed((TABLE, _FOO, _FOO.replace(" 5 }", " 5, .visibility = wide_visibility }")))
    found, effects = told(forward(compared(old, hiding), STRICT))
    assert found == {"loads": "ID_FOO_EL1.WIDE>=IMP", "fails-at-reset": "not ID_FOO_EL1.WIDE>=IMP"}
    assert list(effects.values()) == [{"REFUSED": "not ID_FOO_EL1.WIDE>=IMP"}]
    backward = judge(compared(old, hiding), destination(STRICT), Direction.BACKWARD)
    assert told(backward) == ({"loads": "always"}, {})


def test_too_much_that_is_open_is_taken_as_off(old: KernelList) -> None:
    """What QEMU leaves off unless asked goes first; it is said."""
    leaves = (
        "vcpu_has_sve(vcpu)",
        "vcpu_has_nv(vcpu)",
        "kvm_has_mte(vcpu->kvm)",
        *(f"a_{number}()" for number in range(4)),
    )
    body = " ".join(f"if ({leaf}) return REG_HIDDEN;" for leaf in leaves)
    entry = _FOO.replace(" 5 }", " 5, .visibility = wide_visibility }")
    hiding = listed(
        (TABLE, _FOO, entry),
        (TABLE, "if (kvm_has_wide(vcpu->kvm))\n\t\treturn 0;\n\n\treturn REG_HIDDEN;", f"{body} return 0;"),
    )
    verdict = forward(compared(old, hiding), STRICT)
    assert verdict.assumed == ("el2", "mte")
    found, _ = told(verdict)
    assert found["loads"] == "not a_0() and not a_1() and not a_2() and not a_3() and not sve"
    judgements = assessment_of(assess(compared(old, hiding)), Settings()).judgements
    reasons = {one.direction: [place.reason for place in one.undecided] for one in judgements}
    assert reasons == {
        Direction.FORWARD: [f"{leaf} is taken as off, for want of a setting" for leaf in ("el2", "mte")],
        Direction.BACKWARD: [],
    }


def finding(assessment: KvmAssessment, name: str) -> KvmFinding:
    return next(one for one in assessment.findings if one.name == name)


def test_findings_know_what_the_destination_does(old: KernelList) -> None:
    comparison = compared(old, without("FOO_EL1", "BOOT_SERVICES"))
    last = register(old, "BOOT_SERVICES").index
    assessment = assess(comparison, destination(FORGETFUL, last))
    tolerated, dropped = finding(assessment, "BOOT_SERVICES"), finding(assessment, "FOO_EL1")
    assert [[effect for effect, _ in one.effects] for one in (tolerated, dropped)] == [
        [Effect.TOLERATED],
        [Effect.DROPPED],
    ]
    assert [(one.letter, one.line) for one in tolerated.advice] == [
        (AdviceClass.TOLERATED, "cpu64.c:7"),
        (AdviceClass.KERNEL, ""),
    ]


def test_an_old_qemu_cannot_be_told_to_tolerate(old: KernelList) -> None:
    assessment = assess(compared(old, without("FOO_EL1")), destination(STRICT))
    assert "a newer QEMU at the destination" in finding(assessment, "FOO_EL1").advice[-1].text


@pytest.mark.parametrize("format_", ["text", "json", "tsv"])
def test_changelog_formats_with_a_destination(old: KernelList, format_: str, golden: Golden) -> None:
    from cpregscan.report.kvm_formats import CHANGELOG_FORMATS

    comparison = compared(old, without("FOO_EL1", "BOOT_SERVICES"))
    assessment = assess(comparison, destination(FORGETFUL, register(old, "BOOT_SERVICES").index))
    lines = list(CHANGELOG_FORMATS[format_].render(assessment, Style()))
    golden.check(f"qemu.{format_}", "\n".join(lines).replace(old.analyser, "ANALYSER") + "\n")


_CPU64 = """#include <asm/kvm.h>
typedef struct ARMCPU ARMCPU;
enum { ToleranceNotOnBothEnds, ToleranceOnlySrcTestValue };
void arm_register_cpreg_mig_tolerance(ARMCPU *cpu, uint64_t index, uint64_t mask, uint64_t value, int kind);
#ifdef CONFIG_KVM
static void kvm_arm_set_cpreg_mig_tolerances(ARMCPU *cpu)
{
    for (int i = 3; i > 1; i--) {
        arm_register_cpreg_mig_tolerance(cpu, ONE_REG(i), 0, 0, ToleranceNotOnBothEnds);
    }
    arm_register_cpreg_mig_tolerance(cpu, 1, UINT64_MAX, 5, ToleranceOnlySrcTestValue);
}
#endif
"""


def test_the_tolerances_of_host_cpus_are_registered() -> None:
    """QEMU's own function runs, with KVM on."""
    files = {
        "VERSION": "12.0.0",
        "target/arm/cpu64.c": _CPU64,
        "linux-headers/asm-arm64/kvm.h": "#define ONE_REG(n) (0x100 + (n))\n",
    }
    assert host_tolerances(MemoryTree(files)) == (
        Tolerance(1, "ToleranceOnlySrcTestValue", (1 << 64) - 1, 5, Place("target/arm/cpu64.c", 11)),
        Tolerance(0x102, "ToleranceNotOnBothEnds", 0, 0, Place("target/arm/cpu64.c", 9)),
        Tolerance(0x103, "ToleranceNotOnBothEnds", 0, 0, Place("target/arm/cpu64.c", 9)),
    )
    files["target/arm/cpu64.c"] = _CPU64.replace("kvm_arm_set_cpreg_mig_tolerances", "another")
    assert host_tolerances(MemoryTree(files)) == ()
