"""Assessments made by hand: one of every sort of finding that a report has to show."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.errors import Place
from cpregscan.facts.model import Guest, Undecided
from cpregscan.findings.model import (
    Assessment,
    Direction,
    Finding,
    Judgement,
    Level,
    Reach,
    Site,
    Subject,
    Suppression,
    Verdict,
)
from tests.facts.sample import HELPER, new_facts, old_facts

A53, A57, M3 = (Guest(cpu, "none") for cpu in ("cortex-a53", "cortex-a57", "cortex-m3"))
SECURE = Guest("cortex-a53", "virt,secure=on")
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
ISAR0 = Subject("ID_AA64ISAR0_EL1", "S3_0_C0_C6_0", 0x603000000013C030)
MMFR4 = Subject("ID_AA64MMFR4_EL1", "S3_0_C0_C7_4", 0x603000000013C03C)
UNDECIDED = Undecided(Place(HELPER, 444), "the value of host_cpuid() is not known")


def unknown_cpreg() -> Finding:
    """An error with places on both sides, snippets and QEMU's words."""
    return Finding(
        rule="unknown-cpreg",
        level=Level.ERROR,
        message="master does not know ID_AA64ISAR0_EL1, which v1.0 sends",
        note="An index that the destination lacks fails the load.",
        help="Register a tolerance:\narm_register_cpreg_mig_tolerance(cpu, 0x603000000013c030);",
        subjects=(ISAR0,),
        sites=(
            Site(Place(HELPER, 700), False, "the entry", '    { .name = "ID_AA64ISAR0_EL1",'),
            Site(Place(HELPER, 650), True, "the table without it"),
        ),
        reaches=(
            Reach(A53, FORWARD, Verdict.FAILS_AT_RESET),
            Reach(A57, FORWARD, Verdict.FAILS_AT_RESET),
            Reach(SECURE, FORWARD, Verdict.FAILS_AT_RESET),
        ),
        fingerprint="00112233445566aa",
        says=("system register 0x1013c030 in the incoming stream but unknown on the destination",),
    )


def missing_cpreg() -> Finding:
    """A warning about many registers, with a place in the new tree only."""
    subjects = [replace(MMFR4, name=f"ID_{n}_EL1", index=MMFR4.index + n) for n in range(11) if MMFR4.index]
    return Finding(
        rule="unknown-cpreg",
        level=Level.WARNING,
        message="v1.0 does not know 11 registers that master sends",
        note="They come with one table.",
        help="",
        subjects=tuple(subjects),
        sites=(Site(Place(HELPER, 712), True),),
        reaches=(
            Reach(A53, BACKWARD, Verdict.FAILS_AT_RESET),
            Reach(A57, BACKWARD, Verdict.DEPENDS_ON_MEMORY),
        ),
        fingerprint="00112233445566bb",
    )


def accepted() -> Finding:
    """An error that somebody accepted."""
    return replace(
        unknown_cpreg(),
        message="accepted | with `signs` <b> & so on",
        fingerprint="00112233445566cc",
        suppression=Suppression("no release had it", "11.2"),
    )


def placeless() -> Finding:
    """A note that has no place and reaches nobody, about something without an index."""
    return Finding(
        rule="unknown-cpreg",
        level=Level.NOTE,
        message="a subsection is new",
        note="",
        help="",
        subjects=(Subject("cpu/pmu"),),
        sites=(),
        reaches=(),
        fingerprint="00112233445566dd",
    )


def judgements() -> tuple[Judgement, ...]:
    """The verdicts on four guests."""
    rules = ("unknown-cpreg",)
    return (
        Judgement(A53, FORWARD, Verdict.FAILS_AT_RESET, False, unknown_cpreg().says, rules),
        Judgement(A53, BACKWARD, Verdict.FAILS_AT_RESET, False, (), rules),
        Judgement(A57, FORWARD, Verdict.FAILS_AT_RESET, False, unknown_cpreg().says, rules),
        Judgement(A57, BACKWARD, Verdict.DEPENDS_ON_MEMORY, True, (), rules),
        Judgement(M3, FORWARD, Verdict.LOADS, True),
        Judgement(M3, BACKWARD, Verdict.UNDECIDED, True, (), (), (UNDECIDED,)),
        Judgement(SECURE, FORWARD, Verdict.FAILS_AT_RESET, False, unknown_cpreg().says, rules),
        Judgement(SECURE, BACKWARD, Verdict.LOADS, True),
    )


def assessment() -> Assessment:
    """Two trees with a finding of every sort."""
    return Assessment(
        old=old_facts(),
        new=new_facts(),
        judgements=judgements(),
        findings=(unknown_cpreg(), accepted(), missing_cpreg(), placeless()),
        unused_ignores=(
            ".cpregscan.toml:9: the ignore of 00112233445566ee matches no finding, and can go: x",
        ),
    )


def clean() -> Assessment:
    """Two trees between which every stream loads."""
    loads = tuple(
        replace(
            judgement, verdict=Verdict.LOADS, loads_with_zeroed_heap=True, says=(), rules=(), undecided=()
        )
        for judgement in judgements()
    )
    return Assessment(new_facts(), new_facts(), loads, ())
