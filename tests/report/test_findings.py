"""Every format of findings: against golden files, published schemas, and hostile texts."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from hypothesis import given, settings

from cpregscan.errors import Place
from cpregscan.facts.model import Guest, Undecided
from cpregscan.findings.model import (
    Assessment,
    Direction,
    Judgement,
    Known,
    Level,
    Reach,
    Site,
    Subject,
    Suppression,
    Verdict,
)
from cpregscan.findings.standing import open_findings
from cpregscan.report.findings_markdown import code, escaped
from cpregscan.report.findings_schema import schema
from cpregscan.report.formats import FINDING_FORMATS
from cpregscan.report.style import Style
from cpregscan.rules.table import rules
from tests.findings.sample import (
    A53,
    A57,
    accepted,
    assessment,
    clean,
    missing_cpreg,
    placeless,
    unknown_cpreg,
)
from tests.findings.strategies import assessments
from tests.golden import Golden
from tests.report.sarif_model import breaches

SCHEMAS = Path(__file__).parent / "schemas"
OFFICIAL_SARIF = os.environ.get("CPREGSCAN_SARIF_SCHEMA", "")
PLAIN = Style()
HOSTILE = 'a\tb\n\x1b[31m"<&>\u202e\ud800\uffff\\%`@x|]]>'


def _text(name: str, subject: Assessment, style: Style = PLAIN) -> str:
    return "".join(f"{line}\n" for line in FINDING_FORMATS[name].render(subject, style))


def _steady(name: str, subject: Assessment) -> str:
    """The text without what changes with every new rule or version: in SARIF the tool and the rules' numbers."""
    text = _text(name, subject)
    if name != "sarif":
        return text
    document = json.loads(text)
    del document["runs"][0]["tool"]
    for result in document["runs"][0]["results"]:
        del result["ruleIndex"]
    return json.dumps(document, indent=1) + "\n"


def _with_baseline() -> Assessment:
    gone = Known("ff00112233445566", "unknown-cpreg", "this is gone")
    known = Known(missing_cpreg().fingerprint, "unknown-cpreg", missing_cpreg().message)
    return replace(assessment(), baseline=(known, gone))


def _hostile() -> Assessment:
    subject = assessment()
    guest, place = Guest(HOSTILE, HOSTILE), Place(HOSTILE, 0)
    finding = replace(
        unknown_cpreg(), message=HOSTILE, note=HOSTILE, help=HOSTILE, says=(HOSTILE,),
        subjects=(Subject(HOSTILE, HOSTILE, 1),),
        sites=(Site(place, True, HOSTILE, HOSTILE), Site(place, False)),
        reaches=(Reach(guest, Direction.FORWARD, Verdict.FAILS_AT_RESET),),
    )  # fmt: skip
    judgement = Judgement(
        guest, Direction.FORWARD, Verdict.UNDECIDED, False, (HOSTILE,), (), (Undecided(place, HOSTILE),)
    )
    return replace(
        subject,
        new=replace(subject.new, tree=HOSTILE),
        judgements=(judgement,),
        findings=(finding, replace(finding, suppression=Suppression(HOSTILE))),
        unused_ignores=(HOSTILE,),
    )


EVERY = {"mixed": assessment, "clean": clean, "baseline": _with_baseline, "hostile": _hostile}
every_assessment = pytest.mark.parametrize("subject", [made() for made in EVERY.values()], ids=EVERY)


@pytest.mark.parametrize("name", FINDING_FORMATS)
def test_golden(name: str, golden: Golden) -> None:
    golden.check(f"findings.{name}", _steady(name, assessment()))


@pytest.mark.parametrize("name", ["text", "sarif", "junit", "markdown"])
def test_golden_of_a_clean_run(name: str, golden: Golden) -> None:
    golden.check(f"clean.{name}", _steady(name, clean()))


def test_golden_of_all_there_is(golden: Golden) -> None:
    golden.check("verbose.text", _text("text", _with_baseline(), Style(verbose=True)))


def test_colour_adds_nothing_but_colour() -> None:
    coloured = _text("text", assessment(), Style(colour=True))
    assert "\x1b[1;31merror[unknown-cpreg]\x1b[0m" in coloured
    for code_ in ("0", "1", "2", "1;31", "1;33", "1;36"):
        coloured = coloured.replace(f"\x1b[{code_}m", "")
    assert coloured == _text("text", assessment())


@every_assessment
def test_json_follows_its_schema(subject: Assessment) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(json.loads(_text("json", subject)))


@every_assessment
def test_sarif_is_as_published(subject: Assessment) -> None:
    assert breaches(json.loads(_text("sarif", subject))) == []


@pytest.mark.skipif(
    not OFFICIAL_SARIF, reason="CPREGSCAN_SARIF_SCHEMA names no file with the schema of OASIS"
)
@every_assessment
def test_sarif_follows_the_schema_of_oasis(subject: Assessment) -> None:
    official = json.loads(Path(OFFICIAL_SARIF).read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(official).validate(json.loads(_text("sarif", subject)))


def test_breaches_of_sarif_are_seen() -> None:
    document = json.loads(_text("sarif", assessment()))
    result = document["runs"][0]["results"][0]
    result["level"] = "fatal"
    result["colour"] = "red"
    del result["message"]
    assert len(breaches(document)) == 3


@every_assessment
def test_gitlab_follows_its_schema(subject: Assessment) -> None:
    description = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    issues = json.loads(_text("gitlab", subject))
    jsonschema.Draft202012Validator(description).validate(
        [issue for issue in issues if HOSTILE not in issue["location"]["path"]]
    )


@every_assessment
def test_junit_follows_its_schema(subject: Assessment) -> None:
    text = _text("junit", subject)
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(text)
    root = ElementTree.fromstring(text)
    for word, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.attrib[word]) == len(root.findall(f".//{tag}"))


@pytest.mark.parametrize("name", FINDING_FORMATS)
@pytest.mark.parametrize("verbose", [False, True])
def test_hostile_texts_do_no_harm(name: str, verbose: bool) -> None:
    text = _text(name, _hostile(), Style(verbose=verbose))
    text.encode()
    assert not set(text) & set("\x1b\u202e\ud800\uffff")
    if name == "tsv":
        assert [line.count("\t") for line in text.splitlines()] == [5, 5]
    if name in ("terse", "github"):
        assert text.count("\n") == 1


@given(assessments)
@settings(max_examples=60, deadline=None)
def test_any_assessment_can_be_told(any_one: Assessment) -> None:
    texts = {name: _text(name, any_one, Style(verbose=True)) for name in FINDING_FORMATS}
    for text in texts.values():
        text.encode()
        assert "\x1b" not in text
        assert "\u202e" not in text
    jsonschema.Draft202012Validator(schema()).validate(json.loads(texts["json"]))
    assert breaches(json.loads(texts["sarif"])) == []
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(texts["junit"])
    assert texts["tsv"].count("\n") == len(any_one.judgements) + 1
    assert texts["terse"].count("\n") == texts["github"].count("\n") == len(open_findings(any_one))


def test_tsv_has_a_verdict_a_line() -> None:
    rows = list(csv.DictReader(io.StringIO(_text("tsv", assessment())), delimiter="\t"))
    assert [row["verdict"] for row in rows] == [one.verdict.value for one in assessment().judgements]
    assert rows[3] == {
        "machine": "none",
        "cpu": "cortex-a57",
        "direction": "backward",
        "verdict": "depends-on-memory",
        "zeroed-heap": "loads",
        "rules": "unknown-cpreg",
    }


def _run(subject: Assessment) -> Any:
    return json.loads(_text("sarif", subject))["runs"][0]


def test_sarif_declares_all_rules_even_on_a_clean_run() -> None:
    run = _run(clean())
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.id for rule in rules()]


def test_sarif_marks_what_is_accepted_or_known_and_drops_nothing() -> None:
    run = _run(_with_baseline())
    declared = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    results = {next(iter(result["partialFingerprints"].values())): result for result in run["results"]}
    assert len(results) == len(assessment().findings) + 1
    assert all(declared[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert results[accepted().fingerprint]["suppressions"] == [
        {
            "kind": "external",
            "justification": "no release had it",
            "properties": {"expires": "11.2"},
        }
    ]
    states = {result["baselineState"] for result in run["results"]}
    assert states == {"new", "unchanged", "absent"}
    assert results[missing_cpreg().fingerprint]["baselineState"] == "unchanged"
    assert all("baselineState" not in result for result in _run(assessment())["results"])


@pytest.mark.parametrize(
    ("verdicts", "level", "expected"),
    [
        ([Verdict.LOADS], Level.NOTE, ("informational", "none")),
        ([Verdict.UNDECIDED], Level.NOTE, ("open", "none")),
        ([Verdict.LOADS, Verdict.LOSES_STATE], Level.NOTE, ("fail", "note")),
        ([Verdict.LOADS], Level.WARNING, ("fail", "warning")),
        ([Verdict.UNDECIDED], Level.ERROR, ("fail", "error")),
        ([], Level.NOTE, ("fail", "note")),
    ],
)
def test_sarif_kinds_and_levels(verdicts: list[Verdict], level: Level, expected: tuple[str, str]) -> None:
    reaches = tuple(Reach(A53, Direction.FORWARD, verdict) for verdict in verdicts)
    finding = replace(placeless(), level=level, reaches=reaches)
    (result,) = _run(replace(clean(), findings=(finding,)))["results"]
    assert (result["kind"], result["level"]) == expected


def test_sarif_has_the_places_of_both_trees() -> None:
    first = _run(assessment())["results"][0]
    physical = [each["physicalLocation"] for each in (*first["locations"], *first["relatedLocations"])]
    found = [(each["artifactLocation"]["uriBaseId"], each["region"]["startLine"]) for each in physical]
    assert found == [("%SRCROOT%", 650), ("OLDROOT", 700)]


def test_junit_says_how_each_guest_fares() -> None:
    subject = replace(assessment(), findings=(accepted(), missing_cpreg()))
    cases = {
        (case.attrib["classname"], case.attrib["name"]): [child.tag for child in case]
        for case in ElementTree.fromstring(_text("junit", subject)).iter("testcase")
    }
    assert cases["cpregscan.none", "cortex-a53 forward"] == ["skipped"]
    assert cases["cpregscan.none", "cortex-a53 backward"] == ["system-out"]
    assert cases["cpregscan.none", "cortex-m3 forward"] == []
    assert cases["cpregscan.none", "cortex-m3 backward"] == ["error"]


def test_github_escapes_what_a_command_means() -> None:
    finding = replace(placeless(), message="100 % of a::b\nc", sites=(Site(Place("a,b:c%.c", 7), True),))
    (line,) = _text("github", replace(clean(), findings=(finding,))).splitlines()
    start = "::notice file=a%2Cb%3Ac%25.c,line=7,title=cpregscan%3A unknown-cpreg::100 %25 of a::b"
    assert line.startswith(start)


@pytest.mark.parametrize(
    ("text", "span"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a|b", r"`a\|b`"), ("a\nb", "`a b`")],
)
def test_markdown_code(text: str, span: str) -> None:
    assert code(text) == span


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a_b_c", "a_b_c"),
        ("_a_", r"\_a\_"),
        ("a__b", r"a\_\_b"),
        ("<b>*x*", r"\<b\>\*x\*"),
        ("a\n- b", "a - b"),
    ],
)
def test_markdown_text(text: str, plain: str) -> None:
    assert escaped(text) == plain


def test_one_tree_is_named_once() -> None:
    facts = clean().new
    subject = replace(clean(), old=facts, new=facts)
    text = _text("text", subject)
    assert text.startswith("master: no findings\n")
    assert text.count("master (aarch64):") == 1


def test_all_guests_are_not_listed_one_by_one() -> None:
    everybody = {judgement.guest for judgement in assessment().judgements}
    reaches = tuple(Reach(guest, Direction.FORWARD, Verdict.LOADS) for guest in sorted(everybody))
    subject = replace(assessment(), findings=(replace(unknown_cpreg(), reaches=reaches),))
    assert "= forward: loads: all 4 guests\n" in _text("text", subject)
    fewer = replace(subject, findings=(replace(unknown_cpreg(), reaches=reaches[:1]),))
    assert f"= forward: loads: {A53.cpu} on none\n" in _text("text", fewer)
    assert A57 in everybody
