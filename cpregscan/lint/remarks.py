"""What a reviewer writes of a finding: what breaks, for whom, which way, what is printed, and how to mend it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from cpregscan.facts.model import Guest
from cpregscan.findings.model import Direction, Finding, Subject, Verdict
from cpregscan.report.finding_parts import reached

WIDTH = 72
_INDENT = "    "
_NAMES = 10
_LINES = 3
_FIXED = "\0"
"""Stands for a space at which a line is not broken."""
_FATES = {
    Verdict.LOADS: "still works",
    Verdict.LOSES_STATE: "works, but loses state",
    Verdict.FAILS_FOR_SOME_STATE: "fails for some states of the guest",
    Verdict.DEPENDS_ON_MEMORY: "works or fails by what uninitialised memory holds",
    Verdict.UNDECIDED: "could not be decided",
    Verdict.FAILS_AT_RESET: "fails, whatever the guest does",
}


def comment_text(findings: Sequence[Finding], what: str) -> str:
    """The comment below the line that causes findings of the same directions.

    ``what`` is "patch" or "series": what they are blamed on.
    """
    findings = sorted(
        findings, key=lambda finding: finding.subjects[:1] and finding.subjects[0].index is None
    )
    about_cpregs = [one for one in findings if one.subjects and one.subjects[0].index is not None] or findings
    paragraphs = [
        " ".join(sentence(finding.message) for finding in findings),
        _registers([subject for finding in findings for subject in finding.subjects]),
        *dict.fromkeys(line for finding in findings for line in _fates(finding, what)),
        *_printed(findings),
        *dict.fromkeys(part for finding in about_cpregs for part in _remedy(finding.help)),
    ]
    if all(finding.moving_target for finding in findings):
        paragraphs.append(
            "Only models that promise no compatibility are concerned, so this may well be meant; users of "
            "migration between versions will notice all the same."
        )
    return "\n\n".join(filter(None, paragraphs))


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', ':', '?')) else '.'}" if text else ""


def _registers(subjects: Sequence[Subject]) -> str:
    """The cpregs with encoding and index, in columns."""
    subjects = list(dict.fromkeys(subjects))
    rows = [(one.name, one.encoding, f"{one.index:#018x}") for one in subjects if one.index is not None]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    lines = [f"{_INDENT}{name:{widths[0]}}  {spelled:{widths[1]}}  {index}" for name, spelled, index in rows]
    more = len(lines) - _NAMES
    return "\n".join([*lines[:_NAMES], *([f"{_INDENT}and {more} more"] if more > 0 else [])])


def _fates(finding: Finding, what: str) -> Iterator[str]:
    for directions, verdict, guests in reached(finding):
        ways = " and ".join(_way(Direction(word), what) for word in directions.split(" and "))
        yield f"Migration {ways} {_FATES[verdict]}, for {guest_words(guests)}."


def _way(direction: Direction, what: str) -> str:
    if direction is Direction.FORWARD:
        return f"from a QEMU without this {what} to one with it"
    return f"from a QEMU with this {what} back to one without it"


def guest_words(guests: Iterable[Guest]) -> str:
    """Guests in words: the CPUs, then the machines that any of them is concerned on."""
    guests = list(guests)
    cpus = sorted({guest.cpu for guest in guests})
    machines = sorted({guest.machine for guest in guests})
    shown = cpus[:_NAMES]
    more = f" and {len(cpus) - len(shown)} more CPUs" if len(cpus) > len(shown) else ""
    return f"{', '.join(shown)}{more} (machines: {'; '.join(machines)})"


def _printed(findings: Iterable[Finding]) -> Iterator[str]:
    findings = list(findings)
    says = list(dict.fromkeys(line for finding in findings for line in finding.says))
    if not says:
        if any(reach.verdict is Verdict.FAILS_AT_RESET for finding in findings for reach in finding.reaches):
            yield "The destination does not print which cpreg it was."
        return
    yield "The destination prints"
    yield "\n".join(f"{_INDENT}{line}" for line in says[:_LINES])
    if len(says) > _LINES:
        yield f"and the like ({len(says) - _LINES} more lines, by CPU)."


def _remedy(text: str) -> Iterator[str]:
    """Prose, then code: each line of code broken at commas, as the list wants it."""
    first, *code = text.split("\n")
    if first:
        yield f"To mend it: {first}{'' if first.endswith(('.', ':')) else '.'}"
    if code:
        yield "\n".join(row for line in code for row in _code(line))


def _code(line: str) -> list[str]:
    """A line of code, broken after commas."""
    rows = textwrap.wrap(
        ", ".join(part.replace(" ", _FIXED) for part in line.split(", ")),
        WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_FIXED, " ") for row in rows]
