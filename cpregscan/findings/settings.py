"""How a user steers a run: what the command line says, else the configuration, else the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cpregscan.findings.config import Config, Ignore
from cpregscan.findings.configvalues import NEVER
from cpregscan.findings.ignores import suppressed, unused
from cpregscan.findings.model import Assessment, Direction, Finding, Known, Level

DEFAULT_FAIL_ON = Level.ERROR


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do with what it finds.

    ``promises`` are the directions that the user promises; None is the default. ``fail_on`` is the least
    level that fails a run, None for never.
    """

    promises: tuple[Direction, ...] | None = None
    strict: bool = False
    fail_on: Level | None = DEFAULT_FAIL_ON
    levels: Mapping[str, Level] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()

    def level_of_break(self, direction: Direction) -> Level:
        """How grave it is that streams of a direction do not load."""
        if self.promises is None:
            return Level.ERROR if direction is Direction.FORWARD else Level.WARNING
        return Level.ERROR if direction in self.promises else Level.NOTE


def settings(
    config: Config, promises: tuple[Direction, ...] | None, *, strict: bool, fail_on: str | None
) -> Settings:
    """The settings of a run: what the command line leaves open (None, False) is as the configuration says."""
    word = fail_on or config.fail_on or DEFAULT_FAIL_ON.word
    return Settings(
        promises=promises or config.promises,
        strict=strict or bool(config.strict),
        fail_on=None if word == NEVER else Level[word.upper()],
        levels=config.levels,
        ignores=config.ignores,
    )


def steered(
    assessment: Assessment, wanted: Settings, baseline: tuple[Known, ...] | None, *, narrowed: bool
) -> Assessment:
    """The assessment with the user's levels, accepted findings marked, and the baseline at hand.

    ``narrowed`` says that not all guests were looked at; see `ignores.unused`.
    """
    version = assessment.new.version
    findings = tuple(_levelled(finding, wanted.levels) for finding in assessment.findings)
    lines = unused(findings, wanted.ignores, version, narrowed=narrowed)
    return replace(
        assessment,
        findings=tuple(
            sorted(suppressed(findings, wanted.ignores, version), key=lambda finding: -finding.level)
        ),
        unused_ignores=(*assessment.unused_ignores, *lines),
        baseline=baseline,
    )


def _levelled(finding: Finding, levels: Mapping[str, Level]) -> Finding:
    return replace(finding, level=levels[finding.rule]) if finding.rule in levels else finding
