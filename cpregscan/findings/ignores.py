"""Marks the findings that a configuration accepts, and tells which of its entries serve no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cpregscan.findings.config import Ignore
from cpregscan.findings.model import Finding
from cpregscan.findings.versions import reaches


def suppressed(findings: Iterable[Finding], ignores: Iterable[Ignore], version: str) -> tuple[Finding, ...]:
    """The findings, those that an entry accepts marked. ``version`` is the new tree's: entries may expire with it."""
    accepted = {ignore.fingerprint: ignore for ignore in ignores if not _expired(ignore, version)}
    return tuple(_marked(finding, accepted.get(finding.fingerprint)) for finding in findings)


def unused(
    findings: Sequence[Finding], ignores: Iterable[Ignore], version: str, *, narrowed: bool
) -> Iterator[str]:
    """A line for each entry that has expired or matches nothing.

    In a run that is ``narrowed`` to some guests an entry may well match nothing: that is not told.
    """
    there = {finding.fingerprint for finding in findings}
    for ignore in ignores:
        if _expired(ignore, version):
            yield f"{_named(ignore)} expired with {ignore.suppression.expires}: {ignore.suppression.reason}"
        elif ignore.fingerprint not in there and not narrowed:
            yield f"{_named(ignore)} matches no finding, and can go: {ignore.suppression.reason}"


def _marked(finding: Finding, ignore: Ignore | None) -> Finding:
    return replace(finding, suppression=ignore.suppression) if ignore else finding


def _expired(ignore: Ignore, version: str) -> bool:
    expires = ignore.suppression.expires
    return expires is not None and reaches(version, expires)


def _named(ignore: Ignore) -> str:
    return f"{ignore.place}: the ignore of {ignore.fingerprint}"
