"""Rules for people, with all they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.report.guests import wrapped
from cpregscan.report.style import Style
from cpregscan.rules.rule import Rule


def render(rules: Sequence[Rule], style: Style) -> Iterator[str]:
    """A section for each rule."""
    for number, rule in enumerate(rules):
        if number:
            yield ""
        yield style.heading(rule.id) + f": {rule.summary}"
        yield from _prose("What happens", rule.mechanism, style)
        yield from _verbatim("Before", rule.before, style)
        yield from _verbatim("After", rule.after, style)
        yield from _prose("What to do", rule.remedy, style)
        stories = "\n".join(f"{reference.commit} {reference.story}" for reference in rule.references)
        yield from _verbatim("It has happened", stories, style)


def _prose(title: str, text: str, style: Style) -> Iterator[str]:
    if text:
        yield from ("", style.heading(f"{title}:"), *wrapped(text, style.width, "  "))


def _verbatim(title: str, text: str, style: Style) -> Iterator[str]:
    if text:
        yield from ("", style.heading(f"{title}:"), *(f"  {line}".rstrip() for line in text.splitlines()))
