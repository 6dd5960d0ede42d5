"""Levels, accepted findings, baselines: what they do to an assessment, and what is left to fail a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpregscan.errors import ConfigError
from cpregscan.findings.baseline import parse_baseline, write_baseline
from cpregscan.findings.config import Config, Ignore
from cpregscan.findings.ignores import suppressed, unused
from cpregscan.findings.model import Direction, Known, Level, Suppression
from cpregscan.findings.settings import Settings, settings, steered
from cpregscan.findings.standing import Standing, open_findings, standings
from cpregscan.findings.versions import is_version, reaches
from tests.findings.sample import accepted, assessment, missing_cpreg, unknown_cpreg


def _ignore(fingerprint: str, expires: str | None = None) -> Ignore:
    return Ignore(fingerprint, Suppression("so be it", expires), "c:1")


@pytest.mark.parametrize(
    ("version", "bound", "reached"),
    [
        ("11.2.0", "11.2", True),
        ("11.2.0", "v11.2.0", True),
        ("11.1.50", "11.2", False),
        ("11.1.92", "11.2", False),
        ("12.0.0", "11.2", True),
        ("9.2.0", "11.2", False),
        ("11.2.0-rc1", "11.2", True),
        ("11.2", "11.2.1", False),
    ],
)
def test_versions(version: str, bound: str, reached: bool) -> None:
    assert reaches(version, bound) is reached
    assert is_version(bound)


def test_an_ignore_marks_its_finding_alone() -> None:
    findings = (unknown_cpreg(), missing_cpreg())
    marked = suppressed(findings, [_ignore(unknown_cpreg().fingerprint)], "11.1.0")
    assert [finding.suppression for finding in marked] == [Suppression("so be it"), None]


def test_an_expired_ignore_accepts_nothing_and_is_told() -> None:
    ignore = _ignore(unknown_cpreg().fingerprint, "11.1")
    assert suppressed([unknown_cpreg()], [ignore], "11.1.0") == (unknown_cpreg(),)
    assert suppressed([unknown_cpreg()], [ignore], "11.0.50") != (unknown_cpreg(),)
    (line,) = unused([unknown_cpreg()], [ignore], "11.1.0", narrowed=True)
    assert line == "c:1: the ignore of 00112233445566aa expired with 11.1: so be it"


def test_a_stale_ignore_is_told_unless_guests_were_left_out() -> None:
    (line,) = unused([], [_ignore("0" * 16)], "11.1.0", narrowed=False)
    assert line == "c:1: the ignore of 0000000000000000 matches no finding, and can go: so be it"
    assert not list(unused([], [_ignore("0" * 16)], "11.1.0", narrowed=True))


def test_a_baseline_knows_what_it_was_made_of() -> None:
    lines = "\n".join(write_baseline(assessment()))
    known = parse_baseline(lines.encode(), "b")
    assert [entry.fingerprint[-2:] for entry in known] == ["aa", "bb", "dd"]
    assert known[0] == Known("00112233445566aa", "unknown-cpreg", unknown_cpreg().message)
    later = replace(assessment(), baseline=known)
    assert [standing for _, standing in standings(later)] == [
        Standing.KNOWN, Standing.SUPPRESSED, Standing.KNOWN, Standing.KNOWN
    ]  # fmt: skip
    assert open_findings(later) == ()
    assert parse_baseline("\n".join(write_baseline(replace(assessment(), findings=()))).encode(), "b") == ()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"[]", b'{"format": "x"}', b'{"format": "cpregscan-baseline-1"}', b"[" * 100000,
        b'{"format": "cpregscan-baseline-1", "findings": [{"fingerprint": 1}]}',
        b'{"format": "cpregscan-baseline-1", "findings": [3]}',
        b'{"format": "cpregscan-baseline-1", "findings": 3}',
        b'{"format": "cpregscan-baseline-1", "findings": [{"fingerprint": 1, "rule": "", "message": ""}]}',
    ],
)  # fmt: skip
def test_what_is_no_baseline(content: bytes) -> None:
    with pytest.raises(ConfigError, match=r"^b: is no baseline"):
        parse_baseline(content, "b")


def test_the_command_line_wins_over_the_configuration() -> None:
    config = Config(promises=(Direction.BACKWARD,), strict=True, fail_on="never")
    assert settings(config, None, strict=False, fail_on=None) == Settings((Direction.BACKWARD,), True, None)
    told = settings(config, (Direction.FORWARD,), strict=False, fail_on="note")
    assert told == Settings((Direction.FORWARD,), True, Level.NOTE)
    assert settings(Config(), None, strict=False, fail_on=None).fail_on is Level.ERROR


def test_a_promise_decides_how_grave_a_break_is() -> None:
    found = {
        promises: tuple(Settings(promises).level_of_break(direction) for direction in Direction)
        for promises in (None, (Direction.FORWARD,), (Direction.BACKWARD,), tuple(Direction))
    }
    assert list(found.values()) == [
        (Level.ERROR, Level.WARNING),
        (Level.ERROR, Level.NOTE),
        (Level.NOTE, Level.ERROR),
        (Level.ERROR, Level.ERROR),
    ]


def test_levels_change_and_reorder() -> None:
    raised = replace(missing_cpreg(), rule="other")
    given = replace(assessment(), findings=(unknown_cpreg(), raised))
    wanted = Settings(levels={"unknown-cpreg": Level.NOTE}, ignores=(_ignore(raised.fingerprint),))
    found = steered(given, wanted, None, narrowed=False)
    assert [(finding.rule, finding.level) for finding in found.findings] == [
        ("other", Level.WARNING),
        ("unknown-cpreg", Level.NOTE),
    ]
    assert found.findings[0].suppression == Suppression("so be it")
    assert found.unused_ignores == assessment().unused_ignores
    assert accepted() in assessment().findings
