"""Fields of the CPU's section that do not lie where the destination reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.rules.effect import Effect, Telling, Trees
from cpregscan.rules.rule import Reference, Rule
from cpregscan.rules.vmstate_part import refusal, sent_parts, shape, sizes

RULE = Rule(
    id="vmstate-layout",
    summary="a part of the CPU's section has other fields than the destination reads",
    mechanism=(
        "vmstate_load_state() reads the fields of a VMStateDescription one behind the other; the stream has no names "
        "for them. A field that was added, removed or resized without a version, a field_exists or a subsection makes "
        "it read all that follows in the wrong place. An array whose number of elements the CPU decides counts too."
    ),
    remedy=(
        "Put new fields into a subsection with a needed function; leave a VMSTATE_UNUSED() where one is removed; give "
        "an array the old number of elements on old machine versions."
    ),
    before="VMSTATE_UINT32(env.spsr, ARMCPU),",
    after="VMSTATE_UINT64(env.spsr, ARMCPU),",
    references=(Reference("d5093d961585", "gave a clock the VMState macro of another type (M-profile)"),),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each part at both ends whose fields take other bytes."""
    for part, other in sent_parts(passage):
        if other is None or not other.minimum <= part.version <= other.version:
            continue
        sent = shape(part, part.version, passage.source.stream)
        read = shape(other, part.version, passage.destination.stream)
        if sizes(sent) != sizes(read):
            names = _difference([column.name for column, _ in sent], [column.name for column, _ in read])
            yield refusal(passage, part.name, names)


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one part."""
    direction = effects[0].direction
    source, destination = trees.source(direction), trees.destination(direction)
    return Telling(
        f"{destination} reads other fields in '{effects[0].subject.name}' than {source} writes",
        f"{effects[0].detail}: all that follows is read in the wrong place.",
        "put what is new into a subsection, leave VMSTATE_UNUSED() for what is gone.",
    )


def _difference(sent: list[str], read: list[str]) -> str:
    gone = [name for name in sent if name not in read]
    new = [name for name in read if name not in sent]
    words = [f"{word} {', '.join(names[:3])}" for word, names in (("without", gone), ("with", new)) if names]
    return " ".join(words) or "a field of another size or length"
