"""What a reviewer answers to a series: to each patch that breaks something, and to the cover letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpregscan.findings.model import Assessment, Direction, Finding, Level
from cpregscan.findings.standing import open_findings
from cpregscan.lint.model import Linted, PatchResult, patch_site
from cpregscan.lint.remarks import comment_text, sentence
from cpregscan.patches.model import FilePatch, HunkLine, Mail
from cpregscan.patches.reply import Comment


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a mail: comments below lines of its hunks, and what is said in the end."""

    mail: Mail
    files: tuple[FilePatch, ...]
    comments: tuple[Comment, ...]
    overall: str


def replies(linted: Linted, looked_at: str, *, always: bool) -> Iterator[Reply]:
    """The replies in the order of the thread, none if there is nothing to say and not ``always``.

    ``looked_at`` tells what was looked at and what was not.
    """
    answers = [_to_patch(result, linted, looked_at) for result in linted.patches if _open(result.assessment)]
    cover = linted.series.series.cover
    if cover is not None and (answers or always):
        yield Reply(cover, (), (), _verdict(linted, looked_at))
    elif not answers and always and linted.series.steps:
        mail = linted.series.steps[0].patch.mail
        yield Reply(mail, (), (), _verdict(linted, looked_at))
    yield from answers


def _to_patch(result: PatchResult, linted: Linted, looked_at: str) -> Reply:
    """The reply to a patch: findings that stand on one line and go one way make one comment."""
    together: dict[tuple[HunkLine | None, tuple[Direction, ...], int | None], list[Finding]] = {}
    for finding in _worth_telling(result.assessment):
        site = patch_site(finding)
        key = (None if site is None else site.line, finding.directions, result.mending_step(finding))
        together.setdefault(key, []).append(finding)
    comments, others = [], []
    for (line, _, by), findings in together.items():
        text = comment_text(findings, "patch")
        if by is not None:
            number = linted.series.steps[by].patch.number
            text += f"\n\nPatch {number} mends this: it matters to those who bisect."
        if line is None:
            others.append(text)
        else:
            comments.append(Comment(line, text))
    return Reply(result.patch.mail, result.patch.files, tuple(comments), "\n\n".join((*others, looked_at)))


def _open(assessment: Assessment) -> tuple[Finding, ...]:
    return open_findings(assessment)


def _worth_telling(assessment: Assessment) -> list[Finding]:
    """The findings but for notes; those too if there is nothing else."""
    found = _open(assessment)
    grave = [finding for finding in found if finding.level > Level.NOTE]
    return grave or list(found)


def _verdict(linted: Linted, looked_at: str) -> str:
    """The verdict of the whole series."""
    grave = [finding for finding in _open(linted.whole) if finding.level > Level.NOTE]
    mended = sum(len(result.mended) for result in linted.patches)
    if not grave and not mended:
        return f"This changes nothing that fails a migration.\n\n{looked_at}"
    paragraphs = []
    if grave:
        paragraphs.append("As it stands, this series breaks migration:")
        paragraphs += [f"{_where(finding)}{sentence(finding.message)}" for finding in grave]
        paragraphs.append("The replies to the patches tell where, for whom, and how to mend it.")
    else:
        paragraphs.append("The series as a whole breaks no migration.")
    if mended:
        count = "there is one break" if mended == 1 else f"there are {mended} breaks"
        paragraphs.append(f"Between its patches {count} that later ones mend: see the replies.")
    return "\n\n".join((*paragraphs, looked_at))


def _where(finding: Finding) -> str:
    site = patch_site(finding)
    return "" if site is None else f"Patch {site.patch.number}: "


def scope_text(assessment: Assessment) -> str:
    """What was looked at, and what was not."""
    guests = {cpu.guest for facts in (assessment.old, assessment.new) for cpu in facts.cpus}
    machines = "; ".join(sorted({guest.machine for guest in guests}))
    on = f" Looked at: qemu-system-{assessment.new.arch} on the machines {machines}." if guests else ""
    return (
        f"(cpregscan computed this from the source, for TCG; nothing was run.{on} "
        "Not looked at: KVM, HVF, other boards, devices.)"
    )
