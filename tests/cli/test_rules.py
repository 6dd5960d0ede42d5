"""cpregscan rules, explain and schema: what the program says of itself."""

from __future__ import annotations

import json

import jsonschema
import pytest

from cpregscan.report.findings_schema import schema
from cpregscan.rules.table import rules
from tests.cli.conftest import Run


def test_every_rule_stands_in_the_table(run: Run) -> None:
    outcome = run("rules")
    assert outcome.code == 0
    _, *lines = outcome.out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in rules()]


def test_rules_as_json(run: Run) -> None:
    document = json.loads(run("rules", "--format", "json").out)
    assert document["format"] == "cpregscan-rules-1"
    assert [rule["mechanism"] for rule in document["rules"]] == [rule.mechanism for rule in rules()]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_is_explained_in_full(run: Run, rule: object) -> None:
    known = next(each for each in rules() if each is rule)
    text = " ".join(run("explain", known.id).out.split())
    for part in (known.mechanism, known.remedy, known.before, known.after):
        assert " ".join(part.split()) in text
    assert all(reference.commit in text for reference in known.references)
    assert f"## {known.id}\n" in run("explain", known.id, "--format", "markdown").out


def test_an_unknown_rule(run: Run) -> None:
    outcome = run("explain", "no-such-rule")
    assert outcome.code == 2
    assert outcome.err == "cpregscan: error: there is no rule 'no-such-rule' (cpregscan rules lists them)\n"


def test_the_schema_is_printed(run: Run) -> None:
    document = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(document)
    assert document == schema()
