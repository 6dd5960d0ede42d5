"""What patches do to streams, each finding on the line of a patch that causes it. Frozen data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from cpregscan.errors import Place
from cpregscan.findings.model import Assessment, Direction, Finding, Site, Verdict
from cpregscan.patches.model import HunkLine, Patch
from cpregscan.patches.steps import AppliedSeries


class Nearness(IntEnum):
    """How near the patch comes to what a finding is about; the words are those of --filter-mode.

    ADDED: the finding stands on a line that the patch adds or removes. DIFF_CONTEXT: it is about a line that a hunk
    shows as context. FILE: about another line of a file that the patch changes. NOFILTER: about other files only.
    """

    ADDED = 0
    DIFF_CONTEXT = 1
    FILE = 2
    NOFILTER = 3

    @property
    def word(self) -> str:
        """The filter mode, as reviewdog names it, that shows findings of this nearness and nearer ones."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchSite(Site):
    """The line of a patch that causes a finding; ``place`` is where it stands once the patch is applied.

    A removed line is placed at the line that follows it. ``step`` counts patches from 0.
    """

    step: int
    patch: Patch
    line: HunkLine
    nearness: Nearness

    @property
    def mail_place(self) -> Place:
        """Where the line stands in the input."""
        return self.patch.mail.place(self.line.line)


def patch_site(finding: Finding) -> PatchSite | None:
    """The line that a finding stands on, None for a finding that no line can be blamed for."""
    return next((site for site in finding.sites if isinstance(site, PatchSite)), None)


Identity = tuple[str, str, tuple[Direction, ...]]
"""What tells the findings of one assessment apart."""


def identity(finding: Finding) -> Identity:
    """The rule, the fingerprint and the directions of a finding."""
    return finding.rule, finding.fingerprint, finding.directions


@dataclass(frozen=True, slots=True)
class PatchResult:
    """What one patch does: ``assessment`` has the guests whose stream it changes, and no others.

    ``mended`` are those of its breaks that the whole series does not have, with the step (from 0) after which
    they are gone.
    """

    step: int
    patch: Patch
    assessment: Assessment
    mended: Mapping[Identity, int] = field(default_factory=dict)

    def mending_step(self, finding: Finding) -> int | None:
        """The step that mends a break of this patch, None if none does."""
        return self.mended.get(identity(finding))


@dataclass(frozen=True, slots=True)
class Linted:
    """A series and what it does: each patch that changes a stream, and the whole."""

    series: AppliedSeries
    patches: tuple[PatchResult, ...]
    whole: Assessment

    @property
    def silent(self) -> bool:
        """Whether there is nothing to be said."""
        results = (self.whole, *(result.assessment for result in self.patches))
        return not any(map(says_something, results))

    def mapped(self, change: Callable[[Assessment], Assessment]) -> Linted:
        """The same with every assessment changed."""
        patches = tuple(replace(result, assessment=change(result.assessment)) for result in self.patches)
        return replace(self, patches=patches, whole=change(self.whole))


def says_something(assessment: Assessment) -> bool:
    """Whether there are findings, or guests that fare worse than before or may do so."""
    return bool(assessment.findings) or any(
        judgement.verdict is not Verdict.LOADS for judgement in assessment.judgements
    )
