"""Two kernels in the words of all findings: levels, guests, verdicts, fingerprints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from cpregscan.errors import Place
from cpregscan.facts.stream import Loading, Tolerance
from cpregscan.findings.model import Assessment, Direction, Finding, Level, Verdict
from cpregscan.findings.settings import Settings
from cpregscan.kvm.assessing import UNTOLD, assessment_of
from cpregscan.kvm.comparing import compare_lists
from cpregscan.kvm.destination import UNNAMED, Destination
from cpregscan.kvm.findings import assess
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import profile_of
from cpregscan.report.formats import FINDING_FORMATS
from cpregscan.report.style import Style
from tests.golden import Golden
from tests.kvm.test_comparing import EDITS
from tests.kvm.trees import TABLE, listed, register

_FOO = EDITS[0][1]
_WIDE = "ID_FOO_EL1.WIDE>=IMP"
SPOKEN = replace(UNNAMED.loading, tolerates=True, unknown_text="no {key}")
"""Names the register that it refuses."""
FORGETFUL = replace(SPOKEN, forgets=True)
SILENT = replace(UNNAMED.loading, limits_length=True, refuses_beyond=False, length_text="{incoming} > {own}")


@pytest.fixture(scope="module")
def old() -> KernelList:
    return listed(name="old")


@pytest.fixture(scope="module")
def new() -> KernelList:
    return listed(*EDITS, name="new")


@pytest.fixture(scope="module")
def fewer() -> KernelList:
    return listed(
        (TABLE, f"\t{_FOO}\n", ""), ("arch/arm64/kvm/hypercalls.c", "\tKVM_REG_ARM_BOOT_SERVICES,\n", "")
    )


def assessed(
    old: KernelList,
    new: KernelList,
    destination: Destination | None = None,
    *promises: Direction,
    profile: str = "default",
    **settings: str,
) -> Assessment:
    comparison = compare_lists(old, new, profile_of(profile, **settings))
    return assessment_of(assess(comparison, destination), Settings(promises=promises or None))


def by_rule(assessment: Assessment) -> dict[str, Finding]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in assessment.findings:
        found[finding.rule].append(finding)
    return {rule: finding for rule, (finding,) in found.items()}


def levels(assessment: Assessment) -> dict[str, Level]:
    return {finding.rule: finding.level for finding in assessment.findings}


def qemu(loading: Loading = SPOKEN, *tolerated: int) -> Destination:
    kind = "ToleranceNotOnBothEnds"
    tolerances = tuple(Tolerance(index, kind, 0, 0, Place("cpu64.c", 7)) for index in tolerated)
    return replace(UNNAMED, tree="qemu", version="1.0", loading=loading, tolerances=tolerances)


def test_equal_kernels_load(old: KernelList) -> None:
    found = assessed(old, old)
    assert found.findings == ()
    assert [(one.direction, one.verdict) for one in found.judgements] == [
        (direction, Verdict.LOADS) for direction in Direction
    ]


def test_a_break_of_plain_guests_is_as_grave_as_its_direction(old: KernelList, new: KernelList) -> None:
    """What needs something that the profile leaves open is one level less grave, and values are but notes."""
    assert levels(assessed(old, new)) == {
        "kvm-condition-changed": Level.ERROR,
        "kvm-register-lost": Level.WARNING,
        "kvm-register-gained": Level.WARNING,
        "kvm-write-rule-changed": Level.NOTE,
    }
    assert levels(assessed(old, new, vm="pauth=on"))["kvm-register-lost"] is Level.ERROR
    assert "kvm-condition-changed" not in levels(assessed(old, new, host=f"{_WIDE}=on"))
    back = levels(assessed(new, old))
    assert (back["kvm-condition-changed"], back["kvm-register-gained"]) == (Level.WARNING, Level.NOTE)
    backward = levels(assessed(old, new, None, Direction.BACKWARD))
    assert backward["kvm-register-gained"] is Level.ERROR
    assert backward["kvm-register-lost"] is Level.NOTE


def test_registers_that_fare_alike_are_one_finding(old: KernelList, new: KernelList) -> None:
    found = by_rule(assessed(old, new))
    lost = found["kvm-register-lost"]
    assert lost.message == "S3_0_C2_C1_0 and S3_0_C2_C1_1 are lost going forward if pauth"
    assert [(one.name, one.encoding, one.index) for one in lost.subjects] == [
        ("S3_0_C2_C1_0", "S3_0_C2_C1_0", 0x603000000013C108),
        ("S3_0_C2_C1_1", "S3_0_C2_C1_1", 0x603000000013C109),
    ]
    assert [(site.place.line, site.in_new, site.label) for site in lost.sites] == [
        (78, False, "listed if pauth")
    ]
    assert lost.help.count("ToleranceOnlySrcTestValue);") == 2
    changed = found["kvm-condition-changed"]
    assert [(site.in_new, site.label) for site in changed.sites] == [
        (False, "listed always"),
        (True, f"listed if {_WIDE}"),
    ]
    assert changed.directions == (Direction.FORWARD,)


def test_each_way_that_a_stream_can_end_is_a_guest(old: KernelList, new: KernelList) -> None:
    found = assessed(old, new, vm="pauth=off")
    assert [(one.guest.machine, one.direction, one.verdict) for one in found.judgements] == [
        ("virt,accel=kvm", Direction.BACKWARD, Verdict.FAILS_AT_RESET),
        (f"virt,accel=kvm if {_WIDE}", Direction.FORWARD, Verdict.LOADS),
        (f"virt,accel=kvm unless {_WIDE}", Direction.FORWARD, Verdict.FAILS_AT_RESET),
    ]
    (reach,) = by_rule(found)["kvm-condition-changed"].reaches
    assert (reach.guest.machine, reach.verdict) == (
        f"virt,accel=kvm unless {_WIDE}",
        Verdict.FAILS_AT_RESET,
    )
    assert found.judgements[2].rules == ("kvm-condition-changed",)


def test_of_values_and_core_registers_no_verdict_is_known(old: KernelList, new: KernelList) -> None:
    values = by_rule(assessed(old, new))["kvm-write-rule-changed"]
    assert {reach.verdict for reach in values.reaches} == {Verdict.UNDECIDED}
    assert values.directions == tuple(Direction)
    (site,) = values.sites
    assert site.label.startswith("ID_FOO_EL1: set_id_reg(), writable bits 0xf0, ")
    assert " -> set_id_reg(), writable bits 0xf, " in site.label
    without = listed(("arch/arm64/kvm/guest.c", "\tcase KVM_REG_ARM_CORE_REG(sp_el1):\n", ""))
    (core,) = assessed(old, without).findings
    assert (core.level, core.reaches[0].verdict) == (Level.ERROR, Verdict.UNDECIDED)
    assert (core.says, core.subjects[0].encoding) == ((), "")


def test_what_qemu_prints(old: KernelList, fewer: KernelList) -> None:
    """Each register that is refused, or the length; of a QEMU that is not named nothing is known."""

    def says(destination: Destination | None) -> list[tuple[str, ...]]:
        return [finding.says for finding in assessed(old, fewer, destination).findings]

    assert says(qemu()) == [("no 1013c103",), ("no 10140001",)]
    assert says(qemu(SILENT)) == [("8 > 6",), ("8 > 6",)]
    assert says(None) == [UNTOLD, UNTOLD]


def test_what_the_destination_makes_of_it(old: KernelList, fewer: KernelList) -> None:
    """Tolerated: a note. Lost, though it prints that the load fails: as a loss of state."""
    last = register(old, "BOOT_SERVICES").index
    found = assessed(old, fewer, qemu(FORGETFUL, last))
    assert [(one.subjects[0].name, one.level, one.says) for one in found.findings] == [
        ("FOO_EL1", Level.WARNING, ("no 1013c103",)),
        ("BOOT_SERVICES", Level.NOTE, ()),
    ]
    forward = next(one for one in found.judgements if one.direction is Direction.FORWARD)
    assert (forward.verdict, forward.says) == (Verdict.LOSES_STATE, ("no 1013c103",))


def test_fingerprints_survive_shifted_lines_and_profiles(old: KernelList, new: KernelList) -> None:
    shifted = listed(*EDITS, (TABLE, "#define KEY_PAIR()", "\n\n#define KEY_PAIR()"), name="shifted")
    prints = [
        {one.rule: one.fingerprint for one in assessed(old, tree, vm=vm).findings}
        for tree, vm in ((new, "mte=off"), (shifted, "pauth=on"))
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0].values())) == 4


def test_fingerprints_tell_what_the_destination_does(old: KernelList, fewer: KernelList) -> None:
    """What was accepted while it was tolerated is not accepted once it is refused."""
    index = register(old, "FOO_EL1").index
    without = listed((TABLE, f"\t{_FOO}\n", ""))
    (tolerated,), (refused,) = (
        assessed(old, without, one).findings for one in (qemu(SPOKEN, index), qemu(SPOKEN))
    )
    assert tolerated.fingerprint != refused.fingerprint


@pytest.mark.parametrize("format_", FINDING_FORMATS)
def test_formats(old: KernelList, new: KernelList, format_: str, golden: Golden) -> None:
    lines = list(FINDING_FORMATS[format_].render(assessed(old, new), Style()))
    if format_ in ("text", "junit"):
        golden.check(f"findings.{format_}", "\n".join(lines) + "\n")
    assert "EVENT2_EL0" in "\n".join(lines) or format_ == "tsv"
