"""The JSON Schema of the format `findings_json`, in the dialect 2020-12."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpregscan.findings.model import Direction, Level, Verdict
from cpregscan.findings.standing import Standing
from cpregscan.report.findings_json import FORMAT
from cpregscan.report.jsonparts import Json

_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_WORD64: Json = {"type": "string", "pattern": "^0x[0-9a-f]{16}$"}
_FINGERPRINT: Json = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_RULE: Json = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


def schema() -> Json:
    """The schema of the whole document."""
    document = _object(
        {
            "format": {"const": FORMAT},
            "arch": {"enum": ["aarch64", "arm"]},
            "old": {"$ref": "#/$defs/tree"},
            "new": {"$ref": "#/$defs/tree"},
            "counts": _object(dict.fromkeys(("error", "warning", "note", "suppressed", "known"), _COUNT)),
            "guests": _list({"$ref": "#/$defs/guest"}),
            "findings": _list({"$ref": "#/$defs/finding"}),
            "verdicts": _list({"$ref": "#/$defs/verdict"}),
            "unused_ignores": _list(_TEXT),
            "baseline": _maybe(_list({"$ref": "#/$defs/known"})),
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What cpregscan finds ({FORMAT})",
        **document,
        "$defs": _definitions(),
    }


def _definitions() -> Json:
    direction = _words(direction.value for direction in Direction)
    verdict = _words(verdict.value for verdict in Verdict)
    known = {"fingerprint": _FINGERPRINT, "rule": _RULE, "message": _TEXT}
    return {
        "tree": _tree(),
        "guest": _object({"cpu": _TEXT, "machine": _TEXT, "smp": {"type": "integer", "minimum": 1}}),
        "undecided": _object({"place": _TEXT, "reason": _TEXT}),
        "known": _object(known),
        "subject": _object({"name": _TEXT, "encoding": _TEXT, "index": _maybe(_WORD64)}),
        "site": _object(
            {"tree": _words(("old", "new")), "path": _TEXT, "line": _COUNT, "label": _TEXT, "text": _TEXT}
        ),
        "reach": _object({"direction": direction, "verdict": verdict, "guests": _list(_COUNT)}),
        "finding": _object(
            {
                **known,
                "level": _words(level.word for level in Level),
                "note": _TEXT,
                "help": _TEXT,
                "says": _list(_TEXT),
                "moving_target": {"type": "boolean"},
                "standing": _words(standing.value for standing in Standing),
                "suppression": _maybe(_object({"reason": _TEXT, "expires": _maybe(_TEXT)})),
                "subjects": _list({"$ref": "#/$defs/subject"}),
                "sites": _list({"$ref": "#/$defs/site"}),
                "reaches": _list({"$ref": "#/$defs/reach"}),
            }
        ),
        "verdict": _object(
            {
                "guest": _COUNT,
                "direction": direction,
                "verdict": verdict,
                "zeroed_heap": _words(("loads", "fails")),
                "says": _list(_TEXT),
                "rules": _list(_RULE),
                "undecided": _list({"$ref": "#/$defs/undecided"}),
            }
        ),
    }


def _tree() -> Json:
    coverage = ("models", "guests", "registers", "undecided", "refused")
    return _object(
        {
            "tree": _TEXT,
            "commit": _maybe({"type": "string", "pattern": "^[0-9a-f]{40}$"}),
            "version": _TEXT,
            "analyser": _TEXT,
            "coverage": _object(dict.fromkeys(coverage, _COUNT)),
        }
    )


def _object(members: Mapping[str, object]) -> Json:
    return {"type": "object", "properties": dict(members), "required": list(members)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _maybe(kind: Json) -> Json:
    return {"anyOf": [kind, {"type": "null"}]}


def _words(words: Iterable[str]) -> Json:
    return {"enum": list(words)}
