"""Upstream commits that people judged, linted: the table of docs/lint-corpus.md is made by running this module.

    python -m tests.realtree.lint_corpus [--results FILE]

Results are kept in the file, so that a run can go on where another one stopped; without it everything is linted anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from cpregscan.cli.seriesfacts import TreeFacts
from cpregscan.cli.sources import source_of
from cpregscan.errors import CpregscanError
from cpregscan.findings.model import Finding, Level
from cpregscan.findings.settings import Settings
from cpregscan.lint.linting import lint
from cpregscan.lint.model import patch_site
from cpregscan.patches.ranges import apply_range
from tests.realtrees import CHECKOUT, oracle, upstream

PAGE = CHECKOUT / "docs" / "lint-corpus.md"
CPUS = ("max", "cortex-a57", "cortex-a15")
"""Models that between them have most tables; those that a commit is about are added."""
OTHERS = ("neoverse-n1", "cortex-a710", "cortex-r52", "a64fx", "cortex-r5")

EXPECTED = {
    "d56974afe980": ("moved-cpreg", ".cp = 15, .crn = 15, .crm = 3"),
    "f9506e162c33": ("feature-enum", "- ARM_FEATURE_VFP"),
    "282a48eca4c8": ("unknown-cpreg", '{ .name = "'),
    "0ae0326b984e": ("feature-enum", "- ARM_FEATURE_PXN,"),
    "5814d587fe86": ("constant-changed", "FIELD_DP64(t, ID_AA64MMFR1, HCX, 1)"),
    "6e6d5fb4b928": ("constant-changed", "FIELD_DP64(t, ID_AA64MMFR3, TCRX, 1)"),
    "2b5daf79c326": ("constant-changed", "FIELD_DP64(t, ID_AA64ISAR2, ATS1A, 1)"),
    "2430d49a17c9": ("constant-changed", "FIELD_DP64(t, ID_AA64PFR2, FPMR, 1)"),
    "3bcc53980b05": ("constant-changed", "id_aa64isar1 = 0x0010111101211052ull"),
    "21c2dd77a6aa": ("bits-narrowed", "return (env->cp15.c9_pmcr & PMCRN_MASK)"),
    "2bd5f41c0068": ("constant-changed", "cpu->midr = t"),
    "90f671581ac6": ("feature-enum", "ARM_FEATURE_PMU"),
    "cf6303d262e3": ("feature-enum", "- ARM_FEATURE_CRC,"),
    "bfe43e3d1468": ("reset-refused", "arm_el_is_aa64(env, 3)"),
    "887eaa8a2901": ("unknown-cpreg", ".type = ARM_CP_CONST"),
    "6c6e24166fc3": ("refused-subsection", "cpu_isar_feature(aa64_wfxt, cpu)"),
    "0dc85587be2e": ("constant-changed", "SET_IDREG(isar, CLIDR, "),
    "00936783abf7": ("constant-changed", "FIELD_DP64(t, ID_AA64MMFR3, MEC, 1)"),
    "3d65b958c546": ("constant-changed", "FIELD_DP64(t, CTR_EL0, "),
    "9c5dfe8b568b": ("constant-changed", "FIELD_DP64(t, ID_AA64PFR1, GCS, 1)"),
    "7b1613a1020d": ("constant-changed", "FIELD_DP64(t, ID_AA64ZFR0, "),
    "49a6f3bffbdf": ("missing-zero-constant", '{ .name = "MDCCSR_EL0"'),
    "0b903369951c": ("missing-constant", '{ .name = "CPUCFR_EL1"'),
    "655659a74a36": ("unknown-cpreg", '{ .name = "DBGDTR_EL0", .state = ARM_CP_STATE_BOTH'),
}
"""Of a commit, a rule that fits and a part of the line that causes the break."""


MISSED = {
    "bf6530630e8c": "HVF is not looked at",
    "4a7319b750d2": "that a guest cannot write a register (.access = PL1_R) is not looked at",
}
"""Commits that are not reported as they were judged, and why."""

JUDGED_OTHERWISE = {"2b5daf79c326": "a field of ID_AA64ISAR2_EL1 of max is set as well"}
"""Commits judged safe for what they are mostly about, and why the break that is reported is one."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as people judged it: ``expect`` is break or safe, ``scope`` names who is concerned."""

    commit: str
    subject: str
    expect: str
    why: str
    scope: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding: its place after applying, and the line of the patch with its sign."""

    level: str
    rule: str
    place: str
    line: str


@dataclass(frozen=True, slots=True)
class Result:
    """What lint says of a commit; ``error`` if it cannot analyse it."""

    commit: str
    findings: tuple[Reported, ...] = ()
    error: str = ""

    @property
    def breaks(self) -> tuple[Reported, ...]:
        """The findings that are more than notes."""
        return tuple(finding for finding in self.findings if finding.level != Level.NOTE.word)

    def right(self, judged: Commit) -> bool:
        """Whether a break is reported, with the rule and on the line that are expected, or silence kept."""
        expects = judged.expect == "break" or self.commit[:12] in JUDGED_OTHERWISE
        if self.error or bool(self.breaks) != expects:
            return False
        rule, text = EXPECTED.get(self.commit[:12], ("", ""))
        fits = [one for one in self.breaks if rule in ("", one.rule) and text in one.line]
        return bool(fits) or not self.breaks


def commits() -> list[Commit]:
    """The corpus, oldest first."""
    text = (oracle() / "lint-corpus.jsonl").read_text(encoding="utf-8")
    rows = map(json.loads, text.splitlines())
    return [Commit(*(row[key] for key in ("commit", "subject", "expect", "why", "scope"))) for row in rows]


def linted(judged: Commit) -> Result:
    """Lints a commit on its parent; where a break does not show, on all machines that lint looks at."""
    arches = ("aarch64", "arm") if "(arm)" in judged.scope else ("aarch64",)
    quick = ["none", "virt,secure=on"] if "EL3" in judged.scope else ["none"]
    found: tuple[Reported, ...] = ()
    for arch, machines in [(arch, machines) for machines in (quick, None) for arch in arches]:
        if found or (machines is None and judged.expect == "safe"):
            break
        try:
            found = tuple(_reported(judged, arch, machines))
        except CpregscanError as error:
            return Result(judged.commit, error=str(error))
    return Result(judged.commit, found)


def _reported(judged: Commit, arch: str, machines: list[str] | None) -> Iterator[Reported]:
    arguments = Namespace(arch=arch, repo=str(upstream()), no_cache=False, cpu=None, machine=machines, smp=1)
    with closing(apply_range(f"{judged.commit}^..{judged.commit}", arguments.repo)) as series:
        ends = [set(source_of(tree, arguments).models()) for tree in (series.before, series.after)]
        wanted = (*CPUS, *(cpu for cpu in OTHERS if cpu in judged.scope))
        arguments.cpu = [cpu for cpu in wanted if all(cpu in models for models in ends)]
        whole = lint(series, TreeFacts(series, arguments, None), Settings()).whole
        yield from map(_told, whole.findings)


def _told(finding: Finding) -> Reported:
    site = patch_site(finding)
    if site is None:
        return Reported(finding.level.word, finding.rule, "", "")
    text = site.line.text.decode("utf-8", "replace").strip()
    return Reported(finding.level.word, finding.rule, str(site.place), f"{site.line.kind} {text}")


def page(judged: list[Commit], results: dict[str, Result]) -> Iterator[str]:
    """The page of the documentation."""
    known = [(one, results[one.commit]) for one in judged if one.commit in results]
    right = sum(result.right(one) for one, result in known)
    yield "# Commits that people judged\n"
    yield (
        f"{len(judged)} commits of QEMU's history, each judged by people who looked at it, linted on its parent by "
        "`python -m tests.realtree.lint_corpus`\n"
        f"with {', '.join(CPUS)} and the models that the commit is about, on the machine `none`; a break that does not "
        f"show there, on all that lint looks at. Linted: {len(known)}; as judged: {right}; "
        f"not so: {len(known) - right}.\n"
    )
    yield "| commit | subject | judged | reported | at |"
    yield "|---|---|---|---|---|"
    for one, result in known:
        yield _row(one, result)
    yield "\n## Not as judged\n"
    yield "Of commits marked **(!)**:\n"
    yield from (f"* `{commit}`: {reason}." for commit, reason in MISSED.items())
    yield "\nReported although it was judged safe, and rightly so:\n"
    yield from (f"* `{commit}`: {reason}." for commit, reason in JUDGED_OTHERWISE.items())
    others = [one for one in judged if one.commit not in results]
    if others:
        yield f"\nNot linted for this table: {', '.join(one.commit[:12] for one in others)}.\n"


def _row(judged: Commit, result: Result) -> str:
    mark = "" if result.right(judged) else " **(!)**"
    rules = ", ".join(dict.fromkeys(f"{one.level}[{one.rule}]" for one in result.breaks))
    said = f"not analysed: {result.error}" if result.error else rules or "nothing"
    first = result.breaks[0] if result.breaks else None
    at = f"`{first.place}`" if first else ""
    cells = (f"`{judged.commit[:12]}`", judged.subject, f"{judged.expect}: {judged.why}", said + mark, at)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _read(path: Path | None) -> dict[str, Result]:
    if path is None or not path.exists():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {
        row["commit"]: Result(row["commit"], tuple(Reported(**one) for one in row["findings"]), row["error"])
        for row in rows
    }


def main() -> None:
    """Lints what is not known yet and writes the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--results", type=Path, help="file of results to go on from, and to add to")
    parser.add_argument("--page-only", action="store_true", help="lint nothing")
    parser.add_argument("commits", nargs="*", help="lint these only (default: all)")
    options = parser.parse_args()
    judged, results = commits(), _read(options.results)
    for one in judged:
        wanted = not options.commits or one.commit.startswith(tuple(options.commits))
        if one.commit not in results and wanted and not options.page_only:
            result = results[one.commit] = linted(one)
            print(f"{'ok' if result.right(one) else 'NOT'} {one.commit[:12]} {one.subject}", file=sys.stderr)
            if options.results is not None:
                with options.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(result)) + "\n")
    PAGE.write_text("\n".join(page(judged, results)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
