"""The open findings as workflow commands of GitHub Actions, which shows them beside the code."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import printable
from cpregscan.findings.model import Assessment, Finding, Level
from cpregscan.findings.standing import open_findings
from cpregscan.report.finding_parts import body, main_place
from cpregscan.report.style import Style

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(assessment: Assessment, _style: Style) -> Iterator[str]:
    """One command a line, such as ``::error file=...,line=...,title=...::message``."""
    return map(_command, open_findings(assessment))


def _command(finding: Finding) -> str:
    place = main_place(finding)
    properties = {"file": place.path, "line": str(place.line)} if place else {}
    properties["title"] = f"cpregscan: {finding.rule}"
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join((printable(finding.message), *(_lines(finding))))
    return f"::{COMMANDS[finding.level]} {listed}::{_data(text)}"


def _lines(finding: Finding) -> Iterator[str]:
    for part in body(finding):
        yield from map(printable, part.splitlines())


def _data(text: str) -> str:
    """The escapes of a command's data."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The escapes of a command's property."""
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
