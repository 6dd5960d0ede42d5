"""Cpregs in all their forms, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.encoding.sightings import Decoded, Stretch
from cpregscan.facts.escape import printable
from cpregscan.report.guests import wrapped
from cpregscan.report.style import Style


def render(found: Sequence[Decoded], style: Style) -> Iterator[str]:
    """A section for each cpreg: its numbers, and where it travels under which names."""
    for number, decoded in enumerate(found):
        if number:
            yield ""
        yield from _section(decoded, style)


def _section(decoded: Decoded, style: Style) -> Iterator[str]:
    cpreg = decoded.cpreg
    newest = decoded.names[-1].words if decoded.names else ("no name known",)
    bank = f", bank {cpreg.bank}" if cpreg.bank else ""
    low, high = cpreg.index & 0xFFFFFFFF, cpreg.index >> 32
    yield style.heading(f"{cpreg.encoding}: {printable(' '.join(newest))}")
    yield f"  index     {cpreg.index:#018x}"
    yield f"  words     {low:#010x} {high:#010x}, as a debugger shows them"
    yield f"  key       {cpreg.key:#010x}"
    yield f"  messages  system register {cpreg.message_id:#x}, as QEMU 11 prints it"
    yield f"  state     {cpreg.encoding.state}, {cpreg.width} bits{bank}"
    yield from _stretches("names", decoded.names if len(decoded.names) > 1 else (), style)
    yield from _stretches("sent by", decoded.models, style)
    if not decoded.models:
        where = printable(decoded.looked_at)
        yield f"  sent by   no model of {where}" if where else "  sent by   not known: no tree was looked at"


def _stretches(label: str, stretches: Sequence[Stretch], style: Style) -> Iterator[str]:
    for stretch in stretches:
        text = printable(f"{stretch}: {' '.join(stretch.words)}")
        yield from wrapped(text, style.width, f"  {label:<8}  ", " " * 14)
        label = ""
