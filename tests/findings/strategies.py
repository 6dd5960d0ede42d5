"""Assessments of any sort, with texts that a hostile tree may hold."""

from __future__ import annotations

from hypothesis import strategies as st

from cpregscan.errors import Place
from cpregscan.facts.model import Guest, Undecided
from cpregscan.findings.model import (
    Assessment,
    Direction,
    Finding,
    Judgement,
    Known,
    Level,
    Reach,
    Site,
    Subject,
    Suppression,
    Verdict,
)
from cpregscan.rules.table import rules
from tests.facts.sample import any_facts

_words = st.sampled_from(
    ["", "none", "a b", "|`<&>]]>", "\x1b[1m\u202e", "\ud800\uffff", "%0A::", "é\n"]
) | st.text(max_size=8)
_places = st.builds(Place, _words, st.integers(0, 9999))
_guests = st.builds(Guest, _words, _words, st.integers(1, 3))
_fingerprints = st.integers(0, 5).map("{:016x}".format)
_rules = st.sampled_from([rule.id for rule in rules()])
_reaches = st.builds(Reach, _guests, st.sampled_from(Direction), st.sampled_from(Verdict))
_says = st.lists(_words, max_size=2).map(tuple)


def _tuples(items: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=3).map(tuple)


_findings = st.builds(
    Finding,
    rule=_rules,
    level=st.sampled_from(Level),
    message=_words,
    note=_words,
    help=_words,
    subjects=_tuples(st.builds(Subject, _words, _words, st.none() | st.integers(0, 2**64 - 1))),
    sites=_tuples(st.builds(Site, _places, st.booleans(), _words, _words)),
    reaches=_tuples(_reaches),
    fingerprint=_fingerprints,
    says=_says,
    moving_target=st.booleans(),
    suppression=st.none() | st.builds(Suppression, _words, st.none() | _words),
)
_judgements = st.builds(
    Judgement,
    _guests,
    st.sampled_from(Direction),
    st.sampled_from(Verdict),
    st.booleans(),
    _says,
    _tuples(_rules),
    _tuples(st.builds(Undecided, _places, _words)),
)
assessments = st.builds(
    Assessment,
    any_facts(),
    any_facts(),
    _tuples(_judgements),
    _tuples(_findings),
    _says,
    st.none() | _tuples(st.builds(Known, _fingerprints, _rules, _words)),
)
