"""Rules as Markdown: the page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.report.findings_markdown import code, escaped
from cpregscan.report.style import Style
from cpregscan.rules.rule import Rule


def render(rules: Sequence[Rule], _style: Style) -> Iterator[str]:
    """A section for each rule."""
    for rule in rules:
        yield from (f"## {rule.id}", "", f"{escaped(_sentence(rule.summary))}.", "")
        yield from ("**What happens.** " + escaped(rule.mechanism), "")
        yield from _example(rule)
        yield from ("**What to do.** " + escaped(rule.remedy), "")
        yield from _references(rule)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _example(rule: Rule) -> Iterator[str]:
    for word, text in (("Before", rule.before), ("After", rule.after)):
        if text:
            yield from (f"{word}:", "", "```c", *text.splitlines(), "```", "")


def _references(rule: Rule) -> Iterator[str]:
    if rule.references:
        yield from ("It has happened:", "")
        for reference in rule.references:
            yield f"- {code(reference.commit)} {escaped(reference.story)}"
        yield ""
