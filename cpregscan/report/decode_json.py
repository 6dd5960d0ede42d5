"""Cpregs in all their forms as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.encoding.sightings import Decoded, Stretch
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.style import Style
from cpregscan.report.values import hex64

FORMAT = "cpregscan-decode-1"


def render(found: Sequence[Decoded], _style: Style) -> Iterator[str]:
    """The lines of one JSON object, one cpreg a line."""
    return json_lines({"format": FORMAT, "registers": Rows(map(_register, found))})


def _register(decoded: Decoded) -> Json:
    cpreg = decoded.cpreg
    return {
        "index": hex64(cpreg.index),
        "key": f"{cpreg.key:#010x}",
        "message_id": f"{cpreg.message_id:#x}",
        "encoding": str(cpreg.encoding),
        "state": cpreg.encoding.state,
        "fields": cpreg.encoding.fields,
        "width": cpreg.width,
        "bank": cpreg.bank,
        "names": _stretches(decoded.names),
        "models": _stretches(decoded.models),
        "looked_at": decoded.looked_at,
    }


def _stretches(stretches: Sequence[Stretch]) -> list[Json]:
    return [{"trees": stretch.trees, "words": stretch.words} for stretch in stretches]
