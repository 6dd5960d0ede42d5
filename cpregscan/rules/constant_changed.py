"""A constant that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.findings.model import Direction, Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of
from cpregscan.rules.idregister import field_changes
from cpregscan.rules.rule import Reference, Rule

RULE = Rule(
    id="constant-changed",
    summary="a constant cpreg has another value in the two trees",
    mechanism=(
        "write_raw_cp_reg() leaves an ARM_CP_CONST cpreg as it is, and write_list_to_cpustate() then finds that it "
        "does not read back as sent. The load fails in both directions, and nothing says which cpreg it was."
    ),
    remedy=(
        "Keep the old value for machine versions that were released with it: a CPU property that the new code sets, "
        "and an entry in hw_compat_* or arm_virt_compat that unsets it for them."
    ),
    before="cpu->isar.id_aa64isar0 = 0x0000111111111111;",
    after="cpu->isar.id_aa64isar0 = 0x0001111111111111;",
    references=(
        Reference("3d65b958c540", "set CTR_EL0.{IDC,DIC} on -cpu max"),
        Reference(
            "f037f5b4b91a", "changed CNTFRQ_EL0 the right way: behind a property, off for old machines"
        ),
    ),
)


def find(passage: Passage) -> Iterator[Effect]:
    """Each cpreg that is a constant at both ends and differs."""
    for source, destination in passage.both:
        if source.const is None or destination.const is None or source.const == destination.const:
            continue
        forward = passage.direction is Direction.FORWARD
        old, new = (source, destination) if forward else (destination, source)
        fields = (passage.destination if forward else passage.source).stream.id_fields
        changes = "; ".join(field_changes(new, old.const or 0, new.const or 0, fields))
        yield Effect(
            verdict=Verdict.FAILS_AT_RESET,
            cause=(source.index, source.name, changes),
            subject=subject_of(source),
            direction=passage.direction,
            source=source,
            destination=destination,
            loads_zeroed=False,
            detail=changes,
        )


def tell(effects: Sequence[Effect], trees: Trees) -> Telling:
    """The words for one change of one cpreg."""
    pairs = {_values(effect) for effect in effects}
    values = "{:#x} -> {:#x}".format(*pairs.pop()) if len(pairs) == 1 else effects[0].detail
    return Telling(
        f"constant {named(effects)} differs: {values}",
        f"{effects[0].detail}. A constant is not written: it does not read back as sent, and QEMU does not name it.",
        "keep the old value behind a CPU property that old machine versions turn off (hw_compat_*).",
    )


def _values(effect: Effect) -> tuple[int, int]:
    """The old tree's value and the new one's."""
    sent, own = (register.const or 0 if register else 0 for register in (effect.source, effect.destination))
    return (sent, own) if effect.direction is Direction.FORWARD else (own, sent)
