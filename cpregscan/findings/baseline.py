"""Baselines: the findings of a run kept in a file, so that later runs tell what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from cpregscan.errors import ConfigError
from cpregscan.findings.model import Assessment, Known

FORMAT = "cpregscan-baseline-1"

_MEMBERS = ("fingerprint", "rule", "message")


def write_baseline(assessment: Assessment) -> Iterator[str]:
    """The lines of a baseline: one finding a line, sorted by fingerprint; suppressed ones are left out."""
    known = {
        finding.fingerprint: Known(finding.fingerprint, finding.rule, finding.message)
        for finding in assessment.findings
        if not finding.suppression
    }
    entries = [asdict(entry) for _, entry in sorted(known.items())]
    yield f'{{"format": "{FORMAT}", "findings": ['
    for number, entry in enumerate(entries, 1):
        yield json.dumps(entry) + ("," if number < len(entries) else "")
    yield "]}"


def parse_baseline(content: bytes, place: str) -> tuple[Known, ...]:
    """What a baseline knows, sorted by fingerprint. ``place`` names the file in errors. Raises ConfigError."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"is no baseline: {error}", place) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ConfigError(f"is no baseline of the format {FORMAT}: --write-baseline makes one", place)
    try:
        entries = [Known(*(_text(entry[key]) for key in _MEMBERS)) for entry in document["findings"]]
    except (KeyError, TypeError) as error:
        raise ConfigError("is no baseline: an entry lacks one of " + ", ".join(_MEMBERS), place) from error
    return tuple(sorted(entries, key=lambda entry: entry.fingerprint))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
